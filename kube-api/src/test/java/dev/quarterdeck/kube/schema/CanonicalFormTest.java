package dev.quarterdeck.kube.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.kube.codec.YamlTreeReader;
import dev.quarterdeck.kube.golden.ReferenceData;
import dev.quarterdeck.kube.kind.GroupVersionKind;
import dev.quarterdeck.kube.object.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class CanonicalFormTest {

    private static ObjectNode canonical(ObjectNode object) {
        GroupVersionKind kind = GroupVersionKind.of(
                object.get("apiVersion").asString(), object.get("kind").asString());
        CanonicalForm.apply(object, SchemaCatalog.builtIn().find(kind).orElseThrow());
        return object;
    }

    private static ObjectNode json(String text) {
        return Json.read(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void writesWhatIsAlwaysWrittenAndNothingEmptyElse() {
        ObjectNode deployment = json("""
                {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"d","labels":{}},
                 "spec":{"replicas":0,"paused":false,"selector":{"matchLabels":{"a":"b"}},"template":{"spec":{
                   "hostNetwork":false,"automountServiceAccountToken":false,"tolerations":[],"securityContext":{},
                   "containers":[{"name":"c","image":"","args":[],"env":[{"name":"E","value":""}]}],
                   "volumes":[{"name":"v","emptyDir":{}}]}}}}""");
        assertThat(canonical(deployment)).isEqualTo(json("""
                                {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"d"},
                                 "spec":{"replicas":0,"selector":{"matchLabels":{"a":"b"}},"strategy":{},"template":{"metadata":{},"spec":{
                                   "automountServiceAccountToken":false,"securityContext":{},
                                   "containers":[{"name":"c","env":[{"name":"E"}],"resources":{}}],
                                   "volumes":[{"name":"v","emptyDir":{}}]}}},"status":{}}"""));
        assertThat(canonical(
                                json(
                                        "{\"apiVersion\":\"rbac.authorization.k8s.io/v1\",\"kind\":\"Role\",\"metadata\":{},\"rules\":[]}"))
                        .toString())
                .isEqualTo(
                        "{\"apiVersion\":\"rbac.authorization.k8s.io/v1\",\"kind\":\"Role\",\"metadata\":{},\"rules\":null}");
    }

    @Test
    void whatTheReferenceAnsweredIsCanonicalAlready() {
        List<String> changed = new ArrayList<>();
        for (String file : ReferenceData.files("defaulting")) {
            if (file.endsWith(".out.yaml")) {
                byte[] yaml = ReferenceData.bytes(
                        ReferenceData.folder().resolve("defaulting").resolve(file));
                // These files were written by the rules of YAML 1.2, where n is a word.
                String text = new String(yaml, StandardCharsets.UTF_8).replace(": n\n", ": \"n\"\n");
                ObjectNode object = (ObjectNode) YamlTreeReader.read(text.getBytes(StandardCharsets.UTF_8))
                        .tree();
                ObjectNode before = object.deepCopy();
                if (!canonical(object).equals(before)) {
                    List<String> where = new ArrayList<>();
                    compare("", before, object, where);
                    changed.add(file + ": " + where);
                }
            }
        }
        assertThat(changed).isEmpty();
    }

    private static void compare(String path, JsonNode before, JsonNode after, List<String> where) {
        if (before == null || after == null) {
            where.add(path + (before == null ? " added " + after : " lost " + before));
        } else if (before instanceof ObjectNode a && after instanceof ObjectNode b) {
            List<String> names = new ArrayList<>(a.propertyNames());
            b.propertyNames().stream().filter(n -> !a.has(n)).forEach(names::add);
            names.forEach(name -> compare(path + "." + name, a.get(name), b.get(name), where));
        } else if (before.isArray() && after.isArray() && before.size() == after.size()) {
            for (int i = 0; i < before.size(); i++) {
                compare(path + "[" + i + "]", before.get(i), after.get(i), where);
            }
        } else if (!before.equals(after)) {
            where.add(path + " " + before + " -> " + after);
        }
    }
}
