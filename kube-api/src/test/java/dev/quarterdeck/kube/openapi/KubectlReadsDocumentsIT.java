package dev.quarterdeck.kube.openapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.quarterdeck.kube.discovery.AggregatedDiscovery;
import dev.quarterdeck.kube.discovery.PlainDiscovery;
import dev.quarterdeck.kube.kind.BuiltInResources;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.schema.SchemaCatalog;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An unmodified kubectl reads discovery and OpenAPI from a server that has nothing else. */
class KubectlReadsDocumentsIT {

    @TempDir
    private Path home;

    private HttpServer server;
    private final PlainDiscovery plain = new PlainDiscovery(BuiltInResources.catalog());
    private final AggregatedDiscovery aggregated = new AggregatedDiscovery(BuiltInResources.catalog());
    private final OpenApiDocuments documents =
            new OpenApiDocuments(BuiltInResources.catalog(), SchemaCatalog.builtIn());

    @BeforeEach
    void start() throws IOException {
        boolean found = isKubectlThere();
        if ("1".equals(System.getenv("QUARTERDECK_REQUIRE_REAL"))) {
            assertThat(found).as("kubectl on the PATH").isTrue();
        }
        assumeTrue(found, "no kubectl on the PATH: reading documents with it is skipped");
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.stop(0);
        }
    }

    private static boolean isKubectlThere() {
        try {
            Process process = new ProcessBuilder("kubectl", "version", "--client")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String accept = String.join(",", exchange.getRequestHeaders().getOrDefault("Accept", List.of()));
        boolean whole = accept.contains("as=APIGroupDiscoveryList");
        byte[] body;
        String type = "application/json";
        if (path.startsWith("/openapi/v3/")) {
            body = documents
                    .v3(path.substring("/openapi/v3/".length()))
                    .orElseThrow()
                    .json();
        } else {
            body = switch (path) {
                case "/openapi/v3" -> Json.write(documents.v3Index());
                case "/openapi/v2" ->
                    accept.contains("json") || accept.contains("*/*")
                            ? documents.v2().json()
                            : null;
                case "/api" -> Json.write(whole ? aggregated.core() : plain.coreVersions("127.0.0.1:6443"));
                case "/apis" -> Json.write(whole ? aggregated.groups() : plain.groups());
                case "/version" ->
                    "{\"major\":\"1\",\"minor\":\"36\",\"gitVersion\":\"v1.36.2\"}".getBytes(StandardCharsets.UTF_8);
                default -> null;
            };
            if (whole) {
                type = AggregatedDiscovery.MEDIA_TYPE;
            }
        }
        exchange.getResponseHeaders().add("Content-Type", type);
        if (body == null) {
            exchange.sendResponseHeaders(path.equals("/openapi/v2") ? 406 : 404, -1);
        } else {
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }

    private String kubectl(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                "kubectl", "--server", "http://127.0.0.1:" + server.getAddress().getPort()));
        command.addAll(List.of(arguments));
        Path output = home.resolve("output");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("HOME", home.toString());
        builder.environment().remove("KUBECONFIG");
        Process process = builder.start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return Files.readString(output);
    }

    @Test
    void listsWhatIsServed() throws Exception {
        String listed = kubectl("api-resources", "--no-headers");
        assertThat(listed.lines()).hasSize(67); // autoscaling in its preferred version only
        assertThat(listed).containsPattern("deployments +deploy +apps/v1 +true +Deployment");
        assertThat(kubectl("api-versions").lines()).hasSize(22).contains("v1", "autoscaling/v1");
    }

    @Test
    void explainsFields() throws Exception {
        String explained = kubectl("explain", "deployment.spec.strategy");
        assertThat(explained)
                .contains("GROUP:      apps", "KIND:       Deployment", "FIELD: strategy <DeploymentStrategy>")
                .contains("rollingUpdate\t<RollingUpdateDeployment>")
                .contains("enum: Recreate, RollingUpdate");
        assertThat(kubectl("explain", "pod.spec.containers", "--recursive"))
                .contains("containerPort\t<integer> -required-");
        assertThat(kubectl("explain", "hpa", "--api-version", "autoscaling/v1")).contains("VERSION:    v1");
    }

    @Test
    void learnsThatTheServerValidatesFields() throws Exception {
        Path manifest = Files.writeString(
                home.resolve("pod.yaml"),
                "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: c, image: x}]}\n");
        assertThat(kubectl("create", "--dry-run=client", "--validate=strict", "-f", manifest.toString()))
                .isEqualTo("pod/p created (dry run)\n");
    }
}
