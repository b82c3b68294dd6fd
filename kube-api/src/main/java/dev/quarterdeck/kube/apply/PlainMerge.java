package dev.quarterdeck.kube.apply;

import dev.quarterdeck.kube.status.ApiException;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Merges a configuration into an object as server-side apply does, without asking whose fields they are: what mutating policies do. Lists, maps and objects that
 * are owned as a whole can't be set this way, since what the configuration does not name would be lost. Pure.
 */
public final class PlainMerge {
    private PlainMerge() {}

    /** The merged object, a tree of its own; throws ApiException in the reference's words where the configuration is not of the type, or sets such a whole. */
    public static ObjectNode merge(ObjectNode object, ObjectNode configuration, MergeType type) {
        String wrong = TypeCheck.find(configuration, type);
        if (!wrong.isEmpty()) {
            throw ApiException.badRequest("failed to convert patch object to typed object: " + wrong);
        }
        List<String> wholes = new ArrayList<>(0);
        find(configuration, type.of(configuration), "", wholes);
        if (!wholes.isEmpty()) {
            throw ApiException.badRequest("invalid ApplyConfiguration: may not mutate atomic arrays, maps or structs: "
                    + String.join(", ", wholes));
        }
        return StructuredMerge.of(object, configuration, type).deepCopy();
    }

    private static void find(JsonNode value, MergeType declared, String path, List<String> wholes) {
        MergeType type = declared.of(value);
        switch (type) {
            case MergeType.Leaf leaf -> {
                if (value.isContainer()) {
                    wholes.add(path);
                }
            }
            case MergeType.Fields fields -> {
                if (value instanceof ObjectNode object) {
                    object.properties().forEach(entry -> {
                        MergeType.Member member = fields.member(entry.getKey());
                        MergeType known = member == null ? fields.others() : member.type();
                        if (known != null) {
                            find(entry.getValue(), known, path + "." + entry.getKey(), wholes);
                        }
                    });
                }
            }
            case MergeType.Items items -> items(value, items.items(), path, wholes);
            case MergeType.Values values -> items(value, values.items(), path, wholes);
            case MergeType.Deduced deduced -> {
                if (value.isArray()) {
                    wholes.add(path);
                }
            }
        }
    }

    private static void items(JsonNode value, MergeType type, String path, List<String> wholes) {
        if (value instanceof ArrayNode items) {
            for (int i = 0; i < items.size(); i++) {
                find(items.get(i), type, path + "[" + i + "]", wholes);
            }
        }
    }
}
