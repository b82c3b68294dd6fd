package dev.quarterdeck.scheduler.gang;

import static dev.quarterdeck.scheduler.Pods.node;
import static dev.quarterdeck.scheduler.Pods.pod;
import static dev.quarterdeck.scheduler.gang.Groups.GANGS;
import static dev.quarterdeck.scheduler.gang.Groups.group;
import static dev.quarterdeck.scheduler.gang.Groups.member;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.reconcile.client.ApiTransport.ApiRequest;
import dev.quarterdeck.reconcile.informer.WatchInformers;
import dev.quarterdeck.reconcile.queue.SystemTime;
import dev.quarterdeck.reconcile.testing.FakeApiServer;
import dev.quarterdeck.reconcile.testing.FakeEventRecorder;
import dev.quarterdeck.scheduler.bind.ApiGroupWriter;
import dev.quarterdeck.scheduler.bind.ApiPodWriter;
import dev.quarterdeck.scheduler.bind.Reservations;
import dev.quarterdeck.scheduler.bind.Scheduler;
import dev.quarterdeck.scheduler.bind.SchedulingMetrics;
import dev.quarterdeck.scheduler.cycle.SchedulingCycle;
import dev.quarterdeck.scheduler.profile.Profile;
import dev.quarterdeck.scheduler.queue.SchedulingQueue;
import dev.quarterdeck.scheduler.queue.WakeRule;
import dev.quarterdeck.scheduler.snapshot.ClusterState;
import dev.quarterdeck.scheduler.watch.ClusterFollower;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A leader that is gone between the binds of one gang: the next one binds the rest, each pod once, before anybody else gets the room. */
class FinishGangsAfterTakeOverTest {
    private final FakeApiServer server = new FakeApiServer(Instant::now);

    private final class Replica implements AutoCloseable {
        private final SystemTime time = new SystemTime();
        private final WatchInformers informers = new WatchInformers(server.api(), time, new Random(1));
        private final ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor();
        private final Scheduler scheduler;
        private final Thread loop;

        Replica() throws Exception {
            ClusterState state = new ClusterState();
            SchedulingQueue queue = new SchedulingQueue(time, new WakeRule(GangRule.ALL));
            Gangs gangs = new Gangs(GANGS);
            SimpleMeterRegistry registry = new SimpleMeterRegistry();
            scheduler = new Scheduler(
                    queue,
                    state,
                    List.of(new SchedulingCycle(Profile.standard("default-scheduler"), new Random(1))),
                    Reservations.NONE,
                    new ApiPodWriter(server.api(), time),
                    new FakeEventRecorder(),
                    new SchedulingMetrics(registry, queue, state),
                    writers,
                    gangs,
                    new ApiGroupWriter(server.api(), time));
            ClusterFollower follower = new ClusterFollower(
                    new ClusterFollower.SchedulerNames(Set.of("default-scheduler"), Set.of()),
                    state,
                    queue,
                    gangs,
                    informers);
            informers.start();
            follower.synced().get(10, TimeUnit.SECONDS);
            loop = Thread.ofVirtual().unstarted(() -> {
                try {
                    scheduler.run();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
        }

        @Override
        public void close() throws InterruptedException {
            loop.interrupt();
            loop.join();
            writers.shutdownNow();
            informers.close();
            time.close();
        }
    }

    @AfterEach
    void end() {
        server.endWatches();
    }

    private static boolean isBinding(ApiRequest request) {
        return request.pathAndQuery().endsWith("/binding");
    }

    @Test
    void theNextLeaderBindsTheRestFirst() throws Exception {
        server.api()
                .create(node("n1")
                        .editStatus()
                        .addToAllocatable("cpu", new Quantity("8"))
                        .addToAllocatable("pods", new Quantity("100"))
                        .endStatus()
                        .build());
        server.api().create(group("g", 8));
        for (int i = 0; i < 8; i++) {
            server.api().create(member("p" + i, "g", "1"));
        }
        // The process is gone after three of the binds have reached the server.
        AtomicInteger binds = new AtomicInteger();
        CountDownLatch dead = new CountDownLatch(8);
        server.failWhen(r -> {
            if (!isBinding(r)) {
                return Optional.empty();
            }
            if (binds.incrementAndGet() > 3) {
                dead.countDown();
                throw new IllegalStateException("the process is gone");
            }
            return Optional.empty();
        });
        server.onChange((resource, key, tree) -> {
            if (tree != null && tree.path("spec").has("nodeName")) {
                dead.countDown();
            }
        });
        try (Replica first = new Replica()) {
            first.loop.start();
            assertThat(dead.await(20, TimeUnit.SECONDS)).isTrue();
        }
        server.failNoMore();
        // One that comes before the gang, and for which there would be room if that were not gone on with; it displaces
        // nobody.
        server.api()
                .create(pod("other", "1", "1Mi")
                        .edit()
                        .editSpec()
                        .withPriority(100)
                        .withPreemptionPolicy("Never")
                        .endSpec()
                        .build());
        CountDownLatch whole = new CountDownLatch(5);
        server.onChange((resource, key, tree) -> {
            if (key.name().startsWith("p") && tree != null && tree.path("spec").has("nodeName")) {
                whole.countDown();
            }
        });
        try (Replica second = new Replica()) {
            second.loop.start();
            assertThat(whole.await(20, TimeUnit.SECONDS))
                    .as("the rest is bound")
                    .isTrue();
        }
        List<Pod> pods = server.api().list(Pod.class, "default");
        assertThat(pods.stream().filter(p -> p.getSpec().getNodeName() != null))
                .extracting(p -> p.getMetadata().getName())
                .containsExactlyInAnyOrder("p0", "p1", "p2", "p3", "p4", "p5", "p6", "p7");
    }
}
