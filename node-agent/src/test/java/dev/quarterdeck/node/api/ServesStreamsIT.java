package dev.quarterdeck.node.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.node.log.LogPaths;
import dev.quarterdeck.node.network.NetworkNamespace;
import dev.quarterdeck.node.stats.CgroupUsage;
import dev.quarterdeck.node.stats.NodeStats;
import dev.quarterdeck.node.testing.Await;
import dev.quarterdeck.node.testing.ChannelClient;
import dev.quarterdeck.node.testing.Pods;
import dev.quarterdeck.node.testing.RealNode;
import dev.quarterdeck.node.testing.TestAuthority;
import io.fabric8.kubernetes.api.model.Pod;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ServesStreamsIT {
    private static final String V5 = "v5.channel.k8s.io";
    private static RealNode node;
    private static TestAuthority authority;
    private static NodeApiServer server;
    private static HttpClient http;
    private static Pod pod;

    @BeforeAll
    static void start() throws Exception {
        node = RealNode.start();
        authority = new TestAuthority();
        authority.write(node.directory.resolve("ca.crt"));
        authority.issue(node.directory, "kubelet", "O=system:nodes,CN=system:node:node-1");
        server = new NodeApiServer(
                new InetSocketAddress("127.0.0.1", 0),
                SslContextBuilder.forServer(
                                node.directory.resolve("kubelet.crt").toFile(),
                                node.directory.resolve("kubelet.key").toFile())
                        .trustManager(node.directory.resolve("ca.crt").toFile())
                        .clientAuth(ClientAuth.OPTIONAL)
                        .build(),
                new ApiAccess(List.of("kube-apiserver-kubelet-client"), List.of()),
                node.workers,
                node.runtime,
                new LogPaths(node.directory.resolve("logs")),
                () -> "up 1\n",
                "node-1",
                new NodeStats(new CgroupUsage(
                        node.runtime,
                        uid -> node.workers.find(uid).map(worker -> node.groups()
                                .parent(worker.pod())),
                        Path.of("/sys/fs/cgroup"),
                        Path.of("/proc"),
                        Clock.systemUTC())),
                Executors.newVirtualThreadPerTaskExecutor(),
                Clock.systemUTC(),
                NetworkNamespace.OWN);
        http = HttpClient.newBuilder()
                .sslContext(authority.client("CN=kube-apiserver-kubelet-client"))
                .build();
        pod = node.api.create(Pods.pod(
                        "talk",
                        Pods.shell(
                                        "main",
                                        "echo one; usleep 1000000; echo two >&2; usleep 1000000; echo three; "
                                                + "while read line; do echo heard $line; done; "
                                                + "httpd -f -p 8080 -h /etc & while :; do sleep 1; echo tick; done")
                                .withStdin(true)
                                .withStdinOnce(true)
                                .build())
                .build());
        Await.until("running", () -> "Running".equals(node.api.status(pod).getPhase()));
        Await.until("has said three", () -> logs("").contains("three"));
    }

    @AfterAll
    static void stop() throws Exception {
        if (server != null) {
            server.close();
        }
        if (node != null) {
            node.close();
        }
    }

    private static String base(String scheme) {
        return scheme + "://127.0.0.1:" + server.port();
    }

    private static SslContext tls() throws Exception {
        authority.issue(node.directory, "gateway", "CN=kube-apiserver-kubelet-client");
        return SslContextBuilder.forClient()
                .trustManager(node.directory.resolve("ca.crt").toFile())
                .keyManager(
                        node.directory.resolve("gateway.crt").toFile(),
                        node.directory.resolve("gateway.key").toFile())
                .build();
    }

    private static HttpResponse<String> get(HttpClient client, String path) {
        try {
            return client.send(
                    HttpRequest.newBuilder(URI.create(base("https") + path)).build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static String logs(String query) {
        return get(http, "/containerLogs/default/talk/main?" + query).body();
    }

    private ChannelClient exec(String protocol, String query, String... command) throws Exception {
        StringBuilder path = new StringBuilder("/exec/default/talk/main?").append(query);
        for (String word : command) {
            path.append("&command=").append(URLEncoder.encode(word, StandardCharsets.UTF_8));
        }
        return ChannelClient.open(http, URI.create(base("wss") + path), protocol);
    }

    @Test
    void tells_what_containers_use() {
        JsonNode pods = Json.read(get(http, "/stats/summary").body().getBytes()).path("pods");
        JsonNode talk = pods.valueStream()
                .filter(p -> p.path("podRef").path("name").asString("").equals("talk"))
                .findFirst()
                .orElseThrow();
        JsonNode main = talk.path("containers").get(0);
        assertThat(main.path("name").asString("")).isEqualTo("main");
        assertThat(main.path("cpu").path("usageCoreNanoSeconds").asLong(0)).isPositive();
        assertThat(main.path("memory").path("workingSetBytes").asLong(0)).isBetween(1000L, 1L << 30);
        assertThat(get(http, "/metrics/resource").body())
                .contains("container_cpu_usage_seconds_total{container=\"main\",namespace=\"default\",pod=\"talk\"} ");
    }

    @Test
    void lets_only_the_gateway_in() throws Exception {
        assertThat(get(http, "/healthz").body()).isEqualTo("ok");
        HttpClient stranger = HttpClient.newBuilder()
                .sslContext(authority.client("CN=somebody"))
                .build();
        assertThat(get(stranger, "/pods").statusCode()).isEqualTo(403);
        HttpClient nobody =
                HttpClient.newBuilder().sslContext(authority.client("")).build();
        assertThat(get(nobody, "/pods").statusCode()).isEqualTo(401);
        assertThat(get(http, "/pods").body()).contains("\"talk\"");
        assertThat(get(http, "/metrics").body()).isEqualTo("up 1\n");
    }

    @Test
    void gives_logs_as_asked_for() {
        assertThat(logs("")).startsWith("one\ntwo\nthree\n");
        assertThat(logs("tailLines=1")).doesNotContain("one");
        assertThat(logs("limitBytes=5")).isEqualTo("one\nt");
        assertThat(logs("stream=Stderr")).isEqualTo("two\n");
        assertThat(logs("timestamps=true")).matches("(?s)\\d{4}-\\d\\d-\\d\\dT[^ ]+ one\n.*");
        assertThat(logs("sinceTime=2200-01-01T00:00:00Z")).isEmpty();
        assertThat(get(http, "/containerLogs/default/nobody/main").statusCode()).isEqualTo(404);
        assertThat(get(http, "/containerLogs/default/talk/other").statusCode()).isEqualTo(400);
        assertThat(get(http, "/containerLogs/default/talk/main?previous=true").statusCode())
                .isEqualTo(400);
    }

    @Test
    void runs_commands_and_tells_how_they_ended() throws Exception {
        ChannelClient client = exec(V5, "output=1&error=1", "sh", "-c", "echo out; echo err >&2; exit 3");
        assertThat(client.awaitClose()).isEqualTo(1000);
        assertThat(client.text(1)).isEqualTo("out\n");
        assertThat(client.text(2)).isEqualTo("err\n");
        assertThat(client.text(3))
                .contains("\"Failure\"")
                .contains("\"ExitCode\"")
                .contains("\"3\"");

        ChannelClient good = exec("v4.channel.k8s.io", "output=1&error=1", "true");
        good.awaitClose();
        assertThat(good.text(3)).contains("\"Success\"");
    }

    @Test
    void passes_stdin_on_until_it_is_closed() throws Exception {
        ChannelClient client = exec(V5, "input=1&output=1", "cat");
        String much = "0123456789abcdef".repeat(20_000);
        for (int i = 0; i < 4; i++) {
            client.send(0, much);
        }
        client.closeChannel(0);
        assertThat(client.awaitClose()).isEqualTo(1000);
        assertThat(client.text(1)).isEqualTo(much.repeat(4));
        assertThat(client.text(3)).contains("\"Success\"");
    }

    @Test
    void speaks_spdy_with_clients_that_do() throws Exception {
        SSLContext own = authority.client("CN=kube-apiserver-kubelet-client");
        try (SpdyCommand cat =
                SpdyCommand.open(own, server.port(), "/exec/default/talk/main?input=1&output=1&command=cat")) {
            assertThat(cat.head).startsWith("HTTP/1.1 101 ").contains("X-Stream-Protocol-Version: v4.channel.k8s.io");
            int error = cat.stream("error");
            int stdin = cat.stream("stdin");
            int stdout = cat.stream("stdout");
            String much = "0123456789abcdef".repeat(4_000);
            for (int i = 0; i < 5; i++) {
                cat.send(stdin, much, i == 4);
            }
            cat.awaitEnd();
            assertThat(cat.text(stdout)).isEqualTo(much.repeat(5));
            assertThat(cat.text(error)).contains("\"Success\"");
        }
        try (SpdyCommand nobody = SpdyCommand.open(own, server.port(), "/exec/default/talk/none?output=1&command=id")) {
            assertThat(nobody.head).startsWith("HTTP/1.1 404 ");
        }
    }

    @Test
    void resizes_terminals() throws Exception {
        ChannelClient client = exec(V5, "input=1&output=1&tty=1", "sh");
        client.send(4, "{\"Width\":101,\"Height\":33}");
        Await.until("size is set", () -> {
            try {
                client.send(0, "stty size\n");
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
            return client.text(1).contains("33 101");
        });
        client.send(0, "exit\n");
        client.awaitClose();
    }

    @Test
    void attaches_and_then_forwards_ports() throws Exception {
        ChannelClient attached = ChannelClient.open(
                http, URI.create(base("wss") + "/attach/default/talk/main?input=1&output=1&error=1"), V5);
        attached.send(0, "hello\n");
        Await.until("the echo", () -> attached.text(1).contains("heard hello"));
        attached.closeChannel(0);
        Await.until("the web server runs", () -> logs("").contains("tick"));
        attached.socket.abort();

        SpdyForward forward = SpdyForward.open(tls(), base("wss") + "/portForward/default/talk?port=");
        String answer = forward.request(8080, "GET /hostname HTTP/1.0\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 200 OK").endsWith("talk\n");
        assertThat(forward.request(8080, "GET /none HTTP/1.0\r\n\r\n")).startsWith("HTTP/1.1 404");
        assertThat(forward.error(9999)).contains("refused");
        forward.close();
    }

    @Test
    void refuses_commands_for_what_does_not_run() {
        Optional<Integer> code;
        try {
            ChannelClient.open(http, URI.create(base("wss") + "/exec/default/talk/none?output=1&command=id"), V5);
            code = Optional.empty();
        } catch (Exception e) {
            Throwable cause = e.getCause();
            code = cause instanceof java.net.http.WebSocketHandshakeException refused
                    ? Optional.of(refused.getResponse().statusCode())
                    : Optional.empty();
        }
        assertThat(code).contains(404);
    }
}
