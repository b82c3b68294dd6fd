package dev.quarterdeck.kube.customresource;

import dev.quarterdeck.kube.format.Formats;
import dev.quarterdeck.kube.schema.ObjectSchema;
import dev.quarterdeck.kube.schema.Pruning;
import dev.quarterdeck.kube.schema.SchemaCatalog;
import dev.quarterdeck.kube.schema.TypeMismatch;
import dev.quarterdeck.kube.schema.UnknownFields;
import dev.quarterdeck.kube.status.FieldError;
import dev.quarterdeck.kube.validation.rule.Field;
import dev.quarterdeck.kube.validation.rule.MetadataRules;
import dev.quarterdeck.kube.validation.rule.NameRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Objects within objects ({@code x-kubernetes-embedded-resource}): they have an apiVersion, a kind, and metadata as every object. */
final class EmbeddedObjects {

    private EmbeddedObjects() {}

    private static ObjectSchema metadata() {
        return (ObjectSchema) SchemaCatalog.builtIn()
                .definition("io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta")
                .orElseThrow();
    }

    /** What visits every embedded object. */
    private interface Visitor {
        void embedded(ObjectNode object, @Nullable ObjectPath path);
    }

    private static void walk(JsonNode node, @Nullable JsonSchema schema, @Nullable ObjectPath path, Visitor visitor) {
        if (schema == null) {
            return;
        }
        if (node instanceof ObjectNode object) {
            if (schema.extensions().embeddedResource()) {
                visitor.embedded(object, path);
            }
            for (Map.Entry<String, JsonNode> entry : object.properties()) {
                JsonSchema property = schema.properties().get(entry.getKey());
                if (property != null) {
                    walk(entry.getValue(), property, ObjectPath.field(path, entry.getKey()), visitor);
                } else if (schema.additionalProperties() != null) {
                    walk(
                            entry.getValue(),
                            schema.additionalProperties(),
                            ObjectPath.key(path, entry.getKey()),
                            visitor);
                }
            }
        } else if (node instanceof ArrayNode items) {
            for (int i = 0; i < items.size(); i++) {
                walk(items.get(i), schema.items(), ObjectPath.item(path, i), visitor);
            }
        }
    }

    /** Whether there is anything here to look for; asked once per schema. */
    static boolean anyIn(@Nullable JsonSchema schema) {
        return schema != null
                && (schema.extensions().embeddedResource()
                        || anyIn(schema.items())
                        || anyIn(schema.additionalProperties())
                        || schema.properties().values().stream().anyMatch(EmbeddedObjects::anyIn));
    }

    static void check(JsonNode node, JsonSchema schema, @Nullable ObjectPath at, List<FieldError> errors) {
        walk(node, schema, at, (object, path) -> {
            typeMeta(object, path, errors);
            if (object.has("metadata")) {
                metadata(object, path, errors);
            }
        });
    }

    private static void typeMeta(ObjectNode object, @Nullable ObjectPath path, List<FieldError> errors) {
        for (String field : new String[] {"apiVersion", "kind"}) {
            if (!object.has(field)) {
                errors.add(FieldError.required(ObjectPath.field(path, field).toString(), ""));
            }
        }
        for (String field : new String[] {"apiVersion", "kind"}) {
            JsonNode value = object.get(field);
            if (value != null) {
                typeProblem(field, value)
                        .ifPresent(problem -> errors.add(FieldError.invalid(
                                ObjectPath.field(path, field).toString(), Values.shown(value), problem)));
            }
        }
    }

    private static Optional<String> typeProblem(String field, JsonNode value) {
        if (!value.isString()) {
            return Optional.of("must be a string");
        }
        String text = value.stringValue();
        if (text.isEmpty()) {
            return Optional.of("must not be empty");
        }
        if (field.equals("apiVersion")) {
            return text.indexOf('/') != text.lastIndexOf('/')
                    ? Optional.of("unexpected GroupVersion string: " + text)
                    : Optional.empty();
        }
        List<String> problems = Formats.dns1035Label(text.toLowerCase(Locale.ROOT));
        return problems.isEmpty()
                ? Optional.empty()
                : Optional.of("may have mixed case, but should otherwise match: " + String.join(",", problems));
    }

    private static void metadata(ObjectNode object, @Nullable ObjectPath path, List<FieldError> errors) {
        String at = ObjectPath.field(path, "metadata").toString();
        Optional<String> mismatch = metadataMismatch(object);
        if (mismatch.isPresent()) {
            errors.add(FieldError.invalid(at, Values.shown(object.path("metadata")), mismatch.get()));
            return;
        }
        ObjectNode copy = (ObjectNode) object.path("metadata").deepCopy();
        if (copy.path("name").asString("").isEmpty()) {
            copy.put("name", "fakename");
        }
        List<FieldError> found = new ArrayList<>(0);
        Field root = Field.root(copy, found);
        MetadataRules.create(root, !copy.path("namespace").asString("").isEmpty(), NameRule.PATH_SEGMENT, false);
        found.forEach(error ->
                errors.add(new FieldError(error.type(), at + "." + error.field(), error.value(), error.detail())));
    }

    private static Optional<String> metadataMismatch(ObjectNode object) {
        return object.path("metadata") instanceof ObjectNode metadata
                ? TypeMismatch.find(metadata, metadata())
                : Optional.of("json: cannot unmarshal " + TypeChecks.typeOf(object.path("metadata"))
                        + " into Go value of type v1.ObjectMeta");
    }

    /**
     * Part of decoding: the types of apiVersion, kind and metadata are looked at and what metadata does not know is dropped. Empty where all is well; the
     * first problem otherwise. Changes the tree.
     */
    static Optional<FieldError> coerce(JsonNode node, JsonSchema schema) {
        List<FieldError> errors = new ArrayList<>(0);
        walk(node, schema, null, (object, path) -> {
            for (String field : new String[] {"apiVersion", "kind"}) {
                JsonNode value = object.get(field);
                if (value != null && !value.isString()) {
                    errors.add(FieldError.invalid(
                            ObjectPath.field(path, field).toString(), Values.shown(value), "must be a string"));
                }
            }
            if (object.has("metadata")) {
                metadataMismatch(object)
                        .ifPresentOrElse(
                                problem -> errors.add(FieldError.invalid(
                                        ObjectPath.field(path, "metadata").toString(),
                                        Values.shown(object.path("metadata")),
                                        problem)),
                                () -> Pruning.prune((ObjectNode) object.path("metadata"), metadata()));
            }
        });
        return errors.stream().findFirst();
    }

    /** Paths of what {@link #coerce} would drop from embedded metadata. */
    static void unknown(JsonNode node, JsonSchema schema, List<String> found) {
        walk(node, schema, null, (object, path) -> {
            if (object.path("metadata") instanceof ObjectNode metadata) {
                String prefix = ObjectPath.field(path, "metadata") + ".";
                UnknownFields.find(metadata, metadata(), List.of())
                        .forEach(problem ->
                                found.add(prefix + problem.substring(problem.indexOf('"') + 1, problem.length() - 1)));
            }
        });
    }
}
