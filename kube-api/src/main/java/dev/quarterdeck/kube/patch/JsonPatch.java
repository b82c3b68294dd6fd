package dev.quarterdeck.kube.patch;

import dev.quarterdeck.kube.codec.BodyDecoder;
import dev.quarterdeck.kube.codec.JsonTreeReader;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.StatusReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * JSON Patch, RFC 6902, as lenient as the reference is: {@code replace} of a field that is absent adds it, {@code copy} of one that is absent copies null,
 * an index of -1 is the last item. All operations succeed or none does.
 */
record JsonPatch(List<Operation> operations, List<String> duplicates) implements Patch {

    private static final int MAX_OPERATIONS = 10_000;
    private static final int MAX_COPIED = 3 * 1024 * 1024;

    /** One operation; a word that none of the six matches fails when it is applied, as all else. */
    record Operation(String op, JsonPointer path, JsonPointer from, JsonNode value) {}

    static JsonPatch of(ArrayNode array, List<String> duplicates) {
        if (array.size() > MAX_OPERATIONS) {
            throw new ApiException(
                    StatusReason.REQUEST_ENTITY_TOO_LARGE,
                    "Request entity too large: The allowed maximum operations in a JSON patch is " + MAX_OPERATIONS
                            + ", got " + array.size(),
                    ApiException.Details.NONE);
        }
        List<Operation> operations = new ArrayList<>(array.size());
        for (JsonNode item : array) {
            if (!(item instanceof ObjectNode operation)) {
                throw ApiException.badRequest("error decoding patch: json: cannot unmarshal "
                        + BodyDecoder.typeName(item)
                        + " into Go value of type handlers.jsonPatchOp");
            }
            JsonNode value = operation.get("value");
            operations.add(new Operation(
                    text(operation, "op"),
                    JsonPointer.parse(operation.get("path")),
                    JsonPointer.parse(operation.get("from")),
                    value == null ? JsonNodeFactory.instance.nullNode() : value));
        }
        return new JsonPatch(operations, duplicates);
    }

    @Override
    public boolean staysWithin(Set<String> fields) {
        return false;
    }

    @Override
    public ObjectNode apply(ObjectNode current) {
        ObjectNode patched = applyIfTestsHold(current);
        if (patched == null) {
            throw JsonPointer.rejected();
        }
        return patched;
    }

    /** Null where a {@code test} failed. */
    @Nullable
    ObjectNode applyIfTestsHold(ObjectNode current) {
        JsonNode root = current.deepCopy();
        int copied = 0;
        for (Operation operation : operations) {
            switch (operation.op()) {
                case "add" ->
                    root = operation.path().add(root, operation.value().deepCopy());
                case "remove" -> operation.path().remove(root);
                case "replace" ->
                    root = operation.path().replace(root, operation.value().deepCopy());
                case "move" -> {
                    JsonNode moved = operation.from().remove(root);
                    root = operation.path().add(root, moved);
                }
                case "copy" -> {
                    JsonNode copy = operation.from().get(root).deepCopy();
                    copied += size(copy);
                    if (copied > MAX_COPIED) {
                        throw JsonPointer.rejected();
                    }
                    root = operation.path().add(root, copy);
                }
                case "test" -> {
                    if (!sameValue(operation.path().get(root), operation.value())) {
                        return null;
                    }
                }
                default -> throw JsonPointer.rejected();
            }
        }
        if (root instanceof ObjectNode object && isShallow(object, JsonTreeReader.MAX_DEPTH)) {
            return object;
        }
        throw JsonPointer.rejected();
    }

    /** Operations can nest deeper than any text that could be read back. */
    private static boolean isShallow(JsonNode node, int levels) {
        if (!node.isContainer()) {
            return true;
        }
        if (levels == 0) {
            return false;
        }
        for (JsonNode child : node) {
            if (!isShallow(child, levels - 1)) {
                return false;
            }
        }
        return true;
    }

    /** Numbers are equal by value, whatever their Java types. */
    private static boolean sameValue(JsonNode left, JsonNode right) {
        return left.equals(
                (a, b) -> a.isNumber() && b.isNumber()
                        ? a.decimalValue().compareTo(b.decimalValue())
                        : a.equals(b) ? 0 : 1,
                right);
    }

    /** About the bytes that the tree is as text. */
    private static int size(JsonNode node) {
        int size = 2;
        if (node instanceof ObjectNode object) {
            for (String name : object.propertyNames()) {
                size += name.length() + 4;
            }
        }
        if (!node.isContainer()) {
            return size + node.toString().length();
        }
        for (JsonNode child : node) {
            size += size(child) + 1;
        }
        return size;
    }

    private static String text(ObjectNode operation, String field) {
        JsonNode node = operation.get(field);
        return node != null && node.isString() ? node.asString() : "";
    }
}
