package dev.quarterdeck.node.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.node.NodeAgentService;
import dev.quarterdeck.node.NodeAgentSettings;
import dev.quarterdeck.node.testing.Await;
import dev.quarterdeck.node.testing.ChannelClient;
import dev.quarterdeck.node.testing.Pods;
import dev.quarterdeck.node.testing.TestAuthority;
import dev.quarterdeck.reconcile.client.ObjectApi;
import dev.quarterdeck.reconcile.testing.FakeApiServer;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a simulated node answers about pods in which nothing runs. */
class ServeImaginedPodsTest {
    private static final String SAID = "This container is simulated: nothing runs in it, and nothing was printed.\n";

    @TempDir
    static Path directory;

    private static final FakeApiServer api = new FakeApiServer(Clock.systemUTC());
    private static ServerSocket taken;
    private static NodeAgentService agent;
    private static HttpClient http;
    private static int port;

    @BeforeAll
    static void start() throws Exception {
        TestAuthority authority = new TestAuthority();
        authority.write(directory.resolve("ca.crt"));
        authority.issue(directory, "kubelet", "O=system:nodes,CN=system:node:node-1");
        taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
        agent = new NodeAgentService(settings(taken.getLocalPort()), api.api(), new SimpleMeterRegistry(), () -> "");
        agent.start();
        http = HttpClient.newBuilder()
                .sslContext(authority.client("CN=kube-apiserver-kubelet-client"))
                .build();
        ObjectApi objects = api.api();
        Await.until("the node is registered", () -> node() != null);
        var patch = Json.object();
        patch.putObject("spec").put("podCIDR", "10.244.7.0/24");
        objects.mergePatch(node(), "", patch);
        for (String image : List.of("nginx", "nginx:404")) {
            objects.create(Pods.pod(
                            image.contains("404") ? "absent" : "web",
                            new ContainerBuilder()
                                    .withName("main")
                                    .withImage(image)
                                    .build())
                    .editMetadata()
                    .withUid(null)
                    .endMetadata()
                    .build());
        }
        Await.until(
                "running",
                () -> pod("web").getStatus() != null
                        && "Running".equals(pod("web").getStatus().getPhase()));
        port = node().getStatus().getDaemonEndpoints().getKubeletEndpoint().getPort();
    }

    @AfterAll
    static void stop() throws Exception {
        agent.close();
        taken.close();
    }

    private static NodeAgentSettings settings(int port) {
        return NodeAgentSettings.simulated(
                "node-1",
                "127.0.0.1",
                Path.of("unused"),
                new NodeAgentSettings.Listener(
                        port,
                        directory.resolve("kubelet.crt"),
                        directory.resolve("kubelet.key"),
                        directory.resolve("ca.crt")));
    }

    private static Node node() {
        try {
            return api.api().get(Node.class, "", "node-1").orElse(null);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Pod pod(String name) {
        try {
            return api.api().get(Pod.class, "default", name).orElseThrow();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static HttpResponse<String> get(String path) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port + path))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void aNodeWhosePortIsTakenListensOnAnotherAndSaysSo() throws Exception {
        assertThat(port).isPositive().isNotEqualTo(taken.getLocalPort());
        assertThat(get("/healthz").body()).isEqualTo("ok");
        assertThat(get("/pods").body()).contains("\"web\"");
    }

    @Test
    void theLogSaysThatNothingRuns() throws Exception {
        assertThat(get("/containerLogs/default/web/main").body()).isEqualTo(SAID);
        assertThat(get("/containerLogs/default/web/main?timestamps=true").body())
                .matches("\\d{4}-\\d\\d-\\d\\dT[^ ]+ This (?s).*");
        assertThat(get("/containerLogs/default/web/main?limitBytes=4").body()).isEqualTo("This");
        assertThat(get("/containerLogs/default/web/main?tailLines=0").body()).isEmpty();
        assertThat(get("/containerLogs/default/web/main?stream=Stderr").body()).isEmpty();
        assertThat(get("/containerLogs/default/web/main?sinceTime=2200-01-01T00:00:00Z")
                        .body())
                .isEmpty();
    }

    @Test
    void aContainerThatCannotStartHasNoLog() throws Exception {
        Await.until(
                "the image is asked for",
                () -> pod("absent").getStatus() != null
                        && pod("absent").getStatus().getContainerStatuses().stream()
                                .anyMatch(status -> List.of("ErrImagePull", "ImagePullBackOff")
                                        .contains(status.getState().getWaiting().getReason())));
        HttpResponse<String> log = get("/containerLogs/default/absent/main");
        assertThat(log.statusCode()).isEqualTo(400);
        assertThat(log.body())
                .isIn(
                        "container \"main\" in pod \"absent\" is waiting to start: image can't be pulled",
                        "container \"main\" in pod \"absent\" is waiting to start: trying and failing to pull image");
    }

    @Test
    void aCommandIsRefusedWithAStatus() throws Exception {
        for (String path : List.of("/exec/default/web/main?output=1&command=id", "/attach/default/web/main?output=1")) {
            ChannelClient client =
                    ChannelClient.open(http, URI.create("wss://127.0.0.1:" + port + path), "v5.channel.k8s.io");
            assertThat(client.awaitClose()).isEqualTo(1000);
            assertThat(Json.read(client.text(3).getBytes()).path("message").stringValue(""))
                    .isEqualTo("Internal error occurred: the container is simulated: nothing runs in it");
        }
        assertThat(get("/portForward/default/web?port=80").body())
                .isEqualTo("the container is simulated: nothing runs in it");
    }
}
