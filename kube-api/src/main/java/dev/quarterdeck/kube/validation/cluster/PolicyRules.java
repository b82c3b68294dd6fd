package dev.quarterdeck.kube.validation.cluster;

import dev.quarterdeck.kube.format.Formats;
import dev.quarterdeck.kube.validation.rule.Check;
import dev.quarterdeck.kube.validation.rule.ConditionRules;
import dev.quarterdeck.kube.validation.rule.Field;
import dev.quarterdeck.kube.validation.rule.KindRules;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Validating and mutating admission policies. Expressions are compiled by what evaluates them, not here. */
public final class PolicyRules implements KindRules {
    private static final int MOST_ANNOTATIONS = 20;
    private static final int MOST_ANNOTATION_BYTES = 5120;

    private static final Pattern IDENTIFIER = Pattern.compile("[_a-zA-Z][_a-zA-Z0-9]*");
    private static final Set<String> RESERVED = Set.of(
            ("true false null in as break const continue else for function if import let loop package namespace return"
                            + " var void while")
                    .split(" "));

    private final boolean mutating;

    private PolicyRules(boolean mutating) {
        this.mutating = mutating;
    }

    public static PolicyRules validating() {
        return new PolicyRules(false);
    }

    public static PolicyRules mutating() {
        return new PolicyRules(true);
    }

    @Override
    public void create(Field object) {
        Field spec = object.at("spec");
        if (Check.required(spec.at("failurePolicy"))) {
            Check.oneOf(spec.at("failurePolicy"), "Fail", "Ignore");
        }
        if (spec.at("paramKind").isSet()) {
            paramKind(spec.at("paramKind"));
        }
        Field match = spec.at("matchConstraints");
        if (!match.isSet()) {
            match.required("");
        } else {
            MatchRules.match(match);
            Check.required(match.at("resourceRules"));
            if (mutating) {
                MatchRules.written(match);
            }
        }
        MatchRules.conditions(spec.at("matchConditions"));
        for (Field variable : spec.at("variables").items()) {
            if (variable.at("name").text().isBlank()) {
                variable.at("name").required("name is not specified");
            } else if (!isIdentifier(variable.at("name").text())) {
                variable.at("name").invalid("must be a valid CEL identifier");
            }
            expression(variable.at("expression"), "expression is not specified");
        }
        if (mutating) {
            mutations(spec);
        } else {
            validations(spec, object.at("metadata", "name").text());
        }
    }

    @Override
    public void status(Field object, Field old) {
        Field status = object.at("status");
        for (Field warning : status.at("typeChecking", "expressionWarnings").items()) {
            Check.required(warning.at("fieldRef"));
            Check.required(warning.at("warning"));
        }
        ConditionRules.conditions(status.at("conditions"));
    }

    private static void paramKind(Field kind) {
        Field version = kind.at("apiVersion");
        if (Check.required(version)) {
            String[] parts = version.text().split("/", -1);
            if (parts.length > 2) {
                version.invalid("unexpected GroupVersion string: " + version.text());
            } else {
                String last = parts[parts.length - 1];
                List<String> problems = Formats.dns1035Label(last);
                if (!problems.isEmpty()) {
                    version.invalidAs(Check.quoted(last), String.join(",", problems));
                }
            }
        }
        Field name = kind.at("kind");
        if (Check.required(name)) {
            List<String> problems = Formats.dns1035Label(name.text().toLowerCase(Locale.ROOT));
            if (!problems.isEmpty()) {
                name.invalid("may have mixed case, but should otherwise match: " + String.join(",", problems));
            }
        }
    }

    private static boolean isIdentifier(String name) {
        return IDENTIFIER.matcher(name).matches() && !RESERVED.contains(name);
    }

    private static void expression(Field expression, String words) {
        if (expression.text().isBlank()) {
            expression.required(words);
        }
    }

    private static void validations(Field spec, String policy) {
        Field annotations = spec.at("auditAnnotations");
        if (spec.at("validations").size() == 0 && annotations.size() == 0) {
            String words = "validations or auditAnnotations must contain at least one item";
            spec.at("validations").required(words);
            annotations.required(words);
            return;
        }
        for (Field validation : spec.at("validations").items()) {
            expression(validation.at("expression"), "expression is not specified");
            for (String field : new String[] {"messageExpression", "message"}) {
                Field message = validation.at(field);
                if (!message.text().isEmpty() && message.text().isBlank()) {
                    message.invalid("must be non-empty if specified");
                }
            }
            if (validation.at("message").text().strip().matches("(?s).*[\\n\\r].*")) {
                validation.at("message").invalid("must not contain line breaks");
            }
            Check.oneOfIfSet(validation.at("reason"), "Forbidden", "Invalid", "RequestEntityTooLarge");
        }
        if (annotations.size() > MOST_ANNOTATIONS) {
            annotations.invalid("must not have more than " + MOST_ANNOTATIONS + " auditAnnotations");
        }
        Set<String> keys = new HashSet<>();
        for (Field annotation : annotations.items()) {
            Field key = annotation.at("key");
            String full = policy + "/" + key.text();
            Formats.qualifiedName(full).forEach(problem -> key.invalidAs(Check.quoted(full), problem));
            expression(annotation.at("valueExpression"), "valueExpression is not specified");
            if (annotation.at("valueExpression").text().strip().length() > MOST_ANNOTATION_BYTES) {
                annotation
                        .at("valueExpression")
                        .required("must not exceed " + MOST_ANNOTATION_BYTES + " bytes in length");
            }
            if (!keys.add(key.text())) {
                key.duplicate();
            }
        }
    }

    private static void mutations(Field spec) {
        Check.required(spec.at("mutations"), "mutations must contain at least one item");
        for (Field mutation : spec.at("mutations").items()) {
            Field type = mutation.at("patchType");
            if (!Check.required(type) || !Check.oneOf(type, "ApplyConfiguration", "JSONPatch")) {
                continue;
            }
            Field patch = mutation.at(type.is("JSONPatch") ? "jsonPatch" : "applyConfiguration");
            if (!patch.isSet()) {
                patch.required("must be specified when patchType is " + type.text());
            } else {
                expression(patch.at("expression"), "expression is not specified");
            }
            String other = type.is("JSONPatch") ? "applyConfiguration" : "jsonPatch";
            if (mutation.at(other).isSet()) {
                mutation.at(other)
                        .invalidAs("\"{" + other + "}\"", "must not be specified when patchType is " + type.text());
            }
        }
        if (Check.required(spec.at("reinvocationPolicy"))) {
            Check.oneOf(spec.at("reinvocationPolicy"), "IfNeeded", "Never");
        }
    }
}
