package dev.quarterdeck.state.write;

import dev.quarterdeck.kube.codec.FieldValidation;
import dev.quarterdeck.kube.kind.GroupVersionKind;
import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.object.Metadata;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.FieldError;
import java.util.List;
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
        ObjectRules.Decoded decoded = rules.decode(body, contentType, kind, validation(fieldValidation));
        warnings.addAll(decoded.warnings());
        return decoded.object();
    }

    /** The query option; 422 for a word that is none. */
    static FieldValidation validation(String option) {
        return FieldValidation.parse(option)
                .orElseThrow(() -> ApiException.invalid(
                        "meta.k8s.io",
                        "CreateOptions",
                        "",
                        List.of(new FieldError(
                                FieldError.Type.NOT_SUPPORTED,
                                "fieldValidation",
                                "\"" + option + "\"",
                                "supported values: \"\", \"Ignore\", \"Strict\", \"Warn\""))));
    }

    /** Puts the namespace of the path into a new object, or refuses one that says otherwise; where kinds have none, it is not heard. */
    static void settleNamespace(ObjectNode object, ResourceType type, String namespace) {
        Metadata metadata = Metadata.of(object);
        String given = metadata.namespace();
        if (!type.namespaced()) {
            metadata.node().remove("namespace");
        } else if (given.isEmpty()) {
            metadata.set("namespace", namespace);
        } else if (!given.equals(namespace)) {
            throw ApiException.badRequest(
                    "the namespace of the provided object does not match the namespace sent on the request");
        }
    }

    /** An update's body names the object of the path. */
    static void checkName(ObjectNode object, ResourceType type, String namespace, String name) {
        settleNamespace(object, type, namespace);
        Metadata metadata = Metadata.of(object);
        if (metadata.name().isEmpty()) {
            throw ApiException.badRequest(
                    "the name of the object (" + name + " based on URL) was undeterminable: name must be provided");
        }
        if (!metadata.name().equals(name)) {
            throw ApiException.badRequest("the name of the object (" + metadata.name()
                    + ") does not match the name on the URL (" + name + ")");
        }
    }
}
