package dev.quarterdeck.benchmarks.scale;

import dev.quarterdeck.benchmarks.access.AdminClient;
import dev.quarterdeck.node.NodeAgentSettings;
import dev.quarterdeck.node.SimulatedFleet;
import dev.quarterdeck.reconcile.client.ObjectApi;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

/** A process that plays simulated nodes to a control plane of somebody else, over HTTP, until it is ended: its CPU and memory are not the control plane's. */
public final class PlayNodes {
    private PlayNodes() {}

    /** @param arguments a kubeconfig, and how many nodes */
    public static void main(String[] arguments) throws InterruptedException {
        List<NodeAgentSettings> settings = IntStream.rangeClosed(1, Integer.parseInt(arguments[1]))
                .mapToObj(i -> NodeAgentSettings.simulated("node-" + i, "127.0.0.1", Path.of("none"), null))
                .toList();
        try (KubernetesClient client = AdminClient.of(Path.of(arguments[0]));
                SimulatedFleet fleet = new SimulatedFleet(settings, ObjectApi.of(client), new SimpleMeterRegistry())) {
            fleet.start();
            new CountDownLatch(1).await();
        }
    }
}
