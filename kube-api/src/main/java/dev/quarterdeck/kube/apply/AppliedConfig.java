package dev.quarterdeck.kube.apply;

import dev.quarterdeck.kube.codec.BodyDecoder;
import dev.quarterdeck.kube.codec.DecodedTree;
import dev.quarterdeck.kube.codec.FieldValidation;
import dev.quarterdeck.kube.codec.JsonTreeReader;
import dev.quarterdeck.kube.codec.MalformedBodyException;
import dev.quarterdeck.kube.codec.YamlTreeReader;
import dev.quarterdeck.kube.kind.GroupVersionKind;
import dev.quarterdeck.kube.status.ApiException;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * The body of an apply: YAML, or JSON, which is YAML too. Read once, applied as often as it takes.
 *
 * @param tree not to be changed
 * @param duplicates fields that stand twice, each with its line
 */
public record AppliedConfig(ObjectNode tree, List<String> duplicates) {

    /** @throws ApiException 400 for what is no YAML, or no object */
    public static AppliedConfig read(byte[] body) {
        DecodedTree decoded;
        try {
            decoded = decode(body);
        } catch (MalformedBodyException e) {
            throw ApiException.badRequest("error decoding YAML: " + converting(e));
        }
        if (!(decoded.tree() instanceof ObjectNode object)) {
            throw ApiException.badRequest(
                    "error decoding YAML: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal "
                            + BodyDecoder.typeName(decoded.tree()) + " into Go value of type map[string]interface {}");
        }
        return new AppliedConfig(object, decoded.duplicateMessages());
    }

    /** JSON is read as what it is, which is faster; only YAML says in which line a field stands twice. */
    private static DecodedTree decode(byte[] body) {
        if (body.length > 0 && body[0] == '{') {
            try {
                DecodedTree json = JsonTreeReader.read(body);
                if (json.duplicatePaths().isEmpty()) {
                    return json;
                }
            } catch (MalformedBodyException e) {
                // YAML in braces, or what YAML has better words for
            }
        }
        return YamlTreeReader.read(body);
    }

    private static String converting(MalformedBodyException e) {
        String message = e.getMessage();
        return message.startsWith("error converting") ? message : "error converting YAML to JSON: " + message;
    }

    /**
     * Whether it is of the kind that the endpoint takes, and says nothing of managers.
     *
     * @throws ApiException 400 where it is not
     */
    public void check(GroupVersionKind expected) {
        if (!tree.path("apiVersion").asString("").equals(expected.apiVersion())
                || !tree.path("kind").asString("").equals(expected.kind())) {
            throw ApiException.badRequest("invalid object type: " + FieldApply.kindOf(tree));
        }
        if (tree.path("metadata").get(ManagedFields.FIELD) != null) {
            throw ApiException.badRequest("metadata.managedFields must be nil");
        }
    }

    /**
     * Adds what the client is to be warned of.
     *
     * @throws ApiException 400 where the client wanted to be strict
     */
    public void warn(FieldValidation validation, List<String> warnings) {
        if (duplicates.isEmpty() || validation == FieldValidation.IGNORE) {
            return;
        }
        if (validation == FieldValidation.STRICT) {
            throw ApiException.badRequest(
                    "error strict decoding YAML: error converting YAML to JSON: yaml: unmarshal errors:\n  "
                            + String.join("\n  ", duplicates));
        }
        warnings.addAll(duplicates);
    }
}
