package dev.quarterdeck.kube.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.quarterdeck.kube.conversion.Conversion;
import dev.quarterdeck.kube.kind.GroupVersionKind;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.patch.Patch;
import dev.quarterdeck.kube.patch.PatchType;
import dev.quarterdeck.kube.schema.CanonicalForm;
import dev.quarterdeck.kube.schema.ObjectSchema;
import dev.quarterdeck.kube.schema.SchemaCatalog;
import dev.quarterdeck.kube.schema.TypeMismatch;
import dev.quarterdeck.kube.status.ApiException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** Bodies and patches with random damage: each is taken, or refused with a Status; nothing else comes out. A failure prints its seed. */
class HostileBodySimulationTest {

    private static final int ROUNDS = 2000;
    private static final GroupVersionKind DEPLOYMENT = GroupVersionKind.of("apps/v1", "Deployment");
    private static final GroupVersionKind SCALER_V1 = GroupVersionKind.of("autoscaling/v1", "HorizontalPodAutoscaler");
    private static final GroupVersionKind SCALER_V2 = GroupVersionKind.of("autoscaling/v2", "HorizontalPodAutoscaler");
    private static final ObjectSchema SCHEMA =
            SchemaCatalog.builtIn().find(DEPLOYMENT).orElseThrow();
    private static final String OBJECT = """
            {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"d","finalizers":["x.y/a","x.y/b"],"creationTimestamp":"2024-01-01T00:00:00Z"},
             "spec":{"replicas":3,"strategy":{"rollingUpdate":{"maxSurge":"25%"}},"template":{"spec":{
               "containers":[{"name":"a","image":"i","resources":{"limits":{"cpu":"1"}}},{"name":"b"}],
               "tolerations":[{"key":"k"}],"volumes":[{"name":"v","emptyDir":{}}]}}}}""";
    private static final List<String> PATCHES = List.of(
            "[{\"op\":\"add\",\"path\":\"/metadata/finalizers/-\",\"value\":\"z\"},{\"op\":\"move\",\"from\":\"/spec/replicas\",\"path\":\"/spec/x\"},"
                    + "{\"op\":\"copy\",\"from\":\"/spec\",\"path\":\"/spec/template/metadata\"},{\"op\":\"test\",\"path\":\"/spec/x\",\"value\":3}]",
            "{\"spec\":{\"replicas\":null,\"template\":{\"spec\":{\"containers\":[]}}}}",
            "{\"metadata\":{\"$deleteFromPrimitiveList/finalizers\":[\"x.y/b\"],\"$setElementOrder/finalizers\":[\"x.y/a\"]},"
                    + "\"spec\":{\"template\":{\"spec\":{\"$setElementOrder/containers\":[{\"name\":\"b\"},{\"name\":\"a\"}],\"containers\":[{\"name\":\"b\",\"$patch\":\"delete\"},"
                    + "{\"name\":\"a\",\"image\":\"j\"}],\"volumes\":[{\"name\":\"v\",\"$retainKeys\":[\"name\"]}]}}}}");
    private static final String YAML =
            "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d, labels: &l {a: b}}\nspec:\n  replicas: 0x10\n  selector: {matchLabels: *l}\n"
                    + "  template:\n    metadata: {labels: {<<: *l, c: d}}\n    spec:\n      containers:\n      - name: \"a\"\n        args: ['x', |\n          y\n          ]\n";
    private static final String SCALER =
            "{\"metadata\":{\"annotations\":{\"autoscaling.alpha.kubernetes.io/%s\":%s}},\"spec\":{\"maxReplicas\":3},\"status\":{}}";
    private static final List<String> CARRIED = List.of("metrics", "current-metrics", "conditions", "behavior");
    private static final List<String> CONTENTS = List.of(
            "[{\"type\":\"Pods\",\"pods\":{\"metricName\":\"p\",\"targetAverageValue\":\"10\"}}]",
            "[{\"type\":\"Resource\",\"resource\":{\"name\":\"cpu\",\"currentAverageUtilization\":44,\"currentAverageValue\":\"5m\"}}]",
            "[{\"type\":\"AbleToScale\",\"status\":\"True\"}]",
            "{\"ScaleUp\":{\"Policies\":[{\"Type\":\"Pods\",\"Value\":4}],\"Tolerance\":null},\"ScaleDown\":null}");
    private static final String WORDS = "{}[]\",:\\ \n\t0123456789.-+eEtrufalsn$*&!|>'%@`#~\u00e9\u2028";

    private final ObjectDecoder decoder = new ObjectDecoder(SchemaCatalog.builtIn());

    @RepeatedTest(4)
    void onlyStatusesComeOut() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            byte[] body = damaged(OBJECT, random);
            byte[] yaml = damaged(YAML, random);
            int kind = random.nextInt(PATCHES.size());
            byte[] patch = damaged(PATCHES.get(kind), random);
            String what = "seed " + seed + " round " + round;
            refusedOrTaken(what, () -> take(body, "application/json"));
            refusedOrTaken(what, () -> take(yaml, "application/yaml"));
            patchRefusedOrTaken(what, PatchType.values()[kind], patch);
            int carried = random.nextInt(CARRIED.size());
            byte[] content = damaged(CONTENTS.get(carried), random);
            refusedOrTaken(what, () -> convert(CARRIED.get(carried), content));
        }
    }

    private void take(byte[] body, String type) {
        ObjectNode object =
                decoder.decode(body, type, DEPLOYMENT, FieldValidation.WARN).object();
        CanonicalForm.apply(object, SCHEMA);
        ObjectNode again = object.deepCopy();
        CanonicalForm.apply(again, SCHEMA);
        assertThat(again).isEqualTo(object);
        assertThat(YamlTreeReader.read(YamlWriter.write(object)).tree()).isEqualTo(object);
        assertThat(Json.read(Json.write(object)).toString()).isEqualTo(object.toString());
    }

    /** What somebody wrote into an annotation never makes an autoscaler that its schema would refuse. */
    private void convert(String annotation, byte[] content) {
        String text = Json.MAPPER.writeValueAsString(new String(content, StandardCharsets.UTF_8));
        ObjectNode v1 = Json.read(SCALER.formatted(annotation, text).getBytes(StandardCharsets.UTF_8));
        ObjectNode v2 = Conversion.convert(v1, SCALER_V1, SCALER_V2);
        assertThat(TypeMismatch.find(v2, SchemaCatalog.builtIn().find(SCALER_V2).orElseThrow()))
                .isEmpty();
        Json.write(Conversion.convert(v2, SCALER_V2, SCALER_V1));
    }

    private void patch(PatchType type, byte[] patch) {
        ObjectNode current = Json.read(OBJECT.getBytes(StandardCharsets.UTF_8));
        Patch parsed = Patch.parse(type, patch, SCHEMA);
        ObjectNode patched = parsed.apply(current);
        assertThat(parsed.apply(current)).isEqualTo(patched);
        assertThat(current.toString())
                .isEqualTo(Json.read(OBJECT.getBytes(StandardCharsets.UTF_8)).toString());
        decoder.conformPatched(patched, DEPLOYMENT, FieldValidation.STRICT, parsed.duplicates());
    }

    private static void refusedOrTaken(String what, Runnable attempt) {
        try {
            attempt.run();
        } catch (ApiException refused) {
            assertThat(refused.code()).as(what).isIn(400, 413, 415, 422);
        } catch (RuntimeException | Error e) {
            fail(what, e);
        }
    }

    /** A strategic patch whose lists cannot be merged is answered 500 without a reason, as the reference answers it; nothing else is. */
    private void patchRefusedOrTaken(String what, PatchType type, byte[] patch) {
        refusedOrTaken(what, () -> {
            try {
                patch(type, patch);
            } catch (ApiException refused) {
                if (type != PatchType.STRATEGIC_MERGE
                        || refused.code() != 500
                        || refused.toStatus().has("reason")) {
                    throw refused;
                }
            }
        });
    }

    private static byte[] damaged(String text, Random random) {
        StringBuilder damaged = new StringBuilder(text);
        for (int i = random.nextInt(4); i >= 0; i--) {
            int at = random.nextInt(damaged.length());
            switch (random.nextInt(4)) {
                case 0 -> damaged.setCharAt(at, WORDS.charAt(random.nextInt(WORDS.length())));
                case 1 -> damaged.insert(at, WORDS.charAt(random.nextInt(WORDS.length())));
                case 2 -> damaged.deleteCharAt(at);
                default -> {
                    int end = Math.min(damaged.length(), at + random.nextInt(30));
                    damaged.insert(random.nextInt(damaged.length()), damaged.substring(at, end));
                }
            }
        }
        byte[] bytes = damaged.toString().getBytes(StandardCharsets.UTF_8);
        if (random.nextInt(10) == 0) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return bytes;
    }

    @Test
    void bytesThatAreNoTextCountAsReplacements() {
        byte[] body = "{\"metadata\":{\"name\":\"a?b\"}}".getBytes(StandardCharsets.UTF_8);
        body[new String(body, StandardCharsets.UTF_8).indexOf('?')] = (byte) 0xff;
        assertThat(decoder.decode(body, null, DEPLOYMENT, FieldValidation.STRICT)
                        .object()
                        .at("/metadata/name")
                        .asString())
                .isEqualTo("a\ufffdb");
    }
}
