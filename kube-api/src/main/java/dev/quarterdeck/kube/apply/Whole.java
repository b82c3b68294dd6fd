package dev.quarterdeck.kube.apply;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Every path in a value that is new, or gone, as a whole: each object, map, item and leaf in it. */
final class Whole {

    private Whole() {}

    /** @param normalize as in {@link Comparison#of} */
    static FieldSet of(JsonNode value, MergeType type, boolean normalize) {
        return switch (type.of(value)) {
            case MergeType.Leaf leaf -> FieldSet.EMPTY;
            case MergeType.Fields fields ->
                value instanceof ObjectNode object ? fields(object, fields, normalize) : FieldSet.EMPTY;
            case MergeType.Values values ->
                value instanceof ArrayNode list ? items(list, values, values.items(), normalize) : FieldSet.EMPTY;
            case MergeType.Items items ->
                value instanceof ArrayNode list ? items(list, items, items.items(), normalize) : FieldSet.EMPTY;
            case MergeType.Deduced deduced -> FieldSet.EMPTY;
        };
    }

    private static FieldSet fields(ObjectNode object, MergeType.Fields type, boolean normalize) {
        FieldSet.Builder set = new FieldSet.Builder(object.size() + (normalize ? type.kept().length : 0));
        for (Map.Entry<String, JsonNode> entry : object.properties()) {
            MergeType.Member member = type.member(entry.getKey());
            if (member != null) {
                JsonNode value = normalize ? member.stored(entry.getValue()) : entry.getValue();
                if (value != null && member.tracked()) {
                    set.add(member.element(), true, of(value, member.type(), normalize));
                }
            } else if (type.others() != null) {
                set.add(PathElement.field(entry.getKey()), true, of(entry.getValue(), type.others(), normalize));
            }
        }
        if (normalize) {
            for (MergeType.Member member : type.kept()) {
                JsonNode zero = member.zero();
                if (zero != null && member.tracked() && object.get(name(member)) == null) {
                    set.add(member.element(), true, of(zero, member.type(), false));
                }
            }
        }
        return set.build();
    }

    private static String name(MergeType.Member member) {
        String name = member.element().fieldName();
        return name == null ? "" : name;
    }

    private static FieldSet items(ArrayNode list, MergeType type, MergeType itemType, boolean normalize) {
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
            if (twice.isEmpty() || !twice.contains(element)) {
                set.add(element, true, of(item, itemType, normalize));
            }
        }
        twice.forEach(element -> set.add(element, true, FieldSet.EMPTY));
        return set.build();
    }
}
