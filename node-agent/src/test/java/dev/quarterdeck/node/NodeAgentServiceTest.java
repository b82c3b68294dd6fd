package dev.quarterdeck.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.node.testing.Await;
import dev.quarterdeck.node.testing.Pods;
import dev.quarterdeck.reconcile.client.ObjectApi;
import dev.quarterdeck.reconcile.testing.FakeApiServer;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NodeAgentServiceTest {
    private final FakeApiServer server = new FakeApiServer(Clock.systemUTC());
    private final ObjectApi api = server.api();
    private NodeAgentService agent;

    @BeforeEach
    void start() {
        agent = new NodeAgentService(settings("node-1"), api, new SimpleMeterRegistry(), () -> "");
        agent.start();
    }

    @AfterEach
    void stop() {
        agent.close();
    }

    static NodeAgentSettings settings(String name) {
        return new NodeAgentSettings(
                name,
                "10.89.0.1",
                "",
                NodeAgentSettings.Runtime.SIMULATED,
                Path.of("unused.sock"),
                Path.of("unused"),
                Path.of("unused"),
                "",
                "qd0",
                0,
                "/kubepods",
                110,
                List.of("10.96.0.10"),
                "cluster.local",
                10250,
                null,
                null,
                null,
                List.of(),
                List.of());
    }

    private Optional<Node> node() {
        try {
            return api.get(Node.class, "", "node-1");
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Optional<Pod> pod(String name) {
        try {
            return api.get(Pod.class, "default", name);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private boolean nodeReady(String status) {
        return node().stream()
                .flatMap(node -> node.getStatus().getConditions().stream())
                .anyMatch(c -> c.getType().equals("Ready") && c.getStatus().equals(status));
    }

    private void giveNetwork() throws InterruptedException {
        Await.until("registered", () -> nodeReady("False"));
        var patch = Json.object();
        patch.putObject("spec")
                .put("podCIDR", "10.244.7.0/24")
                .putArray("podCIDRs")
                .add("10.244.7.0/24");
        api.mergePatch(node().orElseThrow(), "", patch);
        Await.until("node ready", () -> nodeReady("True"));
    }

    @Test
    void registers_waits_for_its_pod_network_and_becomes_ready() throws Exception {
        giveNetwork();
        Node node = node().orElseThrow();
        assertThat(node.getMetadata().getLabels())
                .containsEntry("kubernetes.io/hostname", "node-1")
                .containsEntry("kubernetes.io/os", "linux");
        assertThat(node.getStatus().getConditions())
                .extracting(NodeCondition::getReason)
                .containsExactlyInAnyOrder(
                        "KubeletHasSufficientMemory",
                        "KubeletHasNoDiskPressure",
                        "KubeletHasSufficientPID",
                        "KubeletReady");
        assertThat(node.getStatus().getCapacity()).containsKeys("cpu", "memory", "pods", "ephemeral-storage");
        assertThat(node.getStatus().getDaemonEndpoints().getKubeletEndpoint().getPort())
                .isEqualTo(10250);
        Lease lease = api.get(Lease.class, "kube-node-lease", "node-1").orElseThrow();
        assertThat(lease.getSpec().getHolderIdentity()).isEqualTo("node-1");
        assertThat(lease.getMetadata().getOwnerReferences()).hasSize(1);
    }

    @Test
    void runs_pods_bound_to_it_and_removes_deleted_ones() throws Exception {
        giveNetwork();
        api.create(Pods.pod(
                        "web",
                        new ContainerBuilder()
                                .withName("main")
                                .withImage("nginx")
                                .build())
                .editMetadata()
                .withUid(null)
                .endMetadata()
                .build());
        Await.until("running", () -> pod("web")
                .map(Pod::getStatus)
                .map(PodStatus::getPhase)
                .filter("Running"::equals)
                .isPresent());
        Pod web = pod("web").orElseThrow();
        assertThat(web.getStatus().getPodIP()).startsWith("10.244.7.");
        assertThat(web.getStatus().getHostIP()).isEqualTo("10.89.0.1");
        api.delete(web, dev.quarterdeck.reconcile.client.Propagation.DEFAULT);
        Await.until("gone", () -> pod("web").isEmpty());
    }
}
