package dev.quarterdeck.kube.apply;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The paths that a configuration declares: its leaves, empty objects, entries of maps and items of lists, but not the objects on the way to them. Paths that
 * nobody owns are left out.
 */
final class Declared {

    private Declared() {}

    static FieldSet of(JsonNode value, MergeType type) {
        return inside(value, type.of(value));
    }

    private static FieldSet inside(JsonNode value, MergeType type) {
        return switch (type) {
            case MergeType.Leaf leaf -> FieldSet.EMPTY;
            case MergeType.Fields fields ->
                value instanceof ObjectNode object ? fields(object, fields) : FieldSet.EMPTY;
            case MergeType.Values values ->
                value instanceof ArrayNode list ? items(list, values, values.items()) : FieldSet.EMPTY;
            case MergeType.Items items ->
                value instanceof ArrayNode list ? items(list, items, items.items()) : FieldSet.EMPTY;
            case MergeType.Deduced deduced -> FieldSet.EMPTY;
        };
    }

    private static FieldSet fields(ObjectNode object, MergeType.Fields type) {
        FieldSet.Builder set = new FieldSet.Builder(object.size());
        for (Map.Entry<String, JsonNode> entry : object.properties()) {
            MergeType.Member member = type.member(entry.getKey());
            JsonNode value = entry.getValue();
            if (member != null) {
                if (member.tracked()) {
                    MergeType is = member.type().of(value);
                    boolean self =
                            is instanceof MergeType.Leaf || value.isNull() || value.isObject() && value.isEmpty();
                    set.add(member.element(), self, inside(value, is));
                }
            } else if (type.others() != null) {
                set.add(PathElement.field(entry.getKey()), true, of(value, type.others()));
            }
        }
        return set.build();
    }

    private static FieldSet items(ArrayNode list, MergeType type, MergeType itemType) {
        Set<PathElement> seen = HashSet.newHashSet(list.size());
        Set<PathElement> twice = new HashSet<>(0);
        for (JsonNode item : list) {
            PathElement element = Elements.of(item, type);
            if (!seen.add(element)) {
                twice.add(element);
            }
        }
        FieldSet.Builder set = new FieldSet.Builder(list.size());
        for (JsonNode item : list) {
            PathElement element = Elements.of(item, type);
            if (!twice.contains(element)) {
                set.add(element, true, of(item, itemType));
            }
        }
        twice.forEach(element -> set.add(element, true, FieldSet.EMPTY));
        return set.build();
    }
}
