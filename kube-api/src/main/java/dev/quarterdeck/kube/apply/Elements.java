package dev.quarterdeck.kube.apply;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/** Which path element leads to an item of a list whose items are owned one by one. */
final class Elements {

    private Elements() {}

    /** @throws Unkeyed where the item cannot be told from others */
    static PathElement of(JsonNode item, MergeType list) {
        return switch (list) {
            case MergeType.Items items -> keyed(item, items);
            case MergeType.Values values -> value(item);
            case MergeType.Fields fields -> throw new IllegalArgumentException("not a list");
            case MergeType.Leaf leaf -> throw new IllegalArgumentException("not a list");
            case MergeType.Deduced deduced -> throw new IllegalArgumentException("not a list");
        };
    }

    /** Null where the value is no list. */
    static @Nullable ArrayNode list(@Nullable JsonNode value) {
        return value instanceof ArrayNode array ? array : null;
    }

    private static PathElement keyed(JsonNode item, MergeType.Items list) {
        if (item.isNull()) {
            throw new Unkeyed("associative list with keys may not have a null element");
        }
        if (!item.isObject()) {
            throw new Unkeyed("associative list with keys may not have non-map elements");
        }
        List<PathElement.Key> keys = new ArrayList<>(list.keys().size());
        for (String name : list.keys()) {
            JsonNode value = list.keyOf(item, name);
            if (value != null) {
                keys.add(new PathElement.Key(name, value));
            }
        }
        if (keys.isEmpty() && !list.keys().isEmpty()) {
            StringBuilder names = new StringBuilder("[");
            for (String name : list.keys()) {
                names.append(names.length() > 1 ? " " : "")
                        .append('"')
                        .append(name)
                        .append('"');
            }
            throw new Unkeyed("associative list with keys has an element that omits all key fields " + names
                    + "] (and doesn't have default values for any key fields)");
        }
        return PathElement.item(keys);
    }

    private static PathElement value(JsonNode item) {
        if (item.isObject()) {
            throw new Unkeyed("associative list without keys has an element that's a map type");
        }
        if (item.isArray()) {
            throw new Unkeyed("not supported: associative list with lists as elements");
        }
        if (item.isNull()) {
            throw new Unkeyed("associative list without keys has an element that's an explicit null");
        }
        return PathElement.value(item);
    }

    /** Whether two items have the same keys; cheaper than comparing their elements. */
    static boolean sameKeys(JsonNode one, JsonNode other, MergeType list) {
        if (!(list instanceof MergeType.Items items)) {
            return one.isValueNode() && !one.isNull() && GoJson.same(one, other);
        }
        boolean any = false;
        for (String key : items.keys()) {
            JsonNode mine = items.keyOf(one, key);
            if (!GoJson.same(mine, items.keyOf(other, key))) {
                return false;
            }
            any |= mine != null;
        }
        return any;
    }

    /** An item without what would tell it from others; the message is the reference's. */
    static final class Unkeyed extends RuntimeException {
        Unkeyed(String message) {
            super(message, null, false, false);
        }
    }
}
