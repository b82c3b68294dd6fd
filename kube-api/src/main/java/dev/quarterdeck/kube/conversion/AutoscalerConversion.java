package dev.quarterdeck.kube.conversion;

import dev.quarterdeck.kube.codec.JsonTreeReader;
import dev.quarterdeck.kube.codec.MalformedBodyException;
import dev.quarterdeck.kube.kind.GroupVersionKind;
import dev.quarterdeck.kube.schema.ObjectSchema;
import dev.quarterdeck.kube.schema.Pruning;
import dev.quarterdeck.kube.schema.SchemaCatalog;
import dev.quarterdeck.kube.schema.TypeMismatch;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * HorizontalPodAutoscaler between autoscaling/v2, in which it is stored, and v1, which knows a CPU target only: what v1 has no field for travels in four
 * annotations, so that a client of v1 that reads and writes loses nothing.
 */
final class AutoscalerConversion {

    private static final String PREFIX = "autoscaling.alpha.kubernetes.io/";
    private static final String METRICS = PREFIX + "metrics";
    private static final String CURRENT_METRICS = PREFIX + "current-metrics";
    private static final String CONDITIONS = PREFIX + "conditions";
    private static final String BEHAVIOR = PREFIX + "behavior";
    private static final List<String> CARRIED = List.of(METRICS, CURRENT_METRICS, CONDITIONS, BEHAVIOR);
    private static final List<String> BEHAVIOR_FIELDS =
            List.of("stabilizationWindowSeconds", "selectPolicy", "policies", "tolerance");
    private static final int DEFAULT_CPU_UTILIZATION = 80;

    private static final ObjectSchema V2 = SchemaCatalog.builtIn()
            .find(GroupVersionKind.of("autoscaling/v2", "HorizontalPodAutoscaler"))
            .orElseThrow();

    private AutoscalerConversion() {}

    static ObjectNode toV1(ObjectNode scaler) {
        ObjectNode result = scaler.deepCopy();
        ObjectNode annotations = takeAnnotations(result);
        if (result.get("spec") instanceof ObjectNode spec) {
            if (spec.remove("metrics") instanceof ArrayNode metrics) {
                specMetricsToV1(metrics, spec, annotations);
            }
            if (spec.remove("behavior") instanceof ObjectNode behavior) {
                annotations.put(BEHAVIOR, behaviorText(behavior));
            }
        }
        if (result.get("status") instanceof ObjectNode status) {
            if (status.remove("currentMetrics") instanceof ArrayNode metrics && !metrics.isEmpty()) {
                statusMetricsToV1(metrics, status, annotations);
            }
            if (status.remove("conditions") instanceof ArrayNode conditions && !conditions.isEmpty()) {
                annotations.put(CONDITIONS, conditions.toString());
            }
            if (!status.has("currentReplicas")) {
                status.put("currentReplicas", 0);
            }
        }
        putAnnotations(result, annotations);
        return result;
    }

    private static void specMetricsToV1(ArrayNode metrics, ObjectNode spec, ObjectNode annotations) {
        ArrayNode others = JsonNodeFactory.instance.arrayNode();
        for (JsonNode metric : metrics) {
            JsonNode utilization = metric.at("/resource/target/averageUtilization");
            if (!isCpu(metric) || utilization.isMissingNode()) {
                others.add(MetricForm.SPEC.flat(metric));
            } else if (!spec.has("targetCPUUtilizationPercentage")) {
                spec.set("targetCPUUtilizationPercentage", utilization);
            }
        }
        if (!others.isEmpty()) {
            annotations.put(METRICS, others.toString());
        }
    }

    private static void statusMetricsToV1(ArrayNode metrics, ObjectNode status, ObjectNode annotations) {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        for (JsonNode metric : metrics) {
            all.add(withAmount(MetricForm.STATUS.flat(metric)));
            JsonNode utilization = metric.at("/resource/current/averageUtilization");
            if (isCpu(metric) && !utilization.isMissingNode()) {
                status.set("currentCPUUtilizationPercentage", utilization);
            }
        }
        annotations.put(CURRENT_METRICS, all.toString());
    }

    /** What version 1 has no way to leave out. */
    private static ObjectNode withAmount(ObjectNode flat) {
        for (String type : List.of("resource", "containerResource")) {
            if (flat.get(type) instanceof ObjectNode resource && !resource.has("currentAverageValue")) {
                resource.put("currentAverageValue", "0");
            }
        }
        return flat;
    }

    static ObjectNode toV2(ObjectNode scaler) {
        ObjectNode result = scaler.deepCopy();
        JsonNode carried = result.at("/metadata/annotations").deepCopy();
        if (result.get("spec") instanceof ObjectNode spec) {
            specToV2(spec, carried);
        }
        if (result.get("status") instanceof ObjectNode status) {
            statusToV2(status, carried);
        }
        putAnnotations(result, takeAnnotations(result));
        Pruning.prune(result, V2);
        return result;
    }

    private static void specToV2(ObjectNode spec, JsonNode carried) {
        ArrayNode metrics = JsonNodeFactory.instance.arrayNode();
        list(carried, METRICS)
                .map(list -> nested(list, MetricForm.SPEC))
                .filter(list -> fits("spec", "metrics", list))
                .ifPresent(metrics::addAll);
        JsonNode cpu = spec.remove("targetCPUUtilizationPercentage");
        if (cpu != null && cpu.isNumber()) {
            metrics.add(cpuTarget(cpu.asInt()));
        }
        if (metrics.isEmpty()) {
            metrics.add(cpuTarget(DEFAULT_CPU_UTILIZATION));
        }
        spec.set("metrics", metrics);
        parsed(carried, BEHAVIOR).ifPresent(behavior -> {
            JsonNode readable = withCase(behavior, false);
            if (readable.isObject() && !readable.isEmpty() && fits("spec", "behavior", readable)) {
                spec.set("behavior", readable);
            }
        });
    }

    private static void statusToV2(ObjectNode status, JsonNode carried) {
        JsonNode cpu = status.remove("currentCPUUtilizationPercentage");
        Optional<ArrayNode> seen = list(carried, CURRENT_METRICS)
                .map(list -> nested(list, MetricForm.STATUS))
                .filter(list -> fits("status", "currentMetrics", list));
        if (seen.isPresent()) {
            status.set("currentMetrics", seen.get());
        } else if (cpu != null && cpu.isNumber()) {
            ObjectNode metric = status.putArray("currentMetrics").addObject().put("type", "Resource");
            ObjectNode resource = metric.putObject("resource").put("name", "cpu");
            resource.putObject("current").put("averageUtilization", cpu.asInt());
        }
        list(carried, CONDITIONS)
                .filter(conditions -> fits("status", "conditions", conditions))
                .ifPresent(conditions -> status.set("conditions", conditions));
    }

    private static ArrayNode nested(ArrayNode flat, MetricForm form) {
        ArrayNode nested = JsonNodeFactory.instance.arrayNode();
        flat.forEach(metric -> nested.add(form.nested(metric)));
        return nested;
    }

    /** Anybody may write annotations: what they carry must be what the field is to hold. */
    private static boolean fits(String part, String field, JsonNode value) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        object.putObject(part).set(field, value);
        return TypeMismatch.find(object, V2).isEmpty();
    }

    private static ObjectNode cpuTarget(int percent) {
        ObjectNode metric = JsonNodeFactory.instance.objectNode().put("type", "Resource");
        ObjectNode resource = metric.putObject("resource").put("name", "cpu");
        resource.putObject("target").put("type", "Utilization").put("averageUtilization", percent);
        return metric;
    }

    private static boolean isCpu(JsonNode metric) {
        return metric.path("type").asString("").equals("Resource")
                && metric.at("/resource/name").asString("").equals("cpu");
    }

    /** The annotations without those that carry v2; never null. */
    private static ObjectNode takeAnnotations(ObjectNode object) {
        ObjectNode annotations = object.at("/metadata/annotations") instanceof ObjectNode there
                ? there
                : JsonNodeFactory.instance.objectNode();
        annotations.remove(CARRIED);
        return annotations;
    }

    private static void putAnnotations(ObjectNode object, ObjectNode annotations) {
        if (!annotations.isEmpty()) {
            object.withObjectProperty("metadata").set("annotations", annotations);
        } else if (object.get("metadata") instanceof ObjectNode metadata) {
            metadata.remove("annotations");
        }
    }

    private static Optional<JsonNode> parsed(JsonNode annotations, String name) {
        JsonNode text = annotations.get(name);
        if (text == null || !text.isString()) {
            return Optional.empty();
        }
        try {
            return Optional.of(JsonTreeReader.read(text.asString().getBytes(StandardCharsets.UTF_8))
                    .tree());
        } catch (MalformedBodyException e) {
            return Optional
                    .empty(); // as the reference: what a client wrote there itself and nobody can read is dropped
        }
    }

    private static Optional<ArrayNode> list(JsonNode annotations, String name) {
        return parsed(annotations, name).filter(ArrayNode.class::isInstance).map(ArrayNode.class::cast);
    }

    /** The annotation writes every field of a direction, absent ones as null, and capital first letters. */
    private static String behaviorText(ObjectNode behavior) {
        ObjectNode complete = JsonNodeFactory.instance.objectNode();
        for (String direction : List.of("scaleUp", "scaleDown")) {
            JsonNode rules = behavior.get(direction);
            if (rules == null) {
                complete.putNull(direction);
                continue;
            }
            ObjectNode all = complete.putObject(direction);
            for (String field : BEHAVIOR_FIELDS) {
                JsonNode value = rules.get(field);
                all.set(field, value == null ? JsonNodeFactory.instance.nullNode() : value);
            }
        }
        return withCase(complete, true).toString();
    }

    /** A copy whose field names begin with a capital letter, or a small one; nulls are left out in the latter case. */
    private static JsonNode withCase(JsonNode node, boolean capital) {
        if (node instanceof ArrayNode list) {
            ArrayNode copy = JsonNodeFactory.instance.arrayNode();
            list.forEach(item -> copy.add(withCase(item, capital)));
            return copy;
        }
        if (!(node instanceof ObjectNode object)) {
            return node;
        }
        ObjectNode copy = JsonNodeFactory.instance.objectNode();
        object.properties().forEach(entry -> {
            String name = entry.getKey();
            if (!name.isEmpty() && (capital || !entry.getValue().isNull())) {
                char first = name.charAt(0);
                char wanted = capital ? Character.toUpperCase(first) : Character.toLowerCase(first);
                copy.set(wanted + name.substring(1), withCase(entry.getValue(), capital));
            }
        });
        return copy;
    }
}
