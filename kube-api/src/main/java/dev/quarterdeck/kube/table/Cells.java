package dev.quarterdeck.kube.table;

import dev.quarterdeck.kube.selector.LabelSelectors;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What many cells are made of. Absent fields read as empty text and zero. */
final class Cells {
    static final String NONE = "<none>";
    static final String UNSET = "<unset>";
    static final String UNKNOWN = "<unknown>";

    private Cells() {}

    static String name(ObjectNode object) {
        return text(object.path("metadata"), "name");
    }

    static boolean isBeingDeleted(ObjectNode object) {
        return !text(object.path("metadata"), "deletionTimestamp").isEmpty();
    }

    static String text(JsonNode node, String field) {
        return node.path(field).asString("");
    }

    static String text(JsonNode node, String field, String otherwise) {
        String text = text(node, field);
        return text.isEmpty() ? otherwise : text;
    }

    static long number(JsonNode node, String field) {
        return node.path(field).asLong(0);
    }

    /** {@code field} of every item, joined by commas. */
    static String join(JsonNode items, String field) {
        List<String> parts = new ArrayList<>(items.size());
        items.forEach(item -> parts.add(text(item, field)));
        return String.join(",", parts);
    }

    static List<String> strings(JsonNode items) {
        List<String> parts = new ArrayList<>(items.size());
        items.forEach(item -> parts.add(item.asString("")));
        return parts;
    }

    /** {@code k=v} pairs sorted by key. */
    static String labels(JsonNode map) {
        TreeSet<String> keys = new TreeSet<>(map.propertyNames());
        if (keys.isEmpty()) {
            return NONE;
        }
        List<String> parts = new ArrayList<>(keys.size());
        keys.forEach(key -> parts.add(key + "=" + text(map, key)));
        return String.join(",", parts);
    }

    /** A label selector as its query; the given words where it is empty, absent or not valid. */
    static String selector(JsonNode selector, String empty, String absent, String invalid) {
        if (!(selector instanceof ObjectNode object)) {
            return absent;
        }
        try {
            String text = LabelSelectors.of(object).toString();
            return text.isEmpty() ? empty : text;
        } catch (IllegalArgumentException e) {
            return invalid;
        }
    }

    /** Whether the condition of this type is True. */
    static boolean isTrue(JsonNode conditions, String type) {
        return condition(conditions, type).path("status").asString("").equals("True");
    }

    /** The condition of this type; a missing node where there is none. */
    static JsonNode condition(JsonNode conditions, String type) {
        for (JsonNode condition : conditions) {
            if (text(condition, "type").equals(type)) {
                return condition;
            }
        }
        return conditions.path("none");
    }

    /** At most {@code most} of the items, and how many more there are. */
    static String firstOf(List<String> items, int most, String separator) {
        if (items.size() <= most) {
            return String.join(separator, items);
        }
        return String.join(separator, items.subList(0, most)) + " + " + (items.size() - most) + " more...";
    }

    /** Addresses of a load balancer's status, or host names where it has none; sorted. */
    static String balancerAddresses(JsonNode loadBalancer) {
        TreeSet<String> addresses = new TreeSet<>();
        for (JsonNode ingress : loadBalancer.path("ingress")) {
            String address = text(ingress, "ip", text(ingress, "hostname"));
            if (!address.isEmpty()) {
                addresses.add(address);
            }
        }
        return String.join(",", addresses);
    }
}
