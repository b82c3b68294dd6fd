package dev.quarterdeck.kube.apply;

import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The JSON form of a field set ({@code fieldsV1} of a managed fields entry), and questions that can be answered on it without reading the set. Trees that it
 * writes share their empty objects: nobody may change them.
 */
final class FieldsV1 {

    private static final String SELF = ".";
    private static final ObjectNode LEAF = JsonNodeFactory.instance.objectNode();

    private FieldsV1() {}

    static ObjectNode write(FieldSet set) {
        return write(set, false);
    }

    private static ObjectNode write(FieldSet set, boolean self) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        if (self) {
            node.set(SELF, LEAF);
        }
        for (int i = 0; i < set.size(); i++) {
            FieldSet below = set.children(i);
            node.set(set.element(i).text(), below == null ? LEAF : write(below, set.isMember(i)));
        }
        return node;
    }

    /** @throws IllegalArgumentException where it is malformed */
    static FieldSet read(ObjectNode fields) {
        FieldSet.Builder set = new FieldSet.Builder(fields.size());
        for (Map.Entry<String, JsonNode> field : fields.properties()) {
            if (field.getKey().equals(SELF)) {
                continue;
            }
            if (!(field.getValue() instanceof ObjectNode below)) {
                throw new IllegalArgumentException("not a set of fields: " + field.getValue());
            }
            PathElement.parse(field.getKey()).ifPresent(element -> {
                FieldSet children = read(below);
                set.add(element, children.isEmpty() || below.has(SELF), children);
            });
        }
        return set.build();
    }

    private static boolean isMember(JsonNode node) {
        return node.isEmpty() || node.has(SELF);
    }

    /** Whether any path of {@code set} is a member. */
    static boolean intersects(JsonNode fields, FieldSet set) {
        for (int i = 0; i < set.size(); i++) {
            JsonNode here = fields.get(set.element(i).text());
            if (here != null) {
                FieldSet below = set.children(i);
                if (set.isMember(i) && isMember(here) || below != null && intersects(here, below)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Whether all paths of {@code set} are members. */
    static boolean contains(JsonNode fields, FieldSet set) {
        for (int i = 0; i < set.size(); i++) {
            JsonNode here = fields.get(set.element(i).text());
            FieldSet below = set.children(i);
            if (here == null || set.isMember(i) && !isMember(here) || below != null && !contains(here, below)) {
                return false;
            }
        }
        return true;
    }
}
