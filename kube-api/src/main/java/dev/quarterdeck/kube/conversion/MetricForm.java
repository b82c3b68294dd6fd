package dev.quarterdeck.kube.conversion;

import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * One metric of an autoscaler in its two forms: nested as in autoscaling/v2, flat as annotations of autoscaling/v1 hold it. Two instances: one for metrics
 * that are asked for, one for those that were seen.
 *
 * @param types for each type of metric, its fields: the flat name and the place in the nested form
 * @param values {@code target} or {@code current}: where the nested form holds its numbers
 */
record MetricForm(Map<String, List<Place>> types, String values) {

    /** A field's flat name, and the one or two names that lead to it in the nested form. */
    record Place(String flat, List<String> nested) {
        static Place of(String flat, String... nested) {
            return new Place(flat, List.of(nested));
        }
    }

    static final MetricForm SPEC = new MetricForm(
            Map.of(
                    "resource", resource("target", false),
                    "containerResource", resource("target", true),
                    "pods",
                            List.of(
                                    Place.of("metricName", "metric", "name"),
                                    Place.of("targetAverageValue", "target", "averageValue"),
                                    Place.of("selector", "metric", "selector")),
                    "object",
                            List.of(
                                    Place.of("target", "describedObject"),
                                    Place.of("metricName", "metric", "name"),
                                    Place.of("targetValue", "target", "value"),
                                    Place.of("selector", "metric", "selector"),
                                    Place.of("averageValue", "target", "averageValue")),
                    "external",
                            List.of(
                                    Place.of("metricName", "metric", "name"),
                                    Place.of("metricSelector", "metric", "selector"),
                                    Place.of("targetValue", "target", "value"),
                                    Place.of("targetAverageValue", "target", "averageValue"))),
            "target");

    static final MetricForm STATUS = new MetricForm(
            Map.of(
                    "resource", resource("current", false),
                    "containerResource", resource("current", true),
                    "pods",
                            List.of(
                                    Place.of("metricName", "metric", "name"),
                                    Place.of("currentAverageValue", "current", "averageValue"),
                                    Place.of("selector", "metric", "selector")),
                    "object",
                            List.of(
                                    Place.of("target", "describedObject"),
                                    Place.of("metricName", "metric", "name"),
                                    Place.of("currentValue", "current", "value"),
                                    Place.of("selector", "metric", "selector"),
                                    Place.of("averageValue", "current", "averageValue")),
                    "external",
                            List.of(
                                    Place.of("metricName", "metric", "name"),
                                    Place.of("metricSelector", "metric", "selector"),
                                    Place.of("currentValue", "current", "value"),
                                    Place.of("currentAverageValue", "current", "averageValue"))),
            "current");

    private static List<Place> resource(String values, boolean ofContainer) {
        Place name = Place.of("name", "name");
        Place utilization = Place.of(values + "AverageUtilization", values, "averageUtilization");
        Place value = Place.of(values + "AverageValue", values, "averageValue");
        return ofContainer
                ? List.of(name, utilization, value, Place.of("container", "container"))
                : List.of(name, utilization, value);
    }

    ObjectNode flat(JsonNode nested) {
        ObjectNode flat = JsonNodeFactory.instance.objectNode();
        copyType(nested, flat);
        types.forEach((type, places) -> {
            if (nested.get(type) instanceof ObjectNode from) {
                ObjectNode to = flat.putObject(type);
                for (Place place : places) {
                    JsonNode value = from;
                    for (String step : place.nested()) {
                        value = value.path(step);
                    }
                    if (!value.isMissingNode()) {
                        to.set(place.flat(), value.deepCopy());
                    }
                }
            }
        });
        return flat;
    }

    ObjectNode nested(JsonNode flat) {
        ObjectNode nested = JsonNodeFactory.instance.objectNode();
        copyType(flat, nested);
        types.forEach((type, places) -> {
            if (flat.get(type) instanceof ObjectNode from) {
                ObjectNode to = nested.putObject(type);
                for (Place place : places) {
                    JsonNode value = from.get(place.flat());
                    if (value != null) {
                        boolean deep = place.nested().size() > 1;
                        ObjectNode parent =
                                deep ? to.withObjectProperty(place.nested().getFirst()) : to;
                        parent.set(place.nested().getLast(), value.deepCopy());
                    }
                }
                ObjectNode numbers = to.withObjectProperty(values);
                if (values.equals("target")) {
                    numbers.put("type", targetType(numbers));
                }
            }
        });
        return nested;
    }

    private static void copyType(JsonNode from, ObjectNode to) {
        JsonNode type = from.get("type");
        if (type != null) {
            to.set("type", type);
        }
    }

    private static String targetType(ObjectNode target) {
        if (target.has("averageUtilization")) {
            return "Utilization";
        }
        return target.has("averageValue") ? "AverageValue" : "Value";
    }
}
