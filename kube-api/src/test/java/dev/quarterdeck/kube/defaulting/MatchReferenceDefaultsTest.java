package dev.quarterdeck.kube.defaulting;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.kube.kind.GroupVersionKind;
import dev.quarterdeck.kube.reference.ReferenceData;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Every pair of the reference: what goes in and what a server answers. Fields that admission, allocation and the strategies of kinds add are listed here,
 * and taken out on both sides.
 */
class MatchReferenceDefaultsTest {
    private static final List<String> OF_EVERY_OBJECT = List.of(
            "/metadata/uid",
            "/metadata/creationTimestamp",
            "/metadata/generation",
            "/metadata/namespace",
            "/metadata/finalizers",
            "/metadata/managedFields");
    private static final Map<String, List<String>> BY_KIND = Map.of(
            "Pod",
            List.of(
                    "/spec/serviceAccount",
                    "/spec/serviceAccountName",
                    "/spec/priority",
                    "/spec/preemptionPolicy",
                    "/spec/tolerations",
                    "/status/phase",
                    "/status/qosClass"),
            "Service",
            List.of(
                    "/spec/clusterIP",
                    "/spec/clusterIPs",
                    "/spec/ipFamilies",
                    "/spec/ipFamilyPolicy",
                    "/spec/healthCheckNodePort",
                    "/spec/ports/0/nodePort"),
            "Job",
            List.of("/metadata/labels", "/spec/selector", "/spec/template/metadata/labels"),
            "Namespace",
            List.of("/spec/finalizers"),
            "Node",
            List.of("/spec/taints"),
            "PersistentVolume",
            List.of("/status/lastPhaseTransitionTime"),
            "PersistentVolumeClaim",
            List.of("/spec/dataSource", "/spec/dataSourceRef"),
            "CustomResourceDefinition",
            List.of("/status/storedVersions"));

    @TestFactory
    Stream<DynamicTest> fillsInWhatTheReferenceDoes() {
        return ReferenceData.files("defaulting", ".in.yaml").stream()
                .map(in -> DynamicTest.dynamicTest(in.getFileName().toString(), () -> compare(in)));
    }

    private static void compare(Path in) {
        ObjectNode given = ReferenceData.objects(in).getFirst();
        ObjectNode expected = ReferenceData.objects(Path.of(in.toString().replace(".in.yaml", ".out.yaml")))
                .getFirst();
        GroupVersionKind kind = GroupVersionKind.of(
                given.path("apiVersion").asString(), given.path("kind").asString());
        BuiltInDefaults.defaulter().apply(kind, given);
        ObjectNode once = given.deepCopy();
        BuiltInDefaults.defaulter().apply(kind, given);
        assertThat(given).as("a second pass changes nothing").isEqualTo(once);
        assertThat(strip(given)).isEqualTo(strip(expected));
    }

    private static ObjectNode strip(ObjectNode object) {
        OF_EVERY_OBJECT.forEach(path -> remove(object, path));
        BY_KIND.getOrDefault(object.path("kind").asString(), List.of()).forEach(path -> remove(object, path));
        if (object.path("kind").asString().equals("Pod")) {
            removeToken(object.path("spec"));
        }
        return object;
    }

    private static void remove(ObjectNode object, String path) {
        int last = path.lastIndexOf('/');
        if (object.at(path.substring(0, last)) instanceof ObjectNode parent) {
            parent.remove(path.substring(last + 1));
        }
    }

    /** The volume and the mounts that the ServiceAccount admission plugin adds. */
    private static void removeToken(JsonNode spec) {
        if (spec.path("volumes") instanceof ArrayNode volumes) {
            volumes.removeIf(v -> v.path("name").asString("").startsWith("kube-api-access-"));
            if (volumes.isEmpty()) {
                ((ObjectNode) spec).remove("volumes");
            }
        }
        for (JsonNode container : spec.path("containers")) {
            if (container.path("volumeMounts") instanceof ArrayNode mounts) {
                mounts.removeIf(v -> v.path("name").asString("").startsWith("kube-api-access-"));
                if (mounts.isEmpty()) {
                    ((ObjectNode) container).remove("volumeMounts");
                }
            }
        }
    }
}
