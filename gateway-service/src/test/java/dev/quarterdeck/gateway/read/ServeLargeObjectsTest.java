package dev.quarterdeck.gateway.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.gateway.testing.TestGateway;
import dev.quarterdeck.gateway.testing.WatchClient;
import dev.quarterdeck.kube.codec.protobuf.ProtobufForms;
import dev.quarterdeck.kube.kind.StoredResource;
import java.io.DataInputStream;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An object of 1.5 MB goes out on every road. */
class ServeLargeObjectsTest {
    private static final StoredResource CONFIG_MAPS = new StoredResource("", "configmaps");
    private static final String PROTOBUF = "application/vnd.kubernetes.protobuf";
    private static final String ALL = "/api/v1/namespaces/d/configmaps";
    private static final int SIZE = 1_500_000;
    private static final String LARGE =
            "{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"large\",\"namespace\":\"d\"},\"data\":{\"x\":\""
                    + "x".repeat(SIZE) + "\"}}";

    private static byte[] bytes(TestGateway gateway, HttpClient.Version version, String path) throws Exception {
        HttpResponse<byte[]> answer = gateway.http(version)
                .send(
                        gateway.request(path).header("Accept", PROTOBUF).build(),
                        HttpResponse.BodyHandlers.ofByteArray());
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.body();
    }

    @ParameterizedTest
    @EnumSource
    void readListedAndWatchedInJsonAndInProtobuf(HttpClient.Version version) throws Exception {
        if (!version.name().startsWith("HTTP_1") && !version.name().equals("HTTP_2")) {
            return;
        }
        try (TestGateway gateway = new TestGateway()) {
            HttpClient client = gateway.http(version);
            try (WatchClient watch = new WatchClient(client, gateway.uri(ALL + "?watch=1"));
                    InputStream messages = client.send(
                                    gateway.request(ALL + "?watch=1")
                                            .header("Accept", PROTOBUF + ";stream=watch")
                                            .build(),
                                    HttpResponse.BodyHandlers.ofInputStream())
                            .body()) {
                gateway.state.put(CONFIG_MAPS, LARGE);
                assertThat(watch.next().object().at("/data/x").stringValue()).hasSize(SIZE);
                DataInputStream in = new DataInputStream(messages);
                assertThat(in.readNBytes(in.readInt())).hasSizeGreaterThan(SIZE);
            }
            assertThat(TestGateway.json(TestGateway.send(client, gateway.request(ALL + "/large")))
                            .at("/data/x")
                            .stringValue())
                    .hasSize(SIZE);
            assertThat(TestGateway.json(TestGateway.send(client, gateway.request(ALL)))
                            .at("/items/0/data/x")
                            .stringValue())
                    .hasSize(SIZE);
            assertThat(bytes(gateway, version, ALL + "/large"))
                    .isEqualTo(ProtobufForms.writer()
                            .object(TestGateway.json(TestGateway.send(client, gateway.request(ALL + "/large")))));
            assertThat(bytes(gateway, version, ALL)).hasSizeGreaterThan(SIZE);
        }
    }
}
