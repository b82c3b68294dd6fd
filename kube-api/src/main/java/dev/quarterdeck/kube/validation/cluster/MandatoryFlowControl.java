package dev.quarterdeck.kube.validation.cluster;

import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.validation.rule.Field;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The schemas and levels that every cluster has, and nobody may change (API reference, "API Priority and Fairness": mandatory objects). */
final class MandatoryFlowControl {
    private static final String EVERYTHING = """
            "resourceRules":[{"verbs":["*"],"apiGroups":["*"],"resources":["*"],"clusterScope":true,"namespaces":["*"]}],
            "nonResourceRules":[{"verbs":["*"],"nonResourceURLs":["*"]}]""";
    private static final Map<String, ObjectNode> SCHEMAS = Map.of(
            "exempt", read("""
                    {"priorityLevelConfiguration":{"name":"exempt"},"matchingPrecedence":1,
                     "rules":[{"subjects":[{"kind":"Group","group":{"name":"system:masters"}}],%s}]}""".formatted(EVERYTHING)),
            "catch-all", read("""
                    {"priorityLevelConfiguration":{"name":"catch-all"},"matchingPrecedence":10000,"distinguisherMethod":{"type":"ByUser"},
                     "rules":[{"subjects":[{"kind":"Group","group":{"name":"system:unauthenticated"}},
                      {"kind":"Group","group":{"name":"system:authenticated"}}],%s}]}""".formatted(EVERYTHING)));
    private static final ObjectNode EXEMPT = read("{\"type\":\"Exempt\"}");
    private static final ObjectNode CATCH_ALL = read(
            "{\"type\":\"Limited\",\"limited\":{\"nominalConcurrencyShares\":5,\"limitResponse\":{\"type\":\"Reject\"}}}");

    private MandatoryFlowControl() {}

    private static ObjectNode read(String json) {
        return Json.read(json.getBytes(StandardCharsets.UTF_8));
    }

    static void schema(Field object) {
        String name = object.at("metadata", "name").text();
        ObjectNode fixed = SCHEMAS.get(name);
        if (fixed != null && !meaning(object.at("spec").node()).equals(meaning(fixed))) {
            object.at("spec").invalid("spec of '" + name + "' must equal the fixed value");
        }
    }

    /** How much the exempt level lends is the cluster's own affair. */
    static void level(Field object) {
        String name = object.at("metadata", "name").text();
        Field spec = object.at("spec");
        if (name.equals("catch-all") && !meaning(spec.node()).equals(meaning(CATCH_ALL))) {
            spec.invalid("spec of 'catch-all' must equal the fixed value");
        } else if (name.equals("exempt") && spec.node() instanceof ObjectNode given) {
            ObjectNode rest = given.deepCopy();
            rest.remove("exempt");
            if (!meaning(rest).equals(meaning(EXEMPT))) {
                spec.invalid("spec of 'exempt' except the 'spec.exempt' field must equal the fixed value");
            }
        }
    }

    /** In one form for all spellings: what is nothing, none, or zero is left out, and order of fields means nothing. */
    private static String meaning(JsonNode node) {
        if (node instanceof ObjectNode object) {
            Map<String, String> fields = new TreeMap<>();
            object.properties().forEach(field -> {
                String value = meaning(field.getValue());
                if (!value.isEmpty()) {
                    fields.put(field.getKey(), value);
                }
            });
            return fields.isEmpty() ? "" : fields.toString();
        }
        if (node instanceof ArrayNode array) {
            StringBuilder items = new StringBuilder();
            array.forEach(item -> items.append(meaning(item)).append(';'));
            return items.toString();
        }
        boolean nothing = node.isNull()
                || node.isMissingNode()
                || node.isBoolean() && !node.booleanValue()
                || node.isIntegralNumber() && node.longValue() == 0;
        return nothing ? "" : node.toString();
    }
}
