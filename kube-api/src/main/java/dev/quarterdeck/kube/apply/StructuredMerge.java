package dev.quarterdeck.kube.apply;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Merges a configuration into an object: what it declares wins, everything else stays. Items of sets and keyed lists merge one by one; those that both sides
 * have stand in the order of the configuration, the others where they stood (KEP-555). Neither tree is changed; the result shares parts of both.
 */
final class StructuredMerge {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private StructuredMerge() {}

    static ObjectNode of(ObjectNode live, ObjectNode config, MergeType type) {
        JsonNode merged = value(live, config, type);
        return merged instanceof ObjectNode object ? object : NODES.objectNode();
    }

    /** At least one side is there; null where nothing is left. */
    private static @Nullable JsonNode value(@Nullable JsonNode live, @Nullable JsonNode config, MergeType declared) {
        if (config == null) {
            return live;
        }
        MergeType type = declared.of(config);
        return switch (type) {
            case MergeType.Leaf leaf -> config;
            case MergeType.Fields fields -> {
                ObjectNode mine = live instanceof ObjectNode object ? object : null;
                ObjectNode its = config instanceof ObjectNode object ? object : null;
                yield isEmpty(mine) && isEmpty(its) ? config : fields(mine, its, fields);
            }
            case MergeType.Values values -> list(live, config, values, values.items());
            case MergeType.Items items -> list(live, config, items, items.items());
            case MergeType.Deduced deduced -> config;
        };
    }

    private static boolean isEmpty(@Nullable JsonNode node) {
        return node == null || node.isEmpty();
    }

    private static @Nullable JsonNode fields(
            @Nullable ObjectNode live, @Nullable ObjectNode config, MergeType.Fields type) {
        ObjectNode merged = NODES.objectNode();
        if (live != null) {
            for (Map.Entry<String, JsonNode> entry : live.properties()) {
                JsonNode its = config == null ? null : config.get(entry.getKey());
                put(merged, entry.getKey(), value(entry.getValue(), its, typeOf(entry.getKey(), type)));
            }
        }
        if (config != null) {
            for (Map.Entry<String, JsonNode> entry : config.properties()) {
                if (live == null || live.get(entry.getKey()) == null) {
                    put(merged, entry.getKey(), value(null, entry.getValue(), typeOf(entry.getKey(), type)));
                }
            }
        }
        return merged.isEmpty() ? null : merged;
    }

    private static MergeType typeOf(String name, MergeType.Fields type) {
        MergeType.Member member = type.member(name);
        MergeType known = member == null ? type.others() : member.type();
        return known == null ? MergeTypes.ANYTHING : known;
    }

    private static void put(ObjectNode object, String field, @Nullable JsonNode value) {
        if (value != null) {
            object.set(field, value);
        }
    }

    private static @Nullable JsonNode list(
            @Nullable JsonNode live, JsonNode config, MergeType type, MergeType itemType) {
        ArrayNode mine = live instanceof ArrayNode array ? array : null;
        ArrayNode its = config instanceof ArrayNode array ? array : null;
        if (isEmpty(mine) && isEmpty(its)) {
            return config;
        }
        ArrayNode merged = new Zip(mine, its, type, itemType).merge();
        return merged.isEmpty() ? null : merged;
    }

    /** Two lists on their way into one. */
    private static final class Zip {
        private final MergeType itemType;
        private final List<PathElement> left = new ArrayList<>();
        private final List<PathElement> right = new ArrayList<>();
        private final @Nullable ArrayNode live;
        private final Map<PathElement, JsonNode> lefts = new HashMap<>();
        private final Map<PathElement, JsonNode> rights = new HashMap<>();
        private final ArrayNode merged = NODES.arrayNode();

        Zip(@Nullable ArrayNode live, @Nullable ArrayNode config, MergeType type, MergeType itemType) {
            this.itemType = itemType;
            this.live = live;
            if (live != null) {
                for (JsonNode item : live) {
                    PathElement element = Elements.of(item, type);
                    left.add(element);
                    // Items that stand twice are not merged: which of them would be meant?
                    lefts.merge(element, item, (one, other) -> NODES.nullNode());
                }
            }
            if (config != null) {
                for (JsonNode item : config) {
                    PathElement element = Elements.of(item, type);
                    right.add(element);
                    rights.put(element, item);
                }
            }
        }

        ArrayNode merge() {
            List<PathElement> shared = right.stream().filter(lefts::containsKey).toList();
            int nextShared = 0;
            java.util.Set<PathElement> done = new java.util.HashSet<>();
            int l = 0;
            int r = 0;
            while (l < left.size() || r < right.size()) {
                if (l < left.size() && r < right.size()) {
                    PathElement element = left.get(l);
                    if (element.equals(right.get(r))) {
                        done.add(element);
                        add(element);
                        l++;
                        r++;
                        nextShared++;
                        continue;
                    }
                    if (rights.containsKey(element)
                            && nextShared < shared.size()
                            && !shared.get(nextShared).equals(element)) {
                        // Both have it, but its turn comes in the order of the configuration.
                        l++;
                        continue;
                    }
                }
                if (l < left.size()) {
                    PathElement element = left.get(l);
                    if (!rights.containsKey(element)) {
                        if (live != null) {
                            merged.add(live.get(l));
                        }
                        l++;
                        continue;
                    } else if (done.contains(element)) {
                        l++;
                    }
                }
                if (r < right.size()) {
                    PathElement element = right.get(r);
                    done.add(element);
                    add(element);
                    r++;
                    if (nextShared < shared.size() && shared.get(nextShared).equals(element)) {
                        nextShared++;
                    }
                }
            }
            return merged;
        }

        private void add(PathElement element) {
            JsonNode mine = lefts.get(element);
            JsonNode item = value(mine == null || mine.isNull() ? null : mine, rights.get(element), itemType);
            if (item != null) {
                merged.add(item);
            }
        }
    }
}
