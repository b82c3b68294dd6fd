package dev.quarterdeck.conformance.scenario;

import dev.quarterdeck.kube.object.Json;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Makes the objects and patches of steps: the template of the kind, with what the step says otherwise. */
final class ObjectTemplates {
    private static final ObjectNode TEMPLATES = Scenarios.templates();

    private ObjectTemplates() {}

    static ObjectNode make(String kind, String name, ObjectNode step) {
        ObjectNode object = TEMPLATES.get(kind) instanceof ObjectNode template ? template.deepCopy() : Json.object();
        object.put("apiVersion", Kinds.of(kind).apiVersion()).put("kind", kind);
        merge(object, step.path("with"));
        ObjectNode metadata = object.get("metadata") instanceof ObjectNode m ? m : object.putObject("metadata");
        metadata.put("name", name);
        if (step.has("image")) {
            podSpec(kind, object).withArray("containers").forEach(c -> ((ObjectNode) c)
                    .set("image", step.get("image")));
        }
        if (step.has("command")) {
            podSpec(kind, object).withArray("containers").forEach(c -> command((ObjectNode) c, step));
        }
        return object;
    }

    private static void command(ObjectNode container, ObjectNode step) {
        container
                .putArray("command")
                .add("sh")
                .add("-c")
                .add(step.path("command").asString(""));
    }

    static ObjectNode patch(String kind, ObjectNode step) {
        ObjectNode patch = step.get("with") instanceof ObjectNode with ? with.deepCopy() : Json.object();
        if (step.has("image")) {
            podSpec(kind, patch)
                    .putArray("containers")
                    .addObject()
                    .put("name", "main")
                    .set("image", step.get("image"));
        }
        return patch;
    }

    private static ObjectNode podSpec(String kind, ObjectNode object) {
        ObjectNode spec = object.withObjectProperty("spec");
        if (kind.equals("Pod")) {
            return spec;
        }
        if (kind.equals("CronJob")) {
            spec = spec.withObjectProperty("jobTemplate").withObjectProperty("spec");
        }
        return spec.withObjectProperty("template").withObjectProperty("spec");
    }

    /** RFC 7386, and nulls stay out. */
    private static void merge(ObjectNode into, JsonNode with) {
        for (Map.Entry<String, JsonNode> entry : with.properties()) {
            JsonNode value = entry.getValue();
            if (value.isNull()) {
                into.remove(Set.of(entry.getKey()));
            } else if (value instanceof ObjectNode object && into.get(entry.getKey()) instanceof ObjectNode existing) {
                merge(existing, object);
            } else {
                into.set(entry.getKey(), value.deepCopy());
            }
        }
    }
}
