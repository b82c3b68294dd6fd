package dev.quarterdeck.kube.codec.protobuf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.kube.kind.BuiltInResources;
import dev.quarterdeck.kube.kind.GroupVersionKind;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.reference.ReferenceData;
import dev.quarterdeck.kube.status.ApiException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class ProtobufWriterTest {
    private static final ProtobufWriter WRITER = ProtobufForms.writer();

    private static String written(String json) {
        byte[] bytes = WRITER.object(Json.read(json.getBytes(StandardCharsets.UTF_8)));
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    @Test
    void writesEveryKindOfTheReferenceAsItsGoldenFile() throws IOException {
        List<String> wrong = new ArrayList<>();
        int compared = 0;
        for (Path file : ReferenceData.files("serialization", ".pb")) {
            String name = file.getFileName().toString().replace(".pb", "");
            ObjectNode object = Json.read(Files.readAllBytes(file.resolveSibling(name + ".json")));
            GroupVersionKind kind = GroupVersionKind.of(
                    object.path("apiVersion").asString(), object.path("kind").asString());
            if (BuiltInResources.known().findKind(kind).isEmpty() && !WRITER.knows(kind)) {
                continue;
            }
            compared++;
            byte[] expected = Files.readAllBytes(file);
            byte[] actual = WRITER.object(object);
            int at = Arrays.mismatch(expected, actual);
            if (at >= 0) {
                wrong.add(name + " at " + at + ": expected " + around(expected, at) + " was " + around(actual, at));
            }
        }
        assertThat(compared).isGreaterThan(70);
        assertThat(wrong).isEmpty();
    }

    private static String around(byte[] bytes, int at) {
        int from = Math.max(0, at - 24);
        int to = Math.min(bytes.length, at + 24);
        return HexFormat.of().formatHex(bytes, from, to) + " "
                + new String(bytes, from, to - from, StandardCharsets.ISO_8859_1).replaceAll("[^ -~]", ".");
    }

    @Test
    void everyServedKindAndItsListHaveAForm() {
        List<GroupVersionKind> without = new ArrayList<>();
        BuiltInResources.known().all().forEach(type -> {
            for (String kind : List.of(type.gvk().kind(), type.gvk().kind() + "List")) {
                GroupVersionKind asked = GroupVersionKind.of(type.gvr().apiVersion(), kind);
                boolean listed = type.verbs().contains(dev.quarterdeck.kube.kind.Verb.LIST);
                if (!WRITER.knows(asked) && (listed || !kind.endsWith("List"))) {
                    without.add(asked);
                }
            }
        });
        assertThat(without).isEmpty();
    }

    @Test
    void writesValuesThoughTheyAreEmptyAndPointersOnlyWhereTheyAre() {
        assertThat(written("{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\",\"data\":{\"b\":\"2\",\"a\":\"\"}}"))
                .isEqualTo(
                        "k8s\0\n\u000f\n\u0002v1\u0012\tConfigMap\u0012!\n\u0010\n\0\u0012\0\u001a\0\"\0*\0002\08\0B\0"
                                + "\u0012\u0005\n\u0001a\u0012\0\u0012\u0006\n\u0001b\u0012\u00012\u001a\0\"\0");
    }

    @Test
    void writesAStatusAsTheReferenceDoes() {
        ObjectNode status = ApiException.notFound("", "namespaces", "nope").toStatus();
        assertThat(new String(WRITER.object(status), StandardCharsets.ISO_8859_1))
                .isEqualTo(
                        "k8s\0\n\u000c\n\u0002v1\u0012\u0006Status\u0012U\n\u0006\n\0\u0012\0\u001a\0\u0012\u0007Failure\u001a\u001b"
                                + "namespaces \"nope\" not found\"\u0008NotFound*\u0018\n\u0004nope\u0012\0\u001a\nnamespaces(\u00002\0000\u0094\u0003\u001a\0\"\0");
    }

    @Test
    void rawObjectsAreEscapedAsGoEscapesThem() {
        assertThat(
                        written(
                                "{\"kind\":\"ControllerRevision\",\"apiVersion\":\"apps/v1\",\"data\":{\"a\":\"1<2 & 3>2\u2028é\"}}"))
                .contains("{\"a\":\"1\\u003c2 \\u0026 3\\u003e2\\u2028");
    }
}
