package dev.quarterdeck.kube.codec;

import dev.quarterdeck.kube.kind.GroupVersionKind;
import dev.quarterdeck.kube.schema.NarrowNumbers;
import dev.quarterdeck.kube.schema.ObjectSchema;
import dev.quarterdeck.kube.schema.Pruning;
import dev.quarterdeck.kube.schema.SchemaCatalog;
import dev.quarterdeck.kube.schema.TypeMismatch;
import dev.quarterdeck.kube.schema.UnknownFields;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.FieldError;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A request's body to an object of the kind that the endpoint takes: type errors answer 400, unknown and duplicate fields are refused, warned of or
 * dropped, nulls are absent. Thread-safe. Patches go through {@link #conform} after they were applied.
 */
public final class ObjectDecoder {
    /** Kinds of no resource that are taken in an older version too, of the same fields (API reference, "Eviction"). */
    private static final Map<GroupVersionKind, GroupVersionKind> FORMER = Map.of(
            new GroupVersionKind("policy", "v1beta1", "Eviction"), new GroupVersionKind("policy", "v1", "Eviction"));

    private final SchemaCatalog schemas;

    public ObjectDecoder(SchemaCatalog schemas) {
        this.schemas = schemas;
    }

    /** @param warnings texts for the client's {@code Warning} headers */
    public record DecodedObject(ObjectNode object, List<String> warnings) {}

    /**
     * @param contentType as in the header; null and empty count as JSON
     * @param expected the kind the endpoint takes; {@code apiVersion} and {@code kind} are filled in from it where the body leaves them out
     */
    public DecodedObject decode(
            byte[] body, @Nullable String contentType, GroupVersionKind expected, FieldValidation validation) {
        BodyDecoder.Decoded decoded = BodyDecoder.decode(body, contentType, expected.kind());
        ObjectNode object = decoded.object();
        checkKind(object, expected, body);
        List<String> warnings = conform(object, expected, validation, decoded.source());
        return new DecodedObject(withTypeMeta(object, expected), warnings);
    }

    /** Holds an object that did not come as a body, for example a patched one, against the schema of its kind. Returns warnings. */
    public List<String> conform(ObjectNode object, GroupVersionKind kind, FieldValidation validation) {
        return conform(object, kind, validation, new DecodedTree(object, List.of(), List.of()));
    }

    /**
     * As {@link #conform}, for an object that a patch has made: what is wrong is the patch's fault and answers 422 on the field {@code patch}.
     *
     * @param duplicates paths of fields that stood twice in the patch
     */
    public List<String> conformPatched(
            ObjectNode object, GroupVersionKind kind, FieldValidation validation, List<String> duplicates) {
        return conformPatched(object, kind, validation, duplicates, false);
    }

    /** As {@link #conformPatched} for what a strategic merge has made: the reference merges trees, whose numbers are made to fit. */
    public List<String> conformMerged(
            ObjectNode object, GroupVersionKind kind, FieldValidation validation, List<String> duplicates) {
        return conformPatched(object, kind, validation, duplicates, true);
    }

    private List<String> conformPatched(
            ObjectNode object,
            GroupVersionKind kind,
            FieldValidation validation,
            List<String> duplicates,
            boolean merged) {
        String unknownKind = patchedKind(object, kind);
        if (!unknownKind.isEmpty()) {
            throw patchInvalid(object, unknownKind);
        }
        Optional<ObjectSchema> schema = schemas.find(kind);
        if (schema.isEmpty()) {
            return List.of();
        }
        Optional<String> mismatch = TypeMismatch.find(object, schema.get());
        if (merged && mismatch.isPresent()) {
            NarrowNumbers.fit(object, schema.get());
            mismatch = TypeMismatch.find(object, schema.get());
        }
        if (mismatch.isPresent()) {
            throw patchInvalid(object, mismatch.get());
        }
        return knownFields(object, schema.get(), validation, duplicates);
    }

    /**
     * Holds what an apply has made against the schema of its kind. Unknown fields were refused before.
     *
     * @throws ApiException 500 without a reason, as the reference answers
     */
    public void conformApplied(ObjectNode object, GroupVersionKind kind) {
        Optional<ObjectSchema> schema = schemas.find(kind);
        if (schema.isEmpty()) {
            return;
        }
        if (TypeMismatch.find(object, schema.get()).isPresent()) {
            NarrowNumbers.fit(object, schema.get());
            TypeMismatch.find(object, schema.get()).ifPresent(why -> {
                throw unconvertible(object, kind, why);
            });
        }
        Pruning.prune(object, schema.get());
    }

    private static ApiException unconvertible(ObjectNode object, GroupVersionKind kind, String why) {
        String words = why;
        if (why.startsWith("illegal base64")) {
            words = "error decoding from json: " + why;
        } else if (why.startsWith("json: cannot unmarshal number")) {
            words = "cannot convert float64 to " + why.substring(why.lastIndexOf(' ') + 1);
        }
        String named = (kind.group().isEmpty() ? "/" : "") + kind.apiVersion() + ", Kind=" + kind.kind();
        JsonNode metadata = object.path("metadata");
        return ApiException.ofOthers(
                "",
                500,
                "failed to convert new object (" + metadata.path("namespace").asString("") + "/"
                        + metadata.path("name").asString("") + "; " + named
                        + ") to proper version: unable to convert unstructured object to " + named + ": " + words,
                ApiException.Details.NONE);
    }

    private static List<String> knownFields(
            ObjectNode object, ObjectSchema schema, FieldValidation validation, List<String> duplicates) {
        List<String> warnings = new ArrayList<>(0);
        if (validation != FieldValidation.IGNORE) {
            duplicates.forEach(path -> warnings.add("duplicate field \"" + path + "\""));
            warnings.addAll(UnknownFields.find(object, schema, List.of()));
            if (validation == FieldValidation.STRICT && !warnings.isEmpty()) {
                throw patchInvalid(object, "strict decoding error: " + String.join(", ", warnings));
            }
        }
        Pruning.prune(object, schema);
        return warnings;
    }

    private static String patchedKind(ObjectNode object, GroupVersionKind expected) {
        JsonNode apiVersion = object.get("apiVersion");
        JsonNode kind = object.get("kind");
        String givenVersion = apiVersion == null ? expected.apiVersion() : text(apiVersion);
        String givenKind = kind == null ? expected.kind() : text(kind);
        return givenVersion.equals(expected.apiVersion()) && givenKind.equals(expected.kind())
                ? ""
                : "no kind \"" + givenKind + "\" is registered for version \"" + givenVersion
                        + "\" in scheme \"pkg/api/legacyscheme/scheme.go:30\"";
    }

    private static String text(JsonNode node) {
        return node.isString() ? node.asString() : node.toString();
    }

    private static ApiException patchInvalid(ObjectNode object, String why) {
        String shown = object.toString().replace("\\", "\\\\").replace("\"", "\\\"");
        FieldError error = FieldError.invalid("patch", "\"" + shown + "\"", why);
        return ApiException.invalid("", "", "", List.of(error));
    }

    private List<String> conform(
            ObjectNode object, GroupVersionKind kind, FieldValidation validation, DecodedTree source) {
        Optional<ObjectSchema> found = schemas.find(kind);
        if (found.isEmpty()) {
            return List.of();
        }
        ObjectSchema schema = found.get();
        Optional<String> mismatch = TypeMismatch.find(object, schema);
        if (mismatch.isPresent()) {
            throw cannotBeHandled(kind, kind, mismatch.get());
        }
        List<String> warnings = List.of();
        if (validation != FieldValidation.IGNORE) {
            List<String> unknown = UnknownFields.find(object, schema, source.duplicatePaths());
            if (validation == FieldValidation.STRICT) {
                refuse(kind, source.duplicateMessages(), unknown);
            }
            warnings = new ArrayList<>(source.duplicateMessages());
            warnings.addAll(unknown);
        }
        Pruning.prune(object, schema);
        return warnings;
    }

    private static void refuse(GroupVersionKind kind, List<String> yamlDuplicates, List<String> unknown) {
        List<String> errors = new ArrayList<>();
        if (!yamlDuplicates.isEmpty()) {
            errors.add("yaml: unmarshal errors:\n  " + String.join("\n  ", yamlDuplicates));
        }
        errors.addAll(unknown);
        if (!errors.isEmpty()) {
            throw cannotBeHandled(kind, kind, "strict decoding error: " + String.join(", ", errors));
        }
    }

    private void checkKind(ObjectNode object, GroupVersionKind expected, byte[] body) {
        String apiVersion = text(object, "apiVersion", expected, body);
        String kind = text(object, "kind", expected, body);
        GroupVersionKind given = GroupVersionKind.of(
                apiVersion.isEmpty() ? expected.apiVersion() : apiVersion, kind.isEmpty() ? expected.kind() : kind);
        if (given.equals(expected)) {
            return;
        }
        if (expected.equals(FORMER.get(given))) {
            object.put("apiVersion", expected.apiVersion());
            return;
        }
        if (apiVersion.chars().filter(c -> c == '/').count() > 1) {
            throw unrecognized(expected, "unexpected GroupVersion string: " + apiVersion, body);
        }
        if (schemas.find(given).isEmpty()) {
            throw cannotBeHandled(
                    given,
                    expected,
                    "no kind \"" + given.kind() + "\" is registered for version \"" + given.apiVersion()
                            + "\" in scheme \"pkg/api/legacyscheme/scheme.go:30\"");
        }
        if (given.kind().equals(expected.kind())) {
            throw ApiException.badRequest("the API version in the data (" + given.apiVersion()
                    + ") does not match the expected API version (" + expected.apiVersion() + ")");
        }
        throw cannotBeHandled(
                given,
                expected,
                "converting (" + given.version() + "." + given.kind() + ") to (" + groupWord(expected.group()) + "."
                        + expected.kind() + "): unknown conversion");
    }

    private static String text(ObjectNode object, String field, GroupVersionKind expected, byte[] body) {
        JsonNode node = object.get(field);
        if (node == null || node.isNull()) {
            return "";
        }
        if (!node.isString()) {
            throw unrecognized(
                    expected,
                    "couldn't get version/kind; json parse error: json: cannot unmarshal " + BodyDecoder.typeName(node)
                            + " into Go struct field ." + field + " of type string",
                    body);
        }
        return node.asString();
    }

    private static ApiException unrecognized(GroupVersionKind expected, String why, byte[] body) {
        return ApiException.badRequest("the object provided is unrecognized (must be of type " + expected.kind() + "): "
                + why + " (" + BodyDecoder.shown(body) + ")");
    }

    private static ApiException cannotBeHandled(GroupVersionKind given, GroupVersionKind expected, String why) {
        return ApiException.badRequest(given.kind() + " in version \"" + given.version() + "\" cannot be handled as a "
                + expected.kind() + ": " + why);
    }

    private static String groupWord(String group) {
        if (group.isEmpty()) {
            return "core";
        }
        int dot = group.indexOf('.');
        return dot < 0 ? group : group.substring(0, dot);
    }

    /** The two fields first, as the reference writes them. */
    private static ObjectNode withTypeMeta(ObjectNode object, GroupVersionKind kind) {
        if (object.has("apiVersion") && object.has("kind")) {
            return object;
        }
        ObjectNode complete = object.objectNode();
        complete.put("kind", kind.kind()).put("apiVersion", kind.apiVersion());
        object.properties().forEach(entry -> complete.set(entry.getKey(), entry.getValue()));
        complete.put("kind", kind.kind()).put("apiVersion", kind.apiVersion());
        return complete;
    }
}
