package dev.quarterdeck.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.controller.wiring.ServedResources;
import dev.quarterdeck.kube.kind.BuiltInResources;
import dev.quarterdeck.reconcile.client.ObjectApi;
import dev.quarterdeck.reconcile.informer.WatchInformers;
import dev.quarterdeck.reconcile.leader.LeaderSettings;
import dev.quarterdeck.reconcile.leader.LeaseLeaderElection;
import dev.quarterdeck.reconcile.leader.LeaseWatch;
import dev.quarterdeck.reconcile.queue.SystemTime;
import dev.quarterdeck.reconcile.testing.FakeApiServer;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two replicas with real threads and real watches over one server: one works, the other takes over. */
class TakeOverTest {
    private static final LeaderSettings QUICK =
            new LeaderSettings(Duration.ofSeconds(2), Duration.ofSeconds(1), Duration.ofMillis(100));

    private final FakeApiServer server = new FakeApiServer(Instant::now);
    private final ObjectApi api = server.api();

    private ControllerRunner replica(String identity) {
        SystemTime time = new SystemTime();
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        WatchInformers informers = new WatchInformers(server.api(), time, new Random(1));
        ControllerSettings settings = new ControllerSettings(
                identity,
                2,
                "10.244.0.0/16",
                24,
                64,
                Duration.ofSeconds(5),
                Duration.ofSeconds(40),
                100,
                null,
                null,
                null,
                null);
        return new ControllerRunner(
                new Controllers(settings, ServedResources.fixed(BuiltInResources.catalog()), "PEM"),
                informers,
                informers,
                server.api(),
                new LeaseLeaderElection(
                        server.api(),
                        "kube-system",
                        "kube-controller-manager",
                        identity,
                        QUICK,
                        time,
                        LeaseWatch.through(server.api(), time),
                        registry),
                time,
                registry,
                2,
                List.of(informers, time));
    }

    @AfterEach
    void end() {
        server.endWatches();
    }

    private void createDeployment(String name) throws InterruptedException {
        api.create(new DeploymentBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .withReplicas(3)
                .withNewSelector()
                .addToMatchLabels("app", name)
                .endSelector()
                .withNewTemplate()
                .withNewMetadata()
                .addToLabels("app", name)
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("c")
                .withImage("web:1")
                .endContainer()
                .endSpec()
                .endTemplate()
                .endSpec()
                .build());
    }

    private void awaitPods(int count) throws InterruptedException {
        CountDownLatch reached = new CountDownLatch(1);
        Runnable look = () -> {
            if (server.count("pods") >= count) {
                reached.countDown();
            }
        };
        server.onChange((resource, key, tree) -> look.run());
        look.run();
        assertThat(reached.await(20, TimeUnit.SECONDS)).as("pods there in time").isTrue();
        assertThat(api.list(Pod.class, "default")).hasSize(count);
    }

    @Test
    void aSecondReplicaTakesOverWhereTheFirstStopped() throws Exception {
        api.create(new NamespaceBuilder()
                .withNewMetadata()
                .withName("default")
                .endMetadata()
                .build());
        try (ControllerRunner second = replica("b")) {
            try (ControllerRunner first = replica("a")) {
                first.start();
                createDeployment("one");
                awaitPods(3);
                assertThat(first.isLeader()).isTrue();
                second.start();
                createDeployment("two");
                awaitPods(6);
                assertThat(second.isLeader()).isFalse();
                assertThat(api.get(ServiceAccount.class, "default", "default")).isPresent();
            }
            createDeployment("three");
            awaitPods(9);
            assertThat(second.isLeader()).isTrue();
        }
        assertThat(api.get(Namespace.class, "", "default")).isPresent();
    }
}
