package dev.quarterdeck.reconcile.leader;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.reconcile.testing.FakeApiServer;
import dev.quarterdeck.reconcile.testing.VirtualTime;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class LeaseLeaderElectionTest {
    private final VirtualTime time = new VirtualTime();
    private final FakeApiServer server = new FakeApiServer(time);

    private LeaseLeaderElection replica(String identity) {
        return replica(identity, LeaseWatch.NONE);
    }

    private LeaseLeaderElection replica(String identity, LeaseWatch watch) {
        return new LeaseLeaderElection(
                server.api(),
                "kube-system",
                "test",
                identity,
                LeaderSettings.STANDARD,
                time,
                watch,
                new SimpleMeterRegistry());
    }

    /** Hears of every change at once, on the thread that makes it, and of the first state too. */
    private LeaseWatch heard(Set<Consumer<Lease>> followers) {
        server.onChange((resource, key, tree) -> {
            if (tree != null) {
                Lease lease = server.api().serialization().convertValue(tree, Lease.class);
                List.copyOf(followers).forEach(f -> f.accept(lease));
            }
        });
        return (namespace, name, seen) -> {
            followers.add(seen);
            return () -> followers.remove(seen);
        };
    }

    private void kill(String identity) {
        server.failWhen(request -> new String(request.body()).contains("\"holderIdentity\":\"" + identity + "\"")
                ? Optional.of(ApiException.unavailable(identity + " is dead", 1))
                : Optional.empty());
    }

    /** Work that says when it began and when it ended. */
    private static final class Work implements LeaderElection.LeaderWork {
        final CountDownLatch began = new CountDownLatch(1);
        final CountDownLatch ended = new CountDownLatch(1);

        @Override
        public void lead() throws InterruptedException {
            began.countDown();
            try {
                new CountDownLatch(1).await();
            } finally {
                ended.countDown();
            }
        }
    }

    private Lease lease() throws InterruptedException {
        return server.api().get(Lease.class, "kube-system", "test").orElseThrow();
    }

    @Test
    void oneOfTwoLeadsAndTheOtherFollowsAtOnceWhenItIsReleased() throws Exception {
        LeaseLeaderElection a = replica("a");
        LeaseLeaderElection b = replica("b");
        Work workA = new Work();
        Work workB = new Work();
        a.start(workA);
        b.start(workB);
        time.advance(Duration.ofSeconds(60));
        assertThat(workA.began.await(5, TimeUnit.SECONDS)).isTrue();
        assertThat(b.isLeader().getAsBoolean()).isFalse();
        assertThat(lease().getSpec().getHolderIdentity()).isEqualTo("a");

        a.close();
        assertThat(workA.ended.getCount()).isZero();
        time.advance(Duration.ofSeconds(2));
        assertThat(workB.began.await(5, TimeUnit.SECONDS)).isTrue();
        assertThat(lease().getSpec().getHolderIdentity()).isEqualTo("b");
        assertThat(lease().getSpec().getLeaseTransitions()).isEqualTo(1);
        b.close();
    }

    @Test
    void aLeaderThatCannotRenewStopsBeforeAnotherBegins() throws Exception {
        LeaseLeaderElection a = replica("a");
        Work workA = new Work();
        a.start(workA);
        time.advance(Duration.ofSeconds(4));
        assertThat(workA.began.await(5, TimeUnit.SECONDS)).isTrue();

        server.failWhen(request -> Optional.of(ApiException.unavailable("gone", 1)));
        time.advance(Duration.ofSeconds(9));
        assertThat(a.isLeader().getAsBoolean()).isTrue();
        time.advance(Duration.ofSeconds(3));
        assertThat(a.isLeader().getAsBoolean()).isFalse();
        assertThat(workA.ended.await(5, TimeUnit.SECONDS)).isTrue();
        a.close();
    }

    @Test
    void aLeaseIsTakenOverOnlyAfterItHasStoodStillForItsDuration() throws Exception {
        LeaseLeaderElection a = replica("a");
        a.start(new Work());
        time.advance(Duration.ofSeconds(1));
        LeaseLeaderElection b = replica("b");
        b.start(new Work());
        time.advance(Duration.ofSeconds(2));
        kill("a");
        time.advance(Duration.ofSeconds(12));
        assertThat(b.isLeader().getAsBoolean()).isFalse();
        assertThat(a.isLeader().getAsBoolean()).isFalse();
        time.advance(Duration.ofSeconds(6));
        assertThat(b.isLeader().getAsBoolean()).isTrue();
        a.close();
        b.close();
    }

    @Test
    void aLeaseThatHasRunOutIsTakenAtOnceAndNotAtTheNextRound() throws Exception {
        LeaseLeaderElection a = replica("a");
        a.start(new Work());
        time.advance(Duration.ofSeconds(1));
        LeaseLeaderElection b = replica("b");
        b.start(new Work());
        time.advance(Duration.ofSeconds(2));
        // killed: it neither renews nor gives back what it renewed at 2 s, which b saw at 3 s
        kill("a");
        time.advance(Duration.ofMillis(14_900));
        assertThat(b.isLeader().getAsBoolean()).isFalse();
        time.advance(Duration.ofMillis(200));
        assertThat(b.isLeader().getAsBoolean()).isTrue();
        a.close();
        b.close();
    }

    @Test
    void aClockThatIsSetMakesAndEndsNoLeader() throws Exception {
        LeaseLeaderElection a = replica("a");
        LeaseLeaderElection b = replica("b");
        Work workA = new Work();
        a.start(workA);
        time.advance(Duration.ofSeconds(4));
        assertThat(workA.began.await(5, TimeUnit.SECONDS)).isTrue();
        b.start(new Work());
        for (Duration step : new Duration[] {Duration.ofHours(1), Duration.ofHours(-2), Duration.ofHours(1)}) {
            time.advance(Duration.ofSeconds(3));
            time.stepClock(step);
            time.advance(Duration.ofSeconds(3));
            assertThat(a.isLeader().getAsBoolean()).as("after " + step).isTrue();
            assertThat(b.isLeader().getAsBoolean()).as("after " + step).isFalse();
        }
        a.close();
        b.close();
    }

    @Test
    void aLeaseRunsOutInItsTimeAlsoWhereTheClockWasSetBack() throws Exception {
        LeaseLeaderElection a = replica("a");
        LeaseLeaderElection b = replica("b");
        a.start(new Work());
        time.advance(Duration.ofSeconds(4));
        Work workB = new Work();
        b.start(workB);
        time.advance(Duration.ofSeconds(1));
        kill("a");
        time.stepClock(Duration.ofHours(-1));
        time.advance(Duration.ofSeconds(20));
        assertThat(workB.began.await(5, TimeUnit.SECONDS)).isTrue();
        a.close();
        b.close();
    }

    @Test
    void aRenewalCountsFromWhenItWasMadeWhereTheLeaseIsWatched() throws Exception {
        Set<Consumer<Lease>> followers = new HashSet<>();
        LeaseWatch watch = heard(followers);
        LeaseLeaderElection a = replica("a", watch);
        a.start(new Work());
        time.advance(Duration.ofSeconds(1));
        LeaseLeaderElection b = replica("b", watch);
        b.start(new Work());
        time.advance(Duration.ofSeconds(4));
        // renewed at 4 s; b, which looks at 3 s and at 5 s, knows that it was at 4 s
        kill("a");
        time.advance(Duration.ofMillis(13_900));
        assertThat(b.isLeader().getAsBoolean()).isFalse();
        time.advance(Duration.ofMillis(200));
        assertThat(b.isLeader().getAsBoolean()).isTrue();
        assertThat(followers).as("who leads watches no more, who led does").hasSize(1);
        a.close();
        b.close();
    }

    @Test
    void aLeaseThatIsGivenBackIsTakenAtOnceWhereItIsWatched() throws Exception {
        LeaseWatch watch = heard(new HashSet<>());
        LeaseLeaderElection a = replica("a", watch);
        LeaseLeaderElection b = replica("b", watch);
        a.start(new Work());
        b.start(new Work());
        time.advance(Duration.ofSeconds(11));
        a.close();
        time.advance(Duration.ZERO);
        assertThat(b.isLeader().getAsBoolean()).isTrue();
        b.close();
    }

    @Test
    void whoWatchesStillLooksWhereTheWatchIsSilent() throws Exception {
        LeaseLeaderElection a = replica("a");
        a.start(new Work());
        time.advance(Duration.ofSeconds(1));
        LeaseLeaderElection b = replica("b", LeaseWatch.NONE);
        b.start(new Work());
        time.advance(Duration.ofSeconds(30));
        assertThat(a.isLeader().getAsBoolean()).isTrue();
        assertThat(b.isLeader().getAsBoolean()).isFalse();
        kill("a");
        time.advance(Duration.ofSeconds(18));
        assertThat(b.isLeader().getAsBoolean()).isTrue();
        a.close();
        b.close();
    }

    @Test
    void oneChainOfAttemptsIsPlannedHoweverOftenTheLeaseIsGivenBack() throws Exception {
        LeaseWatch watch = heard(new HashSet<>());
        for (int i = 0; i < 5; i++) {
            LeaseLeaderElection a = replica("a", watch);
            a.start(new Work());
            time.advance(Duration.ofSeconds(3));
            a.close();
        }
        LeaseLeaderElection b = replica("b", watch);
        b.start(new Work());
        time.advance(Duration.ofSeconds(1));
        server.forgetRequests();
        time.advance(Duration.ofSeconds(20));
        assertThat(server.writes()).as("one renewal every two seconds").hasSize(10);
        b.close();
    }
}
