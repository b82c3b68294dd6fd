package dev.quarterdeck.launcher.up;

import dev.quarterdeck.launcher.certificates.ClusterPki;
import dev.quarterdeck.node.NodeAgentSettings;
import dev.quarterdeck.node.SimulatedFleet;
import dev.quarterdeck.reconcile.client.ApiSettings;
import dev.quarterdeck.reconcile.client.KubernetesClients;
import dev.quarterdeck.reconcile.client.ObjectApi;
import dev.quarterdeck.reconcile.informer.StreamInformers;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/** All simulated nodes of the cluster, as one part of this process: they read its caches and call its gateway, as somebody who may write for every node. */
final class SimulatedNodes implements AutoCloseable {
    private static final String AGENT = "quarterdeck-node";
    /** Each node by itself would have a connection of its own. */
    private static final int REQUESTS_AT_ONCE = 512;

    private final SimulatedFleet fleet;
    private final StreamInformers informers;
    private final KubernetesClient client;

    private SimulatedNodes(SimulatedFleet fleet, StreamInformers informers, KubernetesClient client) {
        this.fleet = fleet;
        this.informers = informers;
        this.client = client;
    }

    static SimulatedNodes start(
            List<NodeAgentSettings> nodes,
            ControlPlane plane,
            Path authority,
            ClusterPki.CertificateFiles identity,
            int port) {
        KubernetesClient client = KubernetesClients.create(
                ApiSettings.of(
                        URI.create("https://127.0.0.1:" + port), authority, identity.certificate(), identity.key()),
                AGENT);
        ObjectApi api = ObjectApi.of(client, plane.nearby(identity, AGENT, REQUESTS_AT_ONCE));
        StreamInformers informers = new StreamInformers(plane.caches(), api.serialization());
        SimulatedFleet fleet = new SimulatedFleet(nodes, api, informers, plane.metrics());
        fleet.start();
        return new SimulatedNodes(fleet, informers, client);
    }

    @Override
    public void close() {
        fleet.close();
        informers.close();
        client.close();
    }
}
