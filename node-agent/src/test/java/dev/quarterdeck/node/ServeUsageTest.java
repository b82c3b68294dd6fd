package dev.quarterdeck.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.node.api.NodeApiServer;
import dev.quarterdeck.node.lease.MachineFacts;
import dev.quarterdeck.node.simulated.SimulatedUsage;
import dev.quarterdeck.node.testing.Await;
import dev.quarterdeck.node.testing.FakeObjects;
import dev.quarterdeck.node.testing.Pods;
import dev.quarterdeck.node.testing.TestAuthority;
import dev.quarterdeck.reconcile.client.ObjectApi;
import dev.quarterdeck.reconcile.testing.FakeApiServer;
import dev.quarterdeck.reconcile.testing.FakeEventRecorder;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A simulated node tells what its pods use, to those who may ask. */
class ServeUsageTest {
    @TempDir
    Path directory;

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final ObjectApi api = new FakeApiServer(Clock.systemUTC()).api();
    private TestAuthority authority;
    private NodeAgentAssembly.Assembled node;
    private NodeApiServer server;
    private HttpClient gateway;

    @BeforeEach
    void start() throws Exception {
        authority = new TestAuthority();
        authority.write(directory.resolve("ca.crt"));
        authority.issue(directory, "kubelet", "O=system:nodes,CN=system:node:node-1");
        NodeAgentSettings settings = NodeAgentSettings.simulated(
                "node-1",
                "127.0.0.1",
                Path.of("unused"),
                new NodeAgentSettings.Listener(
                        0,
                        directory.resolve("kubelet.crt"),
                        directory.resolve("kubelet.key"),
                        directory.resolve("ca.crt")));
        NodeAgentAssembly assembly = new NodeAgentAssembly(
                settings,
                new NodeAgentAssembly.Shared(
                        api,
                        new FakeObjects(),
                        node -> new FakeEventRecorder(),
                        timer,
                        threads,
                        Clock.systemUTC(),
                        () -> ""),
                new MachineFacts(8, 8L << 30, 1L << 40, "", "", "", "", "", "amd64"));
        node = assembly.assemble(CompletableFuture.completedFuture(null));
        node.runtime().podNetwork(List.of("10.1.1.0/24"));
        server = assembly.serve(node);
        gateway = HttpClient.newBuilder()
                .sslContext(authority.client("CN=kube-apiserver-kubelet-client"))
                .build();
    }

    @AfterEach
    void stop() {
        gateway.shutdownNow();
        node.agent().close();
        server.close();
        node.runtime().close();
        timer.shutdownNow();
        threads.shutdownNow();
    }

    private void run(Pod pod) throws Exception {
        api.create(pod);
        node.agent().workers().present(pod);
        int containers = pod.getSpec().getContainers().size();
        Await.until(
                "running",
                () -> node.runtime()
                                .observe(pod.getMetadata().getUid())
                                .running()
                                .size()
                        == containers);
    }

    private HttpResponse<String> get(HttpClient client, String path) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + server.port() + path))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static ContainerBuilder container(String name) {
        return new ContainerBuilder().withName(name).withImage("web:1");
    }

    @Test
    void usageFollowsRequestsOrTheAnnotation() throws Exception {
        run(Pods.pod(
                        "plain",
                        container("c")
                                .withNewResources()
                                .addToRequests("cpu", new Quantity("400m"))
                                .addToRequests("memory", new Quantity("100Mi"))
                                .endResources()
                                .build())
                .build());
        run(Pods.pod("steered", container("a").build(), container("b").build())
                .editMetadata()
                .addToAnnotations(SimulatedUsage.CPU, "1500m")
                .addToAnnotations(SimulatedUsage.MEMORY, "64Mi")
                .endMetadata()
                .build());
        JsonNode summary = Json.read(get(gateway, "/stats/summary").body().getBytes());
        assertThat(nanoCores(summary, "plain")).isEqualTo(100_000_000);
        assertThat(pod(summary, "plain").path("memory").path("workingSetBytes").asLong())
                .isEqualTo(50L << 20);
        assertThat(nanoCores(summary, "steered")).isEqualTo(1_500_000_000);
        assertThat(pod(summary, "steered").path("containers").size()).isEqualTo(2);
        assertThat(pod(summary, "steered")
                        .path("containers")
                        .get(0)
                        .path("memory")
                        .path("workingSetBytes")
                        .asLong())
                .isEqualTo(32L << 20);
        JsonNode machine = summary.path("node");
        assertThat(machine.path("nodeName").asString()).isEqualTo("node-1");
        assertThat(machine.path("cpu").path("usageNanoCores").asLong())
                .as("all pods, and the node itself")
                .isEqualTo(1_650_000_000);
        assertThat(get(gateway, "/metrics/resource").body())
                .contains("pod_memory_working_set_bytes{namespace=\"default\",pod=\"plain\"} 52428800 ")
                .endsWith("resource_scrape_error 0\n");
    }

    private static JsonNode pod(JsonNode summary, String name) {
        return summary.path("pods")
                .valueStream()
                .filter(p -> p.path("podRef").path("name").asString("").equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + " is not in " + summary));
    }

    private static long nanoCores(JsonNode summary, String pod) {
        return pod(summary, pod).path("cpu").path("usageNanoCores").asLong(-1);
    }

    @Test
    void theNodeSaysWhereItIsAsked() throws Exception {
        node.agent().start();
        Await.until("registered", () -> port() == server.port());
    }

    private int port() {
        try {
            return api.get(Node.class, "", "node-1")
                    .map(n -> n.getStatus()
                            .getDaemonEndpoints()
                            .getKubeletEndpoint()
                            .getPort())
                    .orElse(-1);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void nobodyElseIsTold() throws Exception {
        HttpClient nobody =
                HttpClient.newBuilder().sslContext(authority.client("")).build();
        HttpClient other = HttpClient.newBuilder()
                .sslContext(authority.client("CN=somebody"))
                .build();
        for (String path : List.of("/stats/summary", "/metrics/resource")) {
            assertThat(get(nobody, path).statusCode()).isEqualTo(401);
            assertThat(get(other, path).statusCode()).isEqualTo(403);
        }
        nobody.shutdownNow();
        other.shutdownNow();
    }
}
