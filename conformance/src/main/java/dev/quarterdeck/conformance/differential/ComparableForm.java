package dev.quarterdeck.conformance.differential;

import dev.quarterdeck.kube.object.Json;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** An object without what differs each time: uids, times of the server, resourceVersion, managed fields, and addresses and ports that the server chose. */
final class ComparableForm {
    private static final Pattern UID = Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
    private static final Pattern NOW =
            Pattern.compile("20(2[5-9]|[3-9]\\d)-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z");
    private static final Pattern CLUSTER_ADDRESS = Pattern.compile("10\\.96\\.\\d+\\.\\d+");

    /** Kinds whose status the reference's own controllers write while it is being asked. */
    private static final Set<String> WATCHED = Set.of("APIService", "FlowSchema", "CustomResourceDefinition");

    private final String request;

    private ComparableForm(String request) {
        this.request = request;
    }

    /** @param request the body that was sent: what it says was not chosen by the server */
    static ObjectNode of(ObjectNode object, String request) {
        ObjectNode copy = object.deepCopy();
        if (copy.get("metadata") instanceof ObjectNode metadata) {
            metadata.remove("uid");
            metadata.remove("resourceVersion");
            metadata.remove("managedFields");
            metadata.remove("selfLink");
            metadata.remove("creationTimestamp");
        }
        if (WATCHED.contains(copy.path("kind").asString(""))) {
            copy.remove("status");
        }
        // Read again, so that one number is one type of node.
        return Json.read(Json.write(new ComparableForm(request).form("", copy)));
    }

    private JsonNode form(String field, JsonNode node) {
        if (node instanceof ObjectNode object) {
            Map<String, JsonNode> sorted = new TreeMap<>();
            object.properties().forEach(e -> sorted.put(e.getKey(), form(e.getKey(), e.getValue())));
            ObjectNode result = Json.object();
            sorted.forEach(result::set);
            return result;
        }
        if (node instanceof ArrayNode items) {
            ArrayNode result = JsonNodeFactory.instance.arrayNode();
            items.forEach(item -> result.add(form(field, item)));
            return result;
        }
        if (node.isString()) {
            return JsonNodeFactory.instance.stringNode(text(node.stringValue()));
        }
        if (field.equals("nodePort") || field.equals("healthCheckNodePort")) {
            return request.contains(node.toString()) ? node : JsonNodeFactory.instance.stringNode("<allocated>");
        }
        return node.isNumber() && node.decimalValue().stripTrailingZeros().scale() <= 0
                ? JsonNodeFactory.instance.numberNode(node.decimalValue().toBigInteger())
                : node;
    }

    private String text(String text) {
        if (CLUSTER_ADDRESS.matcher(text).matches()) {
            return request.contains(text) ? text : "<allocated>";
        }
        String masked = UID.matcher(text).replaceAll("<uid>");
        return NOW.matcher(masked).replaceAll("<time>");
    }
}
