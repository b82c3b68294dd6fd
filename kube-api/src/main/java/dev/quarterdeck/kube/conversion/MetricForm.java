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

    static final MetricForm SPEC = of("target");
    static final MetricForm STATUS = of("current");

    /** The flat names of numbers begin with the name of the place of the nested ones. */
    private static MetricForm of(String values) {
        Place name = Place.of("metricName", "metric", "name");
        Place selector = Place.of("selector", "metric", "selector");
        Place value = Place.of(values + "Value", values, "value");
        Place average = Place.of(values + "AverageValue", values, "averageValue");
        Place object = Place.of("target", "describedObject");
        Place plainAverage = Place.of("averageValue", values, "averageValue");
        Place longSelector = Place.of("metricSelector", "metric", "selector");
        return new MetricForm(
                Map.of(
                        "resource", resource(values, false),
                        "containerResource", resource(values, true),
                        "pods", List.of(name, average, selector),
                        "object", List.of(object, name, value, selector, plainAverage),
                        "external", List.of(name, longSelector, value, average)),
                values);
    }

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
