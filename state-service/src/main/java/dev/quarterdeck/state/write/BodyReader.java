package dev.quarterdeck.state.write;

import dev.quarterdeck.kube.kind.GroupVersionKind;
import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.object.Metadata;
import dev.quarterdeck.kube.status.ApiException;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** From a request's bytes to a tree that is what it says it is: right kind and version, known fields, names that agree with the path. */
final class BodyReader {
    private final ObjectRules rules;

    BodyReader(ObjectRules rules) {
        this.rules = rules;
    }

    /** Decodes a body that must be of {@code kind}; apiVersion and kind may be left out. */
    ObjectNode read(
            byte[] body, String contentType, GroupVersionKind kind, String fieldValidation, List<String> warnings) {
        ObjectRules.Decoded decoded = rules.decode(body, contentType);
        ObjectNode object = decoded.object();
        checkKind(object, kind);
        FieldValidation validation = FieldValidation.of(fieldValidation);
        validation.apply(decoded.strictErrors(), warnings, text -> refused(kind, text));
        validation.apply(rules.prune(kind, object), warnings, text -> refused(kind, text));
        return object;
    }

    private static ApiException refused(GroupVersionKind kind, String text) {
        return ApiException.badRequest(kind.kind() + " in version \"" + kind.version() + "\" cannot be handled as a "
                + kind.kind() + ": " + text);
    }

    private static void checkKind(ObjectNode object, GroupVersionKind expected) {
        String apiVersion = text(object, "apiVersion");
        String kind = text(object, "kind");
        if (apiVersion.isEmpty() && kind.isEmpty()) {
            object.put("kind", expected.kind()).put("apiVersion", expected.apiVersion());
            return;
        }
        if (apiVersion.isEmpty()) {
            apiVersion = expected.apiVersion();
            object.put("apiVersion", apiVersion);
        }
        if (kind.isEmpty()) {
            kind = expected.kind();
            object.put("kind", kind);
        }
        if (!kind.equals(expected.kind())) {
            GroupVersionKind given = GroupVersionKind.of(apiVersion, kind);
            throw ApiException.badRequest(kind + " in version \"" + given.version() + "\" cannot be handled as a "
                    + expected.kind() + ": converting (" + kind + ") to (" + expected.kind()
                    + "): unknown conversion");
        }
        if (!apiVersion.equals(expected.apiVersion())) {
            throw ApiException.badRequest("the API version in the data (" + apiVersion
                    + ") does not match the expected API version (" + expected.apiVersion() + ")");
        }
    }

    private static String text(ObjectNode object, String field) {
        JsonNode value = object.get(field);
        return value != null && value.isString() ? value.stringValue() : "";
    }

    /** Puts the namespace of the path into a new object, or refuses one that says otherwise. */
    static void settleNamespace(ObjectNode object, ResourceType type, String namespace) {
        Metadata metadata = Metadata.of(object);
        String expected = type.namespaced() ? namespace : "";
        String given = metadata.namespace();
        if (given.isEmpty()) {
            metadata.set("namespace", expected);
        } else if (!given.equals(expected)) {
            throw ApiException.badRequest(
                    "the namespace of the provided object does not match the namespace sent on the request");
        }
    }

    /** An update's body names the object of the path. */
    static void checkName(ObjectNode object, ResourceType type, String namespace, String name) {
        Metadata metadata = Metadata.of(object);
        if (metadata.name().isEmpty()) {
            throw ApiException.badRequest(
                    "the name of the object (" + name + " based on URL) was undeterminable: name must be provided");
        }
        if (!metadata.name().equals(name)) {
            throw ApiException.badRequest("the name of the object (" + metadata.name()
                    + ") does not match the name on the URL (" + name + ")");
        }
        if (!namespace.isEmpty()
                && !metadata.namespace().isEmpty()
                && !metadata.namespace().equals(namespace)) {
            throw ApiException.badRequest("the namespace of the object (" + metadata.namespace()
                    + ") does not match the namespace on the request (" + namespace + ")");
        }
        settleNamespace(object, type, namespace);
    }
}
