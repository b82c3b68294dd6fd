package dev.quarterdeck.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.gateway.GatewayServiceConfiguration;
import dev.quarterdeck.gateway.GatewayWebConfiguration;
import dev.quarterdeck.gateway.testing.FakeStateClient;
import dev.quarterdeck.gateway.testing.Reference;
import dev.quarterdeck.gateway.testing.TestCertificates;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.stateclient.StateClient;
import dev.quarterdeck.stream.cache.ResourceCaches;
import dev.quarterdeck.stream.testing.FakeResourceCaches;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.time.Clock;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.WebsocketServerSpec;

/** Unmodified kubectl against the whole gateway with the default roles, over a state-service that decides nothing and a node-agent that says hello. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UseKubectlIT {

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import({GatewayServiceConfiguration.class, GatewayWebConfiguration.class})
    static class Application {
        @Bean
        FakeResourceCaches caches() {
            return new FakeResourceCaches();
        }

        @Bean
        StateClient state(ResourceCaches caches) {
            return new FakeStateClient((FakeResourceCaches) caches);
        }

        @Bean
        InstantSource clock() {
            return Clock.systemUTC();
        }
    }

    @TempDir
    static Path directory;

    private ConfigurableApplicationContext context;
    private FakeResourceCaches caches;
    private DisposableServer node;
    private String server;

    @BeforeAll
    void start() throws Exception {
        requireKubectl();
        TestCertificates ca = new TestCertificates("ca");
        ca.writeCa(directory.resolve("ca.crt"));
        ca.issue(directory, "server", "CN=localhost");
        ca.issue(directory, "kubelet-client", "CN=kube-apiserver-kubelet-client");
        ca.issue(directory, "alice", "O=dev,CN=alice");
        ca.issue(directory, "admin", "O=system:masters,CN=admin");
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        Files.writeString(
                directory.resolve("sa.key"),
                "-----BEGIN PRIVATE KEY-----\n"
                        + Base64.getMimeEncoder()
                                .encodeToString(
                                        generator.generateKeyPair().getPrivate().getEncoded())
                        + "\n-----END PRIVATE KEY-----\n");
        context = new SpringApplication(Application.class)
                .run(
                        "--spring.config.name=application,gateway-service",
                        "--management.server.port=0",
                        "--management.server.address=127.0.0.1",
                        "--quarterdeck.gateway.port=0",
                        "--quarterdeck.gateway.cert-file=" + directory.resolve("server.crt"),
                        "--quarterdeck.gateway.key-file=" + directory.resolve("server.key"),
                        "--quarterdeck.gateway.client-ca-file=" + directory.resolve("ca.crt"),
                        "--quarterdeck.gateway.service-account.signing-key-file=" + directory.resolve("sa.key"),
                        "--quarterdeck.gateway.nodes.cert-file=" + directory.resolve("kubelet-client.crt"),
                        "--quarterdeck.gateway.nodes.key-file=" + directory.resolve("kubelet-client.key"),
                        "--quarterdeck.gateway.nodes.ca-file=" + directory.resolve("ca.crt"));
        server = "https://127.0.0.1:"
                + ((WebServerApplicationContext) context).getWebServer().getPort();
        caches = context.getBean(FakeResourceCaches.class);
        for (String file : List.of("cluster-roles", "cluster-role-bindings")) {
            Reference.items("rbac/" + file + ".yaml")
                    .forEach(o -> caches.put(
                            new StoredResource(
                                    "rbac.authorization.k8s.io",
                                    o.get("kind").stringValue().toLowerCase(Locale.ROOT) + "s"),
                            o));
        }
        put("serviceaccounts", """
                {"kind":"ServiceAccount","apiVersion":"v1","metadata":{"name":"app","namespace":"ns","uid":"u1"}}""");
        node = node();
        put("nodes", """
                {"kind":"Node","apiVersion":"v1","metadata":{"name":"n1"},"status":{"addresses":[{"type":"InternalIP","address":"127.0.0.1"}],
                 "daemonEndpoints":{"kubeletEndpoint":{"Port":%d}}}}""".formatted(node.port()));
        put("pods", """
                {"kind":"Pod","apiVersion":"v1","metadata":{"name":"web","namespace":"ns","uid":"p1"},
                 "spec":{"nodeName":"n1","serviceAccountName":"app","containers":[{"name":"c","image":"i"}]},"status":{"phase":"Running"}}""");
    }

    /** Speaks just enough: a log, and a command that says hello and what it is told. */
    private static DisposableServer node() throws Exception {
        SslContext tls = SslContextBuilder.forServer(
                        directory.resolve("server.crt").toFile(),
                        directory.resolve("server.key").toFile())
                .trustManager(directory.resolve("ca.crt").toFile())
                .clientAuth(ClientAuth.REQUIRE)
                .build();
        return HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .secure(spec -> spec.sslContext(tls))
                .route(r -> r.get(
                                "/containerLogs/ns/web/c",
                                (request, response) -> response.sendString(Flux.just("line one\n", "line two\n")))
                        .ws(
                                "/exec/ns/web/c",
                                (in, out) -> {
                                    Sinks.Empty<Void> ended = Sinks.empty();
                                    out.withConnection(c -> c.channel()
                                            .eventLoop()
                                            .schedule(() -> say(c.channel(), ended), 50, TimeUnit.MILLISECONDS));
                                    Mono<Void> heard =
                                            in.aggregateFrames().receiveFrames().then();
                                    return Mono.firstWithSignal(heard, ended.asMono());
                                },
                                WebsocketServerSpec.builder()
                                        .protocols("v5.channel.k8s.io")
                                        .build()))
                .bindNow();
    }

    /** As an agent does that hears of a command's output on a thread of its own. */
    private static void say(Channel channel, Sinks.Empty<Void> ended) {
        channel.writeAndFlush(frame(1, ""));
        channel.writeAndFlush(frame(1, "hello from the pod\n"));
        channel.writeAndFlush(frame(3, "{\"metadata\":{},\"status\":\"Success\"}"));
        channel.writeAndFlush(new CloseWebSocketFrame(1000, "")).addListener(done -> ended.tryEmitEmpty());
    }

    private static BinaryWebSocketFrame frame(int channel, String text) {
        return new BinaryWebSocketFrame(
                Unpooled.wrappedBuffer(new byte[] {(byte) channel}, text.getBytes(StandardCharsets.UTF_8)));
    }

    @AfterAll
    void stop() {
        if (node != null) {
            node.disposeNow();
        }
        if (context != null) {
            context.close();
        }
    }

    @Test
    void whoAmI() {
        assertThat(kubectl(
                        "alice",
                        "auth",
                        "whoami",
                        "-o",
                        "jsonpath={.status.userInfo.username} {.status.userInfo.groups}"))
                .isEqualTo("alice [\"dev\",\"system:authenticated\"]");
    }

    @Test
    void whatMayI() {
        assertThat(kubectl("admin", "auth", "can-i", "delete", "nodes", "--all-namespaces"))
                .isEqualTo("yes");
        assertThat(kubectl("alice", "auth", "can-i", "get", "pods")).startsWith("no");
        assertThat(kubectl("admin", "auth", "can-i", "get", "pods", "--as", "alice"))
                .startsWith("no");
        assertThat(kubectl("alice", "auth", "can-i", "--list"))
                .contains("selfsubjectaccessreviews.authorization.k8s.io")
                .contains("[/healthz]")
                .doesNotContain("pods");
    }

    @Test
    void aTokenIsItsServiceAccountUntilThatIsGone() {
        String token = kubectl("admin", "create", "token", "app", "-n", "ns", "--duration", "10m");
        assertThat(token.split("\\.")).hasSize(3);
        assertThat(withToken(token, "auth", "whoami", "-o", "jsonpath={.status.userInfo.username}"))
                .isEqualTo("system:serviceaccount:ns:app");
        String bound = kubectl(
                "admin",
                "create",
                "token",
                "app",
                "-n",
                "ns",
                "--bound-object-kind",
                "Pod",
                "--bound-object-name",
                "web");
        assertThat(withToken(bound, "auth", "whoami", "-o", "jsonpath={.status.userInfo.extra}"))
                .contains("\"authentication.kubernetes.io/pod-name\":[\"web\"]");
        put("serviceaccounts", """
                {"kind":"ServiceAccount","apiVersion":"v1","metadata":{"name":"app","namespace":"ns","uid":"u2"}}""");
        assertThat(withToken(token, "auth", "whoami")).contains("You must be logged in to the server");
        put("serviceaccounts", """
                {"kind":"ServiceAccount","apiVersion":"v1","metadata":{"name":"app","namespace":"ns","uid":"u1"}}""");
    }

    @Test
    void logsComeFromTheNode() {
        assertThat(kubectl("admin", "logs", "-n", "ns", "web")).isEqualTo("line one\nline two");
        assertThat(kubectl("admin", "logs", "-n", "ns", "web", "-c", "x"))
                .contains("container x is not valid for pod web");
        assertThat(kubectl("alice", "logs", "-n", "ns", "web")).contains("User \"alice\" cannot get resource \"pods\"");
    }

    @Test
    void execRunsThrough() {
        assertThat(kubectl("admin", "exec", "-n", "ns", "web", "--", "hello")).isEqualTo("hello from the pod");
    }

    private void put(String resource, String object) {
        caches.put(new StoredResource("", resource), object);
    }

    private String kubectl(String user, String... arguments) {
        List<String> command = command(arguments);
        command.add("--client-certificate=" + directory.resolve(user + ".crt"));
        command.add("--client-key=" + directory.resolve(user + ".key"));
        return run(command);
    }

    private String withToken(String token, String... arguments) {
        List<String> command = command(arguments);
        command.add("--token=" + token);
        return run(command);
    }

    private List<String> command(String... arguments) {
        List<String> command = new ArrayList<>(List.of("kubectl"));
        int end = List.of(arguments).indexOf("--");
        List<String> connection = List.of(
                "--server=" + server,
                "--certificate-authority=" + directory.resolve("ca.crt"),
                "--cache-dir=" + directory.resolve("cache"));
        command.addAll(connection);
        command.addAll(List.of(arguments).subList(0, end < 0 ? arguments.length : end));
        trailing = end < 0 ? List.of() : List.of(arguments).subList(end, arguments.length);
        return command;
    }

    private List<String> trailing = List.of();

    private String run(List<String> command) {
        try {
            command.addAll(trailing);
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().put("KUBECONFIG", directory.resolve("none").toString());
            Process process = builder.start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            return output.strip();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void requireKubectl() {
        for (String dir : System.getenv().getOrDefault("PATH", "").split(":")) {
            if (Files.isExecutable(Path.of(dir, "kubectl"))) {
                return;
            }
        }
        if ("1".equals(System.getenv("QUARTERDECK_REQUIRE_REAL"))) {
            throw new AssertionError("kubectl is not on the PATH");
        }
        Assumptions.abort("kubectl is not on the PATH");
    }
}
