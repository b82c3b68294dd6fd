package dev.quarterdeck.scheduler;

import static dev.quarterdeck.scheduler.Pods.node;
import static dev.quarterdeck.scheduler.Pods.pod;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.reconcile.informer.WatchInformers;
import dev.quarterdeck.reconcile.leader.LeaderSettings;
import dev.quarterdeck.reconcile.leader.LeaseLeaderElection;
import dev.quarterdeck.reconcile.leader.LeaseWatch;
import dev.quarterdeck.reconcile.queue.SystemTime;
import dev.quarterdeck.reconcile.testing.FakeApiServer;
import dev.quarterdeck.reconcile.testing.FakeEventRecorder;
import dev.quarterdeck.scheduler.bind.ApiPodWriter;
import dev.quarterdeck.scheduler.bind.Scheduler;
import dev.quarterdeck.scheduler.bind.SchedulingMetrics;
import dev.quarterdeck.scheduler.cycle.SchedulingCycle;
import dev.quarterdeck.scheduler.profile.Profile;
import dev.quarterdeck.scheduler.queue.SchedulingQueue;
import dev.quarterdeck.scheduler.snapshot.ClusterState;
import dev.quarterdeck.scheduler.watch.ClusterFollower;
import io.fabric8.kubernetes.api.model.Quantity;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two replicas with real threads and real watches over one server: one decides, the other takes over, and no pod is bound twice. */
class TakeOverTest {
    private static final LeaderSettings QUICK =
            new LeaderSettings(Duration.ofSeconds(2), Duration.ofSeconds(1), Duration.ofMillis(100));

    private final FakeApiServer server = new FakeApiServer(Instant::now);

    private record Replica(
            SchedulerRunner runner,
            WatchInformers informers,
            SystemTime time,
            ExecutorService writers,
            LeaseLeaderElection election,
            SimpleMeterRegistry registry)
            implements AutoCloseable {
        /** Pods that this replica was told it has bound. */
        double scheduled() {
            Counter counter = registry.find("scheduler.schedule.attempts")
                    .tag("result", "scheduled")
                    .counter();
            return counter == null ? 0 : counter.count();
        }

        @Override
        public void close() {
            runner.close();
            informers.close();
            time.close();
            writers.close();
        }
    }

    private Replica replica(String identity) {
        SystemTime time = new SystemTime();
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        WatchInformers informers = new WatchInformers(server.api(), time, new Random(1));
        ClusterState state = new ClusterState();
        SchedulingQueue queue =
                new SchedulingQueue(time, new dev.quarterdeck.scheduler.queue.WakeRule(java.util.List.of()));
        ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor();
        Scheduler scheduler = new Scheduler(
                queue,
                state,
                java.util.List.of(new SchedulingCycle(Profile.standard("default-scheduler"), new Random(1))),
                dev.quarterdeck.scheduler.bind.Reservations.NONE,
                new ApiPodWriter(server.api(), time),
                new FakeEventRecorder(),
                new SchedulingMetrics(registry, queue, state),
                writers);
        LeaseLeaderElection election = new LeaseLeaderElection(
                server.api(),
                "kube-system",
                "kube-scheduler",
                identity,
                QUICK,
                time,
                LeaseWatch.through(server.api(), time),
                registry);
        ClusterFollower follower =
                new ClusterFollower(ClusterFollower.SchedulerNames.of("default-scheduler"), state, queue, informers);
        return new Replica(
                new SchedulerRunner(informers, follower.synced(), scheduler, election),
                informers,
                time,
                writers,
                election,
                registry);
    }

    @AfterEach
    void end() {
        server.endWatches();
    }

    private void createAndAwaitBound(String prefix, int count) throws InterruptedException {
        CountDownLatch bound = new CountDownLatch(count);
        server.onChange((resource, key, tree) -> {
            if (resource.resource().equals("pods")
                    && key.name().startsWith(prefix)
                    && tree != null
                    && tree.path("spec").has("nodeName")) {
                bound.countDown();
            }
        });
        for (int i = 0; i < count; i++) {
            server.api().create(pod(prefix + i).build());
        }
        assertThat(bound.await(20, TimeUnit.SECONDS))
                .as("%s bound in time", prefix)
                .isTrue();
    }

    @Test
    void theOtherReplicaTakesOver() throws Exception {
        server.api()
                .create(node("n1")
                        .editStatus()
                        .addToAllocatable("pods", new Quantity("100"))
                        .endStatus()
                        .build());
        Replica second = replica("b");
        Replica first = replica("a");
        try (second) {
            try (first) {
                first.runner().start();
                createAndAwaitBound("one", 5);
                second.runner().start();
                createAndAwaitBound("two", 5);
                assertThat(first.election().isLeader().getAsBoolean()).isTrue();
                assertThat(second.election().isLeader().getAsBoolean()).isFalse();
            }
            createAndAwaitBound("three", 5);
            assertThat(second.election().isLeader().getAsBoolean()).isTrue();
        }
        // Who takes over may not have seen the last bindings yet: it asks for them again, and is refused.
        assertThat(first.scheduled()).isEqualTo(10);
        assertThat(second.scheduled()).isEqualTo(5);
    }
}
