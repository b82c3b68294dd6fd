package dev.quarterdeck.kube.customresource.definition;

import dev.quarterdeck.kube.customresource.ExpressionChecks;
import dev.quarterdeck.kube.customresource.ExpressionRules;
import dev.quarterdeck.kube.customresource.JsonSchema;
import dev.quarterdeck.kube.customresource.ObjectPath;
import dev.quarterdeck.kube.customresource.SchemaValues;
import dev.quarterdeck.kube.status.FieldError;
import dev.quarterdeck.kube.validation.cluster.CustomResourceRules;
import dev.quarterdeck.kube.validation.rule.Field;
import dev.quarterdeck.kube.validation.rule.KindRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * CustomResourceDefinitions, schemas and all. What all versions share is reported where it stood before there were versions ({@code spec.validation}). A
 * schema that an update leaves as it is is not looked at again: it was accepted. Thread-safe.
 */
public final class DefinitionRules implements KindRules {
    /** Of the keywords at the top of a schema whose status is a subresource, these keep their meaning when the status is looked at alone. */
    private static final List<String> WITH_STATUS = List.of(
            "Description",
            "Type",
            "Format",
            "Title",
            "Maximum",
            "ExclusiveMaximum",
            "Minimum",
            "ExclusiveMinimum",
            "MaxLength",
            "MinLength",
            "Pattern",
            "MaxItems",
            "MinItems",
            "UniqueItems",
            "MultipleOf",
            "Required",
            "Items",
            "Properties",
            "ExternalDocs",
            "Example",
            "XPreserveUnknownFields",
            "XValidations");

    private static final Set<String> WITH_STATUS_KEYWORDS = Set.of(
            "description",
            "type",
            "format",
            "title",
            "maximum",
            "exclusiveMaximum",
            "minimum",
            "exclusiveMinimum",
            "maxLength",
            "minLength",
            "pattern",
            "maxItems",
            "minItems",
            "uniqueItems",
            "multipleOf",
            "required",
            "items",
            "properties",
            "externalDocs",
            "example",
            "x-kubernetes-preserve-unknown-fields",
            "x-kubernetes-validations");

    private final CustomResourceRules names = new CustomResourceRules();
    private final ExpressionChecks checks;
    private final ExpressionRules.Compiler compiler;

    /** @param compiler of rules that defaults are held against */
    public DefinitionRules(ExpressionChecks checks, ExpressionRules.Compiler compiler) {
        this.checks = checks;
        this.compiler = compiler;
    }

    @Override
    public void create(Field object) {
        names.create(object);
        versions(object, null);
    }

    @Override
    public void update(Field object, Field old) {
        names.update(object, old);
        versions(object, old);
    }

    @Override
    public void status(Field object, Field old) {
        names.status(object, old);
    }

    private void versions(Field object, @Nullable Field old) {
        Field versions = object.at("spec", "versions");
        boolean same = same(versions, "schema");
        boolean sameFields = same(versions, "selectableFields");
        for (int i = 0; i < versions.size(); i++) {
            Field version = versions.item(i);
            JsonNode source = version.at("schema", "openAPIV3Schema").node();
            if (!source.isObject()) {
                continue;
            }
            JsonSchema schema = JsonSchema.of(source);
            if ((i == 0 || !same) && !isUnchanged(version, old)) {
                String path = same ? "spec.validation.openAPIV3Schema" : version.path() + ".schema.openAPIV3Schema";
                boolean status =
                        same ? versions.items().stream().anyMatch(DefinitionRules::hasStatus) : hasStatus(version);
                report(object, schema(schema, ObjectPath.field(null, path), status));
            }
            if (i == 0 || !sameFields) {
                Field fields = version.at("selectableFields");
                SelectableFieldChecks.check(
                        sameFields ? fields.as(object.at("spec", "selectableFields")) : fields, schema);
            }
        }
    }

    private static boolean hasStatus(Field version) {
        return version.at("subresources", "status").isSet();
    }

    private static boolean same(Field versions, String field) {
        JsonNode first = versions.item(0).at(field).node();
        return versions.items().stream()
                .allMatch(version -> version.at(field).node().equals(first));
    }

    private static boolean isUnchanged(Field version, @Nullable Field old) {
        if (old == null) {
            return false;
        }
        return old.at("spec", "versions").items().stream()
                .anyMatch(before -> before.at("name").is(version.at("name").text())
                        && before.at("schema")
                                .node()
                                .equals(version.at("schema").node())
                        && hasStatus(before) == hasStatus(version));
    }

    private static void report(Field object, List<FieldError> errors) {
        errors.forEach(object::report);
    }

    private List<FieldError> schema(JsonSchema schema, ObjectPath path, boolean status) {
        List<FieldError> errors = new ArrayList<>();
        if (status) {
            withStatus(schema, path, errors);
        }
        if (schema.nullable()) {
            errors.add(FieldError.forbidden(path + ".nullable", "nullable cannot be true at the root"));
        }
        List<FieldError> structure = StructuralChecks.check(schema, path);
        if (structure.isEmpty()) {
            new DefaultChecks(compiler, structure).check(schema, path);
        }
        errors.addAll(structure);
        errors.addAll(SchemaChecks.check(schema, path, checks, structure.isEmpty()));
        return errors;
    }

    private static void withStatus(JsonSchema schema, ObjectPath path, List<FieldError> errors) {
        if (!schema.type().isEmpty() && !schema.type().equals("object")) {
            errors.add(
                    FieldError.invalid(
                            path + ".type",
                            SchemaValues.shown(schema.source().path("type")),
                            "only \"object\" is allowed as the type at the root of the schema if the status subresource is enabled"));
            return;
        }
        if (!WITH_STATUS_KEYWORDS.containsAll(schema.source().propertyNames())) {
            errors.add(FieldError.invalid(
                    path.toString(),
                    SchemaValues.shown(schema.source()),
                    "only [" + String.join(" ", WITH_STATUS)
                            + "] fields are allowed at the root of the schema if the status subresource is enabled"));
        }
    }
}
