package dev.quarterdeck.kube.scale;

import dev.quarterdeck.kube.kind.CustomVersion;
import dev.quarterdeck.kube.object.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An object with replicas seen as {@code autoscaling/v1 Scale} (API reference: Scale), and back. Knows Deployment, ReplicaSet, StatefulSet and
 * ReplicationController, whose selector is a plain map.
 */
public final class ScaleView {
    private ScaleView() {}

    /** The Scale of {@code object}, which is not changed. */
    public static ObjectNode of(ObjectNode object) {
        ObjectNode scale = Json.object();
        scale.put("kind", "Scale").put("apiVersion", "autoscaling/v1");
        ObjectNode metadata = scale.putObject("metadata");
        JsonNode from = object.path("metadata");
        for (String field : List.of("name", "namespace", "uid", "resourceVersion", "creationTimestamp")) {
            JsonNode value = from.get(field);
            if (value != null && !value.isNull()) {
                metadata.set(field, value);
            }
        }
        ObjectNode spec = scale.putObject("spec");
        int replicas = object.path("spec").path("replicas").intValue(0);
        if (replicas != 0) {
            spec.put("replicas", replicas);
        }
        ObjectNode status = scale.putObject("status");
        status.put("replicas", object.path("status").path("replicas").intValue(0));
        String selector = selector(object.path("spec").path("selector"));
        if (!selector.isEmpty()) {
            status.put("selector", selector);
        }
        return scale;
    }

    /** The Scale of a custom resource, which is not changed; empty where the object says no number of replicas. */
    public static Optional<ObjectNode> of(ObjectNode object, CustomVersion.Scale paths) {
        JsonNode replicas = paths.specReplicas().first(object);
        if (replicas == null || !replicas.isIntegralNumber()) {
            return Optional.empty();
        }
        ObjectNode scale = of(object);
        ObjectNode spec = scale.putObject("spec");
        if (replicas.intValue() != 0) {
            spec.put("replicas", replicas.intValue());
        }
        ObjectNode status = scale.putObject("status");
        JsonNode current = paths.statusReplicas().first(object);
        status.put("replicas", current != null && current.isIntegralNumber() ? current.intValue() : 0);
        JsonNode selector = paths.selector() == null ? null : paths.selector().first(object);
        if (selector != null && !selector.asString("").isEmpty()) {
            status.put("selector", selector.asString(""));
        }
        return Optional.of(scale);
    }

    /** Replicas that a Scale asks for; absent is 0. */
    public static int replicas(ObjectNode scale) {
        return scale.path("spec").path("replicas").intValue(0);
    }

    /** {@code a=b,c in (d,e)}, sorted by key, as selectors are written in queries. */
    static String selector(JsonNode selector) {
        JsonNode labels = selector.path("matchLabels");
        JsonNode expressions = selector.path("matchExpressions");
        boolean plain = !labels.isObject() && !expressions.isArray();
        TreeMap<String, List<String>> terms = new TreeMap<>();
        for (var entry : (plain ? selector : labels).properties()) {
            add(terms, entry.getKey(), entry.getKey() + "=" + entry.getValue().stringValue(""));
        }
        for (JsonNode expression : expressions) {
            String key = expression.path("key").stringValue("");
            List<String> values = new ArrayList<>();
            expression.path("values").forEach(v -> values.add(v.stringValue("")));
            values.sort(null);
            String joined = "(" + String.join(",", values) + ")";
            switch (expression.path("operator").stringValue("")) {
                case "In" -> add(terms, key, key + " in " + joined);
                case "NotIn" -> add(terms, key, key + " notin " + joined);
                case "Exists" -> add(terms, key, key);
                case "DoesNotExist" -> add(terms, key, "!" + key);
                default -> {}
            }
        }
        return String.join(",", terms.values().stream().flatMap(List::stream).toList());
    }

    private static void add(TreeMap<String, List<String>> terms, String key, String term) {
        terms.computeIfAbsent(key, k -> new ArrayList<>(1)).add(term);
    }
}
