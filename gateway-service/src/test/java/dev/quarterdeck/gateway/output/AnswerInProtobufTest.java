package dev.quarterdeck.gateway.output;

import static dev.quarterdeck.gateway.testing.TestGateway.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.gateway.testing.TestGateway;
import dev.quarterdeck.kube.codec.protobuf.ProtobufForms;
import dev.quarterdeck.kube.kind.BuiltInResources;
import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.stream.cache.CachedObject;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.node.ObjectNode;

class AnswerInProtobufTest {
    private static final String PROTOBUF = "application/vnd.kubernetes.protobuf";
    private static final String ALL = "/api/v1/namespaces/d/configmaps";
    private static final StoredResource CONFIG_MAPS = new StoredResource("", "configmaps");
    private TestGateway gateway;

    @BeforeEach
    void start() {
        gateway = new TestGateway();
        put("a", "1");
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    private void put(String name, String value) {
        gateway.state.put(
                CONFIG_MAPS,
                "{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"" + name
                        + "\",\"namespace\":\"d\"},\"data\":{\"v\":\"" + value + "\"}}");
    }

    private HttpResponse<byte[]> bytes(String path, String accept) {
        try {
            return gateway.http(HttpClient.Version.HTTP_2)
                    .send(
                            gateway.request(path).header("Accept", accept).build(),
                            HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What the reference would write of the JSON answer to the same request. */
    private byte[] expected(String path, String accept) {
        return ProtobufForms.writer().object(json(gateway.get(path, "Accept", accept)));
    }

    private void assertSame(String path, String parameters) {
        HttpResponse<byte[]> answer = bytes(path, PROTOBUF + parameters);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue(PROTOBUF);
        assertThat(answer.body()).isEqualTo(expected(path, "application/json" + parameters));
    }

    @Test
    void oneObjectAndWhatItBecomes() {
        assertSame(ALL + "/a", "");
        put("a", "2");
        assertSame(ALL + "/a", "");
    }

    @Test
    void listsLongAndShortWholeAndInPages() {
        assertSame(ALL, "");
        for (int i = 0; i < 300; i++) {
            put("m" + i, "x".repeat(i * 3));
        }
        assertSame(ALL, "");
        assertSame(ALL, "");
        assertSame(ALL + "?limit=2", "");
        assertSame("/api/v1/configmaps?labelSelector=none%3Dhere", "");
    }

    @Test
    void metadataOnlyInBothVersions() {
        put("b", "2");
        for (String version : new String[] {"v1", "v1beta1"}) {
            assertSame(ALL + "/a", ";as=PartialObjectMetadata;g=meta.k8s.io;v=" + version);
            assertSame(ALL, ";as=PartialObjectMetadataList;g=meta.k8s.io;v=" + version);
        }
    }

    @Test
    void anotherVersionThanTheStoredOne() {
        gateway.state.put(
                new StoredResource("autoscaling", "horizontalpodautoscalers"),
                "{\"kind\":\"HorizontalPodAutoscaler\",\"apiVersion\":\"autoscaling/v2\",\"metadata\":{\"name\":\"h\",\"namespace\":\"d\"},"
                        + "\"spec\":{\"scaleTargetRef\":{\"kind\":\"Deployment\",\"name\":\"x\"},\"maxReplicas\":3},\"status\":{\"desiredReplicas\":1}}");
        for (String version : new String[] {"v1", "v2"}) {
            assertSame("/apis/autoscaling/" + version + "/namespaces/d/horizontalpodautoscalers", "");
            assertSame("/apis/autoscaling/" + version + "/namespaces/d/horizontalpodautoscalers/h", "");
        }
    }

    @Test
    void aStatusAndNoTable() {
        HttpResponse<byte[]> missing = bytes(ALL + "/none", PROTOBUF);
        assertThat(missing.statusCode()).isEqualTo(404);
        assertThat(missing.headers().firstValue("Content-Type")).hasValue(PROTOBUF);
        assertThat(missing.body()).isEqualTo(expected(ALL + "/none", "application/json"));
        assertThat(gateway.get(ALL, "Accept", PROTOBUF + ";as=Table;g=meta.k8s.io;v=v1")
                        .statusCode())
                .isEqualTo(406);
    }

    @Test
    void answersToWrites() {
        HttpResponse<String> created = gateway.send(
                "POST",
                ALL,
                "{\"metadata\":{\"name\":\"new\"}}",
                "Content-Type",
                "application/json",
                "Accept",
                PROTOBUF);
        assertThat(created.headers().firstValue("Content-Type")).hasValue(PROTOBUF);
        assertThat(created.body()).startsWith("k8s\0");
    }

    @Test
    void discovery() {
        for (String path : new String[] {"/api", "/apis", "/apis/apps", "/apis/apps/v1", "/api/v1"}) {
            assertSame(path, "");
        }
        String aggregated = ";g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";
        HttpResponse<byte[]> answer = bytes("/apis", PROTOBUF + aggregated);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue(PROTOBUF + aggregated);
        assertThat(answer.body()).isEqualTo(expected("/apis", "application/json" + aggregated));
        HttpResponse<String> old =
                gateway.get("/apis", "Accept", "application/json" + aggregated.replace("v=v2", "v=v2beta1"));
        assertThat(old.statusCode()).isEqualTo(406);
    }

    private static byte[] event(DataInputStream in) throws IOException {
        return in.readNBytes(in.readInt());
    }

    private static byte[] framed(String type, byte[] object) {
        // WatchEvent: field 1 the type, field 2 the raw extension whose field 1 is the object
        byte[] raw = concat(new byte[] {10}, varint(object.length), object);
        return concat(
                new byte[] {10, (byte) type.length()},
                type.getBytes(StandardCharsets.US_ASCII),
                new byte[] {18},
                varint(raw.length),
                raw);
    }

    private static byte[] varint(int value) {
        return value < 128
                ? new byte[] {(byte) value}
                : new byte[] {(byte) (value & 0x7f | 0x80), (byte) (value >>> 7)};
    }

    private static byte[] concat(byte[]... parts) {
        int length = Arrays.stream(parts).mapToInt(p -> p.length).sum();
        ByteBuffer all = ByteBuffer.allocate(length);
        for (byte[] part : parts) {
            all.put(part);
        }
        return all.array();
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void watchesAsFramesWithTheirLengths(HttpClient.Version version) throws Exception {
        HttpResponse<InputStream> watch = gateway.http(version)
                .send(
                        gateway.request(ALL + "?watch=1&labelSelector=v!%3Dgone")
                                .header("Accept", PROTOBUF + ";stream=watch")
                                .build(),
                        HttpResponse.BodyHandlers.ofInputStream());
        assertThat(watch.headers().firstValue("Content-Type")).hasValue(PROTOBUF + ";stream=watch");
        try (DataInputStream in = new DataInputStream(watch.body())) {
            assertThat(event(in)).isEqualTo(framed("ADDED", expected(ALL + "/a", "application/json")));
            put("a", "2");
            assertThat(event(in)).isEqualTo(framed("MODIFIED", expected(ALL + "/a", "application/json")));
            ObjectNode last = json(gateway.get(ALL + "/a"));
            long revision = gateway.state.delete(CONFIG_MAPS, new ObjectKey("d", "a"));
            ((ObjectNode) last.get("metadata")).put("resourceVersion", Long.toString(revision));
            assertThat(event(in))
                    .isEqualTo(framed("DELETED", ProtobufForms.writer().object(last)));
        }
    }

    @Test
    void aWatchOfListsEndsWithoutAWordAsInTheReference() {
        for (String type : new String[] {"application/json", PROTOBUF}) {
            HttpResponse<byte[]> watch =
                    bytes(ALL + "?watch=1", type + ";as=PartialObjectMetadataList;g=meta.k8s.io;v=v1");
            assertThat(watch.statusCode()).isEqualTo(200);
            assertThat(watch.body()).isEmpty();
        }
    }

    @Test
    void watchesOverAWebSocketAsBinaryMessages() throws Exception {
        CompletableFuture<byte[]> first = new CompletableFuture<>();
        WebSocket socket = gateway.http(HttpClient.Version.HTTP_1_1)
                .newWebSocketBuilder()
                .header("Accept", PROTOBUF)
                .buildAsync(
                        URI.create(gateway.uri(ALL + "?watch=1").toString().replace("https:", "wss:")),
                        new WebSocket.Listener() {
                            @Override
                            public CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean end) {
                                byte[] bytes = new byte[data.remaining()];
                                data.get(bytes);
                                first.complete(bytes);
                                return CompletableFuture.completedStage(null);
                            }
                        })
                .get(10, TimeUnit.SECONDS);
        assertThat(first.get(10, TimeUnit.SECONDS))
                .isEqualTo(framed("ADDED", expected(ALL + "/a", "application/json")));
        socket.abort();
    }

    @Test
    void manyReadersShareOneMessage() {
        ProtobufMessages messages = new ProtobufMessages(1 << 20);
        CachedObject object = new CachedObject(
                new ObjectKey("d", "a"),
                1,
                "{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\"}".getBytes(StandardCharsets.UTF_8),
                Map.of(),
                Map.of());
        ResourceType type = BuiltInResources.catalog().all().stream()
                .filter(t -> t.gvk().kind().equals("ConfigMap"))
                .findFirst()
                .orElseThrow();
        assertThat(messages.known(object)).isNull();
        assertThat(messages.of(type, object))
                .isSameAs(messages.of(type, object))
                .isSameAs(messages.known(object));
    }
}
