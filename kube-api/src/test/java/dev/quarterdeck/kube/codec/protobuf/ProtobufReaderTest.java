package dev.quarterdeck.kube.codec.protobuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarterdeck.kube.codec.BodyDecoder;
import dev.quarterdeck.kube.kind.BuiltInResources;
import dev.quarterdeck.kube.kind.GroupVersionKind;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.reference.ReferenceData;
import dev.quarterdeck.kube.status.ApiException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class ProtobufReaderTest {
    private static final String PROTOBUF = "application/vnd.kubernetes.protobuf";

    private static ObjectNode read(byte[] body) {
        return BodyDecoder.decode(body, PROTOBUF, "ConfigMap").object();
    }

    /** A field of wire type 2. */
    private static byte[] field(int number, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(number << 3 | 2);
        out.write(content.size());
        out.writeBytes(content.toByteArray());
        return out.toByteArray();
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] object(String apiVersion, String kind, byte[]... fields) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {'k', '8', 's', 0});
        out.writeBytes(field(1, field(1, text(apiVersion)), field(2, text(kind))));
        out.writeBytes(field(2, fields));
        return out.toByteArray();
    }

    @Test
    void readsAnObjectAndLeavesEmptyValuesOut() {
        byte[] metadata = field(
                1,
                field(1, text("a")),
                field(2, text("")),
                field(8),
                field(11, field(1, text("k")), field(2, text("v"))));
        byte[] data = field(2, field(1, text("x")), field(2, text("")));
        assertThat(read(object("v1", "ConfigMap", metadata, data)))
                .isEqualTo(
                        Json.read(
                                text(
                                        "{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"a\",\"labels\":{\"k\":\"v\"}},\"data\":{\"x\":\"\"}}")));
    }

    @Test
    void passesOverFieldsItDoesNotKnow() {
        assertThat(read(object("v1", "ConfigMap", field(15, text("new")), field(1, field(1, text("a")))))
                        .at("/metadata/name")
                        .stringValue())
                .isEqualTo("a");
    }

    @Test
    void refusesWhatIsNoObjectOfItsKind() {
        for (byte[] bad : List.of(
                text("k8s"), text("{}"), object("v1", "Nothing"), new byte[] {'k', '8', 's', 0, 10, 120}, new byte[] {
                    'k',
                    '8',
                    's',
                    0,
                    (byte) 0xff,
                    (byte) 0xff,
                    (byte) 0xff,
                    (byte) 0xff,
                    (byte) 0xff,
                    (byte) 0xff,
                    (byte) 0xff,
                    (byte) 0xff,
                    (byte) 0xff,
                    (byte) 0xff,
                    1
                })) {
            assertThatThrownBy(() -> read(bad)).isInstanceOfSatisfying(ApiException.class, e -> assertThat(e.code())
                    .isEqualTo(400));
        }
    }

    @Test
    void readsEveryKindOfTheReferenceAsItsJson() throws IOException {
        List<String> wrong = new ArrayList<>();
        int read = 0;
        for (Path file : ReferenceData.files("serialization", ".pb")) {
            String name = file.getFileName().toString().replace(".pb", "");
            Path json = file.resolveSibling(name + ".json");
            ObjectNode expected = Json.read(Files.readAllBytes(json));
            GroupVersionKind kind = GroupVersionKind.of(
                    expected.path("apiVersion").asString(),
                    expected.path("kind").asString());
            if (BuiltInResources.known().findKind(kind).isEmpty()) {
                continue;
            }
            read++;
            try {
                ObjectNode actual = read(Files.readAllBytes(file));
                if (!sorted(actual).equals(sorted(expected))) {
                    wrong.add(name + ": " + difference(expected, actual));
                }
            } catch (ApiException e) {
                wrong.add(name + ": "
                        + e.getMessage()
                                .substring(0, Math.min(200, e.getMessage().length())));
            }
        }
        assertThat(read).isGreaterThan(60);
        assertThat(wrong).isEmpty();
    }

    private static String sorted(ObjectNode node) {
        return Json.MAPPER
                .rebuild()
                .enable(tools.jackson.databind.SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
                .build()
                .writeValueAsString(Json.MAPPER.treeToValue(node, Object.class));
    }

    private static String difference(ObjectNode expected, ObjectNode actual) {
        String a = sorted(expected);
        String b = sorted(actual);
        int i = Arrays.mismatch(a.toCharArray(), b.toCharArray());
        return "expected ..." + a.substring(Math.max(0, i - 60), Math.min(a.length(), i + 60)) + "... was ..."
                + b.substring(Math.max(0, i - 60), Math.min(b.length(), i + 60));
    }

    @Test
    void noTruncationOfAGoodBodyDoesAnythingButFail() throws IOException {
        for (Path file : ReferenceData.files("serialization", ".pb").subList(0, 20)) {
            byte[] body = Files.readAllBytes(file);
            for (int length = 0; length < body.length; length += 7) {
                try {
                    read(Arrays.copyOf(body, length));
                } catch (ApiException e) {
                    assertThat(e.code()).isEqualTo(400);
                }
            }
        }
    }

    @Test
    void numbersAreEqualToThoseOfJson() {
        ObjectNode pod = Json.read("""
                {"kind":"Pod","apiVersion":"v1","metadata":{"generation":1},"spec":{"terminationGracePeriodSeconds":30,"priority":7,
                "activeDeadlineSeconds":5000000000,"containers":[]}}""".getBytes(StandardCharsets.UTF_8));
        byte[] bytes = ProtobufForms.writer().object(pod);
        ObjectNode read = BodyDecoder.decode(bytes, PROTOBUF, "Pod").object();
        ObjectNode spec = (ObjectNode) pod.get("spec");
        for (String field : List.of("terminationGracePeriodSeconds", "priority", "activeDeadlineSeconds")) {
            assertThat(read.path("spec").get(field)).isEqualTo(spec.get(field));
        }
    }
}
