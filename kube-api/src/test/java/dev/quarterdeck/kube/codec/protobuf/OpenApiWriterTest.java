package dev.quarterdeck.kube.codec.protobuf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.kube.codec.YamlWriter;
import dev.quarterdeck.kube.kind.BuiltInResources;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.openapi.OpenApiDocuments;
import dev.quarterdeck.kube.schema.SchemaCatalog;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class OpenApiWriterTest {
    private static final OpenApiDocuments DOCUMENTS =
            new OpenApiDocuments(BuiltInResources.catalog(), SchemaCatalog.builtIn());

    /** The names of the entries of the message in field {@code outer}, each in its field {@code inner}. */
    private static List<String> names(byte[] document, int outer, int inner) {
        List<String> names = new ArrayList<>();
        WireReader in = new WireReader(document, 0, document.length);
        while (in.hasMore()) {
            long tag = in.varint();
            if (tag >>> 3 != outer) {
                in.skip((int) (tag & 7));
                continue;
            }
            WireReader message = in.nested();
            while (message.hasMore()) {
                long entry = message.varint();
                assertThat(entry >>> 3).isEqualTo(inner);
                WireReader named = message.nested();
                assertThat(named.varint() >>> 3).isEqualTo(1);
                names.add(named.string());
            }
        }
        return names;
    }

    @Test
    void allPathsAndDefinitionsInTheirOrder() {
        ObjectNode v2 = Json.read(DOCUMENTS.v2().json());
        byte[] written = OpenApiWriter.v2(v2, YamlWriter::write);
        assertThat(names(written, 8, 2))
                .containsExactlyElementsOf(v2.path("paths").propertyNames());
        assertThat(names(written, 9, 1))
                .containsExactlyElementsOf(v2.path("definitions").propertyNames());
        ObjectNode v3 = Json.read(DOCUMENTS.v3("apis/apps/v1").orElseThrow().json());
        assertThat(names(OpenApiWriter.v3(v3, YamlWriter::write), 4, 1))
                .containsExactlyElementsOf(v3.path("paths").propertyNames());
    }

    /** Bytes that kube-apiserver 1.36 wrote of these pieces. */
    @Test
    void aPieceOfEachFormAsTheReferenceWritesIt() {
        ObjectNode v2 = Json.read("""
                {"swagger":"2.0","info":{"title":"Kubernetes","version":"1.36"},"definitions":{
                "D":{"type":"object","x-kubernetes-list-map-keys":["containerPort","protocol"]}},
                "security":[{"BearerToken":[]}],
                "securityDefinitions":{"BearerToken":{"description":"Bearer Token authentication","type":"apiKey","name":"authorization","in":"header"}}}""".getBytes(StandardCharsets.UTF_8));
        assertThat(new String(OpenApiWriter.v2(v2, YamlWriter::write), StandardCharsets.ISO_8859_1))
                .startsWith("\n\u00032.0\u0012\u0012\n\nKubernetes\u0012\u00041.36")
                .contains(
                        "\u00fa\u0001;\n\u001ax-kubernetes-list-map-keys\u0012\u001d\u0012\u001b- containerPort\n- protocol\n")
                .endsWith(
                        "b\u0011\n\u000f\n\u000bBearerToken\u0012\0jO\nM\n\u000bBearerToken\u0012>\u0012<\n\u0006apiKey\u0012\rauthorization"
                                + "\u001a\u0006header\"\u001bBearer Token authentication");
        assertThat(HexFormat.of()
                        .formatHex(OpenApiWriter.v3(
                                Json.read("{\"openapi\":\"3.0.0\"}".getBytes(StandardCharsets.UTF_8)),
                                YamlWriter::write)))
                .isEqualTo("0a05332e302e30");
    }
}
