package dev.quarterdeck.kube.customresource.definition;

import dev.quarterdeck.kube.customresource.ExpressionChecks;
import dev.quarterdeck.kube.customresource.JsonSchema;
import dev.quarterdeck.kube.customresource.ObjectPath;
import dev.quarterdeck.kube.customresource.SchemaExtensions;
import dev.quarterdeck.kube.format.Quoting;
import dev.quarterdeck.kube.status.FieldError;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The keywords of one schema and all below it: which there are not, which exclude each other, what extensions ask for, and rules. */
final class SchemaChecks {
    private static final Set<String> TYPES = Set.of("array", "boolean", "integer", "number", "object", "string");
    private static final Set<String> META = Set.of("metadata", "kind", "apiVersion");
    private static final String[] UNSUPPORTED = {
        "id", "additionalItems", "patternProperties", "definitions", "dependencies", "$ref"
    };

    /**
     * Where the walk stands.
     *
     * @param noDefaults why there must be no defaults here; null where there may be
     * @param uncorrelated from where on values have no before; null where they do
     * @param occurrences how often values can be there; null where nothing bounds that
     * @param rules whether expressions are looked at
     */
    private record Place(
            ObjectPath path,
            boolean root,
            boolean inMeta,
            @Nullable String noDefaults,
            @Nullable ObjectPath uncorrelated,
            @Nullable Long occurrences,
            boolean rules) {
        Place at(ObjectPath newPath, @Nullable Long newOccurrences) {
            return new Place(newPath, false, inMeta, noDefaults, uncorrelated, newOccurrences, rules);
        }

        Place nested(ObjectPath newPath) {
            return new Place(newPath, false, inMeta, noDefaults, uncorrelated, null, false);
        }

        Place without(@Nullable String reason, ObjectPath uncorrelatedFrom) {
            return new Place(
                    path,
                    root,
                    inMeta,
                    reason,
                    uncorrelated == null ? uncorrelatedFrom : uncorrelated,
                    occurrences,
                    rules);
        }

        Place meta(@Nullable String reason) {
            return new Place(path, root, true, reason, uncorrelated, occurrences, rules);
        }
    }

    private final ExpressionChecks checks;
    private final CostTotal total = new CostTotal();
    private final List<FieldError> errors = new ArrayList<>(0);
    private final List<FieldError> ruleErrors = new ArrayList<>(0);

    private SchemaChecks(ExpressionChecks checks) {
        this.checks = checks;
    }

    /** @param rules whether expressions are looked at: not where the schema is known to be bad already */
    static List<FieldError> check(JsonSchema schema, ObjectPath path, ExpressionChecks checks, boolean rules) {
        SchemaChecks walk = new SchemaChecks(checks);
        walk.schema(schema, new Place(path, true, false, null, null, 1L, rules));
        List<FieldError> all = new ArrayList<>(walk.errors);
        all.addAll(walk.ruleErrors);
        walk.total.report(path, all);
        return all;
    }

    private void forbidden(Place place, String field, String detail) {
        errors.add(FieldError.forbidden(place.path + "." + field, detail));
    }

    private void invalid(Place place, String field, String shown, String detail) {
        errors.add(FieldError.invalid(place.path + "." + field, shown, detail));
    }

    private void required(Place place, String field, String detail) {
        errors.add(FieldError.required(place.path + "." + field, detail));
    }

    private void schema(JsonSchema schema, Place place) {
        int before = errors.size();
        keywords(schema, place);
        if (schema.limits().uniqueItems()) {
            forbidden(
                    place,
                    "uniqueItems",
                    "uniqueItems cannot be set to true since the runtime complexity becomes quadratic");
        }
        parts(schema, place);
        ExtensionChecks.check(schema, place.path, errors);
        RuleTexts.check(schema, place.path, errors);
        if (errors.size() == before
                && place.rules
                && !schema.extensions().validations().isEmpty()) {
            rules(schema, place);
        }
    }

    private void keywords(JsonSchema schema, Place place) {
        JsonNode source = schema.source();
        if (!schema.type().isEmpty() && !TYPES.contains(schema.type())) {
            errors.add(new FieldError(
                    FieldError.Type.NOT_SUPPORTED,
                    place.path + ".type",
                    Quoting.quote(schema.type()),
                    "supported values: \"array\", \"boolean\", \"integer\", \"number\", \"object\", \"string\""));
        }
        if (schema.defaultValue() != null && place.noDefaults != null) {
            forbidden(place, "default", "must not be set " + place.noDefaults);
        }
        for (String field : UNSUPPORTED) {
            JsonNode value = source.path(field);
            boolean set = value.isContainer()
                    ? !value.isEmpty() || field.equals("dependencies")
                    : !value.isMissingNode() && !value.isNull();
            if (set) {
                forbidden(place, field, field + " is not supported");
            }
        }
        if (schema.type().equals("null")) {
            forbidden(place, "type", "type cannot be set to null, use nullable as an alternative");
        }
        if (source.path("items").isArray()) {
            forbidden(place, "items", "items must be a schema object and not an array");
        }
        if (place.inMeta && schema.extensions().embeddedResource()) {
            forbidden(place, "x-kubernetes-embedded-resource", "must not be used inside of resource meta");
        }
    }

    private @Nullable Long times(Place place, JsonSchema schema) {
        Long most =
                switch (schema.type()) {
                    case "object" ->
                        schema.hasAdditionalProperties() ? schema.limits().maxProperties() : Long.valueOf(1);
                    case "array" -> schema.limits().maxItems();
                    default -> Long.valueOf(1);
                };
        return place.occurrences == null || most == null
                ? null
                : Long.valueOf(CostTotal.times(place.occurrences, Math.max(0, most)));
    }

    private void parts(JsonSchema schema, Place place) {
        Long occurrences = times(place, schema);
        ObjectPath path = place.path;
        if (schema.hasAdditionalProperties()) {
            boolean open = schema.additionalProperties() == null
                    && schema.source().path("additionalProperties").asBoolean(false);
            if (!schema.properties().isEmpty() && !open) {
                forbidden(place, "additionalProperties", "additionalProperties and properties are mutual exclusive");
            }
            if (schema.additionalProperties() != null) {
                Place below =
                        place.inMeta ? place.meta("inside additionalProperties applying to object metadata") : place;
                schema(
                        schema.additionalProperties(),
                        below.at(ObjectPath.field(path, "additionalProperties"), occurrences));
            }
        }
        for (Map.Entry<String, JsonSchema> entry : schema.properties().entrySet()) {
            String name = entry.getKey();
            Place below = place;
            if ((place.root || schema.extensions().embeddedResource()) && META.contains(name)) {
                below = below.meta(place.root ? "in top-level " + name : place.noDefaults);
            }
            schema(entry.getValue(), below.at(ObjectPath.key(ObjectPath.field(path, "properties"), name), occurrences));
        }
        if (schema.not() != null) {
            schema(schema.not(), place.nested(ObjectPath.field(path, "not")));
        }
        nested(schema.allOf(), "allOf", place);
        nested(schema.oneOf(), "oneOf", place);
        nested(schema.anyOf(), "anyOf", place);
        if (schema.items() != null) {
            boolean map = schema.extensions().listType().equals("map");
            Place below = map ? place : place.without(place.noDefaults, path);
            schema(schema.items(), below.at(ObjectPath.field(path, "items"), occurrences));
        }
    }

    private void nested(List<JsonSchema> schemas, String field, Place place) {
        for (int i = 0; i < schemas.size(); i++) {
            schema(schemas.get(i), place.nested(ObjectPath.item(ObjectPath.field(place.path, field), i)));
        }
    }

    private void rules(JsonSchema schema, Place place) {
        List<ExpressionChecks.Checked> checked =
                checks.check(schema, place.root || schema.extensions().embeddedResource());
        for (int i = 0; i < checked.size(); i++) {
            rule(schema.extensions().validations().get(i), schema, i, checked.get(i), place);
        }
    }

    private void rule(
            SchemaExtensions.Rule rule, JsonSchema schema, int index, ExpressionChecks.Checked checked, Place place) {
        String path = place.path + ".x-kubernetes-validations[" + index + "]";
        JsonNode shown = schema.source().path("x-kubernetes-validations").path(index);
        long cost =
                CostTotal.times(checked.cost(), place.occurrences == null ? checked.occurrences() : place.occurrences);
        cost(path + ".rule", "estimated rule cost", cost);
        if (!checked.error().isEmpty()) {
            ruleErrors.add(FieldError.invalid(path + ".rule", RuleTexts.shown(shown), checked.error()));
        }
        if (!checked.messageError().isEmpty()) {
            ruleErrors.add(
                    FieldError.invalid(path + ".messageExpression", RuleTexts.shown(shown), checked.messageError()));
        } else if (!rule.messageExpression().isEmpty()) {
            cost(path + ".messageExpression", "estimated messageExpression cost", checked.messageCost());
        }
        if (checked.usesOldSelf()) {
            if (place.uncorrelated != null) {
                ruleErrors.add(FieldError.invalid(
                        path + ".rule",
                        Quoting.quote(rule.rule()),
                        "oldSelf cannot be used on the uncorrelatable portion of the schema within "
                                + place.uncorrelated));
            }
        } else if (shown.has("optionalOldSelf")) {
            ruleErrors.add(FieldError.invalid(
                    path + ".optionalOldSelf",
                    shown.path("optionalOldSelf").toString(),
                    "may not be set if oldSelf is not used in rule"));
        }
    }

    private void cost(String path, String what, long cost) {
        if (Long.compareUnsigned(cost, CostTotal.PER_RULE) > 0) {
            ruleErrors.add(FieldError.forbidden(path, CostTotal.exceeded(what, cost, CostTotal.PER_RULE)));
        }
        total.add(path, cost);
    }
}
