package dev.quarterdeck.gateway.protobuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Message;
import dev.quarterdeck.gateway.testing.TestGateway;
import dev.quarterdeck.kube.kind.BuiltInResources;
import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.schema.SchemaCatalog;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.stateclient.WriteRequest;
import io.kubernetes.client.proto.Meta;
import io.kubernetes.client.proto.Runtime;
import io.kubernetes.client.proto.V1;
import io.kubernetes.client.proto.V1Apps;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class ProtobufBodyTest {
    private final ProtobufBody bodies = new ProtobufBody(SchemaCatalog.builtIn());

    private static byte[] envelope(String apiVersion, String kind, Message object) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {'k', '8', 's', 0});
        out.writeBytes(Runtime.Unknown.newBuilder()
                .setTypeMeta(
                        Runtime.TypeMeta.newBuilder().setApiVersion(apiVersion).setKind(kind))
                .setRaw(object.toByteString())
                .build()
                .toByteArray());
        return out.toByteArray();
    }

    @Test
    void zerosThatSayNothingAreLeftOut() {
        V1Apps.Deployment deployment = V1Apps.Deployment.newBuilder()
                .setMetadata(Meta.ObjectMeta.newBuilder()
                        .setName("web")
                        .setNamespace("")
                        .setGeneration(0)
                        .setCreationTimestamp(Meta.Time.getDefaultInstance()))
                .setSpec(V1Apps.DeploymentSpec.newBuilder()
                        .setReplicas(0)
                        .setMinReadySeconds(0)
                        .setPaused(false))
                .build();
        ObjectNode json = Json.read(bodies.toJson(envelope("apps/v1", "Deployment", deployment)));
        assertThat(json.toString())
                .isEqualTo(
                        "{\"kind\":\"Deployment\",\"apiVersion\":\"apps/v1\",\"metadata\":{\"name\":\"web\"},\"spec\":{\"replicas\":0}}");
    }

    @Test
    void whatIsNoProtobufIsBadRequest() {
        assertThatThrownBy(() -> bodies.toJson("{}".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(ApiException.class)
                .hasMessageContaining("does not appear to be a protobuf message");
        assertThatThrownBy(() -> bodies.toJson(new byte[] {'k', '8', 's', 0, 1, 2, 3}))
                .isInstanceOf(ApiException.class);
        assertThatThrownBy(() -> bodies.toJson(envelope("example.org/v1", "Widget", V1.Pod.getDefaultInstance())))
                .isInstanceOf(ApiException.class)
                .hasMessage("no kind \"Widget\" is registered for version \"example.org/v1\"");
    }

    @Test
    void aCreateInProtobufReachesStateServiceAsJson() {
        try (TestGateway gateway = new TestGateway()) {
            byte[] body = envelope(
                    "v1",
                    "ConfigMap",
                    V1.ConfigMap.newBuilder()
                            .setMetadata(Meta.ObjectMeta.newBuilder().setName("a"))
                            .putData("k", "v")
                            .build());
            HttpResponse<String> created = TestGateway.send(
                    gateway.http(java.net.http.HttpClient.Version.HTTP_2),
                    gateway.request("/api/v1/namespaces/d/configmaps")
                            .header("Content-Type", "application/vnd.kubernetes.protobuf")
                            .header("Accept", "application/vnd.kubernetes.protobuf,application/json")
                            .POST(HttpRequest.BodyPublishers.ofByteArray(body)));
            assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
            assertThat(created.headers().firstValue("Content-Type")).hasValue("application/json");
            WriteRequest.Create create = (WriteRequest.Create) gateway.state.writes.getFirst();
            assertThat(create.contentType()).isEqualTo("application/json");
            assertThat(Json.read(create.body()).at("/data/k").stringValue()).isEqualTo("v");
        }
    }

    private static Path reference() {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            Path found = at.resolve("shared/kubernetes-1.36/serialization");
            if (Files.isDirectory(found)) {
                return found;
            }
        }
        return null;
    }

    @Test
    void everyKindWithEveryFieldFilledIsTheSameInJson() throws IOException {
        Path directory = reference();
        Assumptions.assumeTrue(directory != null, "no reference data beside the repository");
        List<String> wrong = new ArrayList<>();
        int seen = 0;
        for (ResourceType type : BuiltInResources.catalog().all()) {
            String group = type.gvr().group().isEmpty() ? "core" : type.gvr().group();
            String base = group + "." + type.gvr().version() + "." + type.gvk().kind();
            Path packed = directory.resolve(base + ".pb");
            Path json = directory.resolve(base + ".json");
            if (!Files.exists(packed) || !Files.exists(json)) {
                continue;
            }
            seen++;
            ObjectNode expected = Json.read(Files.readAllBytes(json));
            try {
                ObjectNode actual = Json.read(bodies.toJson(Files.readAllBytes(packed)));
                if (!actual.equals(expected)) {
                    wrong.add(base + ": " + difference(expected, actual, ""));
                }
            } catch (RuntimeException e) {
                wrong.add(base + ": " + e);
            }
        }
        assertThat(seen).isGreaterThan(50);
        assertThat(wrong).isEmpty();
    }

    private static String difference(
            tools.jackson.databind.JsonNode expected, tools.jackson.databind.JsonNode actual, String path) {
        if (expected.isObject() && actual.isObject()) {
            for (var entry : expected.properties()) {
                tools.jackson.databind.JsonNode other = actual.get(entry.getKey());
                if (other == null) {
                    return path + "." + entry.getKey() + " is missing: " + entry.getValue();
                }
                if (!other.equals(entry.getValue())) {
                    return difference(entry.getValue(), other, path + "." + entry.getKey());
                }
            }
            for (var entry : actual.properties()) {
                if (!expected.has(entry.getKey())) {
                    return path + "." + entry.getKey() + " is too much: " + entry.getValue();
                }
            }
        }
        if (expected.isArray() && actual.isArray() && expected.size() == actual.size()) {
            for (int i = 0; i < expected.size(); i++) {
                if (!expected.get(i).equals(actual.get(i))) {
                    return difference(expected.get(i), actual.get(i), path + "[" + i + "]");
                }
            }
        }
        return path + ": " + expected + " is " + actual;
    }
}
