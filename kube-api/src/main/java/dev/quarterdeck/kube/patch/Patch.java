package dev.quarterdeck.kube.patch;

import dev.quarterdeck.kube.codec.BodyDecoder;
import dev.quarterdeck.kube.codec.DecodedTree;
import dev.quarterdeck.kube.codec.JsonTreeReader;
import dev.quarterdeck.kube.codec.MalformedBodyException;
import dev.quarterdeck.kube.schema.ObjectSchema;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.StatusReason;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A parsed patch. It is read once and may be applied many times, to each new state of an object that others change meanwhile; neither it nor what it is
 * applied to changes.
 */
public sealed interface Patch permits JsonPatch, MergePatch, StrategicMergePatch {

    /**
     * The patched object. Whether it still is an object of its kind is for the caller to check
     * ({@link dev.quarterdeck.kube.codec.ObjectDecoder#conformPatched}).
     */
    ObjectNode apply(ObjectNode current);

    /** Whether it surely neither changes nor looks at any field of an object but these. */
    boolean staysWithin(Set<String> fields);

    /** Paths of fields that stood twice in the text of the patch. */
    List<String> duplicates();

    /**
     * @param schema of the object to be patched: says how lists merge strategically
     * @throws ApiException 400 for text that is no such patch, 413 for one with too many operations
     */
    static Patch parse(PatchType type, byte[] body, ObjectSchema schema) {
        String prefix = type == PatchType.STRATEGIC_MERGE ? "" : "error decoding patch: ";
        DecodedTree decoded;
        try {
            decoded = JsonTreeReader.read(body);
        } catch (MalformedBodyException e) {
            throw ApiException.badRequest(prefix + e.getMessage());
        }
        JsonNode tree = decoded.tree();
        return switch (type) {
            case JSON -> json(tree, decoded.duplicatePaths());
            case MERGE -> new MergePatch(object(prefix, tree), decoded.duplicatePaths());
            case STRATEGIC_MERGE -> new StrategicMergePatch(object(prefix, tree), schema, decoded.duplicatePaths());
        };
    }

    /** A JSON patch that has been read already: an array of operations. Throws ApiException (400) for anything else. */
    static Patch json(JsonNode tree, List<String> duplicates) {
        if (!(tree instanceof ArrayNode operations)) {
            throw wrongType("error decoding patch: ", tree, "[]handlers.jsonPatchOp");
        }
        return JsonPatch.of(operations, duplicates);
    }

    /** What operations that have been read make of an object; null where one of their tests fails. Throws as {@link #json} and {@link #apply} do. */
    static @Nullable ObjectNode applyIfTestsHold(JsonNode operations, ObjectNode current) {
        if (!(operations instanceof ArrayNode array)) {
            throw wrongType("error decoding patch: ", operations, "[]handlers.jsonPatchOp");
        }
        return JsonPatch.of(array, List.of()).applyIfTestsHold(current);
    }

    private static ObjectNode object(String prefix, JsonNode tree) {
        if (tree instanceof ObjectNode object) {
            return object;
        }
        if (tree.isNull()) {
            throw ApiException.badRequest("Invalid JSON Patch");
        }
        throw wrongType(prefix, tree, "map[string]interface {}");
    }

    private static ApiException wrongType(String prefix, JsonNode tree, String expected) {
        return ApiException.badRequest(
                prefix + "json: cannot unmarshal " + BodyDecoder.typeName(tree) + " into Go value of type " + expected);
    }

    /** The answer to a patch that is well-formed and cannot be applied: 422. */
    static ApiException rejected(String message) {
        return new ApiException(
                StatusReason.INVALID, message, new ApiException.Details(null, null, null, null, List.of(), 0));
    }
}
