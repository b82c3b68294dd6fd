package dev.quarterdeck.state.write;

import dev.quarterdeck.kube.codec.BodyDecoder;
import dev.quarterdeck.kube.codec.BodyFormat;
import dev.quarterdeck.kube.codec.FieldValidation;
import dev.quarterdeck.kube.definition.CustomMetadata;
import dev.quarterdeck.kube.definition.CustomShape;
import dev.quarterdeck.kube.definition.ReadForm;
import dev.quarterdeck.kube.kind.CustomVersion;
import dev.quarterdeck.kube.kind.GroupVersionKind;
import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.object.Metadata;
import dev.quarterdeck.kube.patch.Patch;
import dev.quarterdeck.kube.patch.PatchType;
import dev.quarterdeck.kube.schema.ObjectSchema;
import dev.quarterdeck.kube.selector.FieldSelector;
import dev.quarterdeck.kube.selector.FieldSelectors;
import dev.quarterdeck.kube.selector.LabelSelector;
import dev.quarterdeck.kube.selector.LabelSelectors;
import dev.quarterdeck.kube.selector.SelectableFields;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.FieldError;
import dev.quarterdeck.kube.validation.BuiltInValidation;
import dev.quarterdeck.kube.validation.Validator;
import dev.quarterdeck.state.definition.CustomConversion;
import dev.quarterdeck.state.definition.Definitions;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The rules of custom kinds, from their definitions: metadata is that of all objects, the rest is what the schema says. Bodies are JSON or YAML. May ask a
 * webhook to convert, so the calling (virtual) thread may wait.
 */
final class CustomObjectRules {
    private static final String STRICT = "strict decoding error: ";
    private static final ObjectSchema NO_STRATEGY = ObjectSchema.of("CustomResource", Map.of());

    private final Definitions definitions;
    private final CustomConversion conversion;
    private final Validator metadata = BuiltInValidation.validator();

    CustomObjectRules(Definitions definitions, CustomConversion conversion) {
        this.definitions = definitions;
        this.conversion = conversion;
    }

    ObjectRules.Decoded decode(byte[] body, String contentType, ResourceType type, FieldValidation validation) {
        if (BodyFormat.ofContentType(contentType) == BodyFormat.PROTOBUF) {
            throw BodyFormat.unsupported("the body of the request was in an unknown format - accepted media types"
                    + " include: application/json, application/yaml");
        }
        BodyDecoder.Decoded decoded =
                BodyDecoder.decode(body, contentType, type.gvk().kind());
        ObjectNode object = decoded.object();
        checkKind(object, type.gvk());
        List<String> strict = new ArrayList<>(0);
        if (validation != FieldValidation.IGNORE) {
            decoded.source().duplicateMessages().forEach(strict::add);
            decoded.source().duplicatePaths().forEach(path -> strict.add("duplicate field \"" + path + "\""));
        }
        return conform(object, type, validation, strict);
    }

    private ObjectRules.Decoded conform(
            ObjectNode object, ResourceType type, FieldValidation validation, List<String> strict) {
        CustomMetadata.mismatch(object).ifPresent(why -> {
            throw cannotBeHandled(type.gvk(), why);
        });
        CustomShape shape = definitions.shape(type);
        if (validation != FieldValidation.IGNORE) {
            strict.addAll(CustomMetadata.unknownFields(object));
            shape.unknownFields(object).forEach(path -> strict.add("unknown field \"" + path + "\""));
            if (validation == FieldValidation.STRICT && !strict.isEmpty()) {
                throw cannotBeHandled(type.gvk(), STRICT + String.join(", ", strict));
            }
        }
        CustomMetadata.prune(object);
        shape.prune(object);
        shape.applyDefaults(object);
        return new ObjectRules.Decoded(object, validation == FieldValidation.WARN ? strict : List.of());
    }

    private static void checkKind(ObjectNode object, GroupVersionKind expected) {
        String apiVersion = text(object, "apiVersion");
        String kind = text(object, "kind");
        if (kind.isEmpty()) {
            throw ApiException.badRequest("the object provided is unrecognized (must be of type " + expected.kind()
                    + "): Object 'Kind' is missing");
        }
        if (apiVersion.isEmpty()) {
            throw ApiException.badRequest("the object provided is unrecognized (must be of type " + expected.kind()
                    + "): Object 'apiVersion' is missing");
        }
        if (!kind.equals(expected.kind()) || !apiVersion.equals(expected.apiVersion())) {
            throw apiVersion.equals(expected.apiVersion())
                    ? ApiException.badRequest(kind + " in version \"" + expected.version()
                            + "\" cannot be handled as a " + expected.kind() + ": no kind match")
                    : ApiException.badRequest("the API version in the data (" + apiVersion
                            + ") does not match the expected API version (" + expected.apiVersion() + ")");
        }
    }

    private static String text(ObjectNode object, String field) {
        JsonNode value = object.get(field);
        return value != null && value.isString() ? value.asString() : "";
    }

    private static ApiException cannotBeHandled(GroupVersionKind kind, String why) {
        return ApiException.badRequest(kind.kind() + " in version \"" + kind.version() + "\" cannot be handled as a "
                + kind.kind() + ": " + why);
    }

    void setDefaults(ResourceType type, ObjectNode object) {
        definitions.shape(type).applyDefaults(object);
    }

    List<FieldError> validateCreate(ResourceType type, ObjectNode object) {
        List<FieldError> errors = new ArrayList<>(metadata.onCreate(type, object));
        errors.addAll(definitions.shape(type).validate(object, null));
        return errors;
    }

    List<FieldError> validateUpdate(ResourceType type, String subresource, ObjectNode object, ObjectNode old) {
        List<FieldError> errors = new ArrayList<>(metadata.onUpdate(type, object, old));
        CustomShape shape = definitions.shape(type);
        errors.addAll(subresource.equals("status") ? shape.validateStatus(object, old) : shape.validate(object, old));
        return errors;
    }

    ObjectRules.Patching patch(ResourceType type, String contentType, byte[] patch, FieldValidation validation) {
        PatchType patchType = PatchType.ofContentType(contentType);
        if (patchType == PatchType.STRATEGIC_MERGE) {
            throw BodyFormat.unsupported("the body of the request was in an unknown format - accepted media types"
                    + " include: application/json-patch+json, application/merge-patch+json,"
                    + " application/apply-patch+yaml");
        }
        Patch parsed = Patch.parse(patchType, patch, NO_STRATEGY);
        return current -> {
            ObjectNode patched = parsed.apply(current);
            checkKind(patched, type.gvk());
            List<String> strict = new ArrayList<>(0);
            if (validation != FieldValidation.IGNORE) {
                parsed.duplicates().forEach(path -> strict.add("duplicate field \"" + path + "\""));
            }
            try {
                return conform(patched, type, validation, strict);
            } catch (ApiException e) {
                String message = e.getMessage();
                throw message != null && message.contains(STRICT) ? patchInvalid(patched, message) : e;
            }
        };
    }

    private static ApiException patchInvalid(ObjectNode object, String message) {
        String shown = object.toString().replace("\\", "\\\\").replace("\"", "\\\"");
        String why = message.substring(message.indexOf(STRICT));
        return ApiException.invalid("", "", "", List.of(FieldError.invalid("patch", "\"" + shown + "\"", why)));
    }

    /** Stored objects as a version shows them: one question for all that are not in it already. */
    List<byte[]> in(ResourceType to, List<byte[]> stored) {
        List<ObjectNode> trees = new ArrayList<>(stored.size());
        stored.forEach(json -> trees.add(Json.read(json)));
        List<ObjectNode> others = trees.stream()
                .filter(tree -> !to.gvk().apiVersion().equals(text(tree, "apiVersion")))
                .toList();
        Iterator<ObjectNode> converted = others.isEmpty()
                ? others.iterator()
                : conversion.convert(others, to).iterator();
        CustomShape shape = definitions.shape(to);
        List<byte[]> shown = new ArrayList<>(stored.size());
        for (ObjectNode tree : trees) {
            boolean other = !to.gvk().apiVersion().equals(text(tree, "apiVersion"));
            ObjectNode object = other ? converted.next() : tree;
            if (other) {
                shape.prune(object);
            }
            shape.applyDefaults(object);
            shown.add(Json.write(object));
        }
        return shown;
    }

    void conformApplied(ResourceType type, ObjectNode object) {
        ObjectRules.Decoded unused = conform(object, type, FieldValidation.IGNORE, new ArrayList<>(0));
    }

    /** The object in another version, pruned and with the defaults of that version. */
    ObjectNode convert(ObjectNode object, ResourceType to) {
        if (to.gvk().apiVersion().equals(text(object, "apiVersion"))) {
            return object;
        }
        ObjectNode converted = conversion.convert(List.of(object), to).getFirst();
        CustomShape shape = definitions.shape(to);
        shape.prune(converted);
        shape.applyDefaults(converted);
        return converted;
    }

    /** Brings what is stored into the form in which its storage version shows it today. True where something changed. */
    boolean show(ResourceType type, ObjectNode stored) {
        GroupVersionKind storage = CreateHandler.storedKind(type);
        CustomVersion version = type.custom();
        if (version != null && version.webhook() && !storage.apiVersion().equals(text(stored, "apiVersion"))) {
            ResourceType to = definitions.find(storage).orElseThrow();
            ObjectNode converted = convert(stored, to);
            if (converted != stored) {
                stored.removeAll();
                stored.setAll(converted);
            }
            return true;
        }
        ReadForm form = definitions.form(type);
        return form != null && form.of(stored);
    }

    Predicate<ObjectNode> selector(
            ResourceType type, CustomVersion version, String labelSelector, String fieldSelector) {
        LabelSelector labels = LabelSelectors.parse(labelSelector);
        FieldSelector fields = FieldSelectors.parse(type, fieldSelector);
        SelectableFields selectable = SelectableFields.of(List.of(version));
        return object -> labels.matches(Metadata.of(object).labels())
                && (fields.isEverything() || fields.matches(selectable.extract(convert(object, type))));
    }
}
