package dev.quarterdeck.cel.rule;

import dev.quarterdeck.cel.expression.Budget;
import dev.quarterdeck.cel.expression.Outcome;
import dev.quarterdeck.cel.type.DeclaredType;
import dev.quarterdeck.cel.type.JsonValues;
import dev.quarterdeck.kube.customresource.ObjectChange;
import dev.quarterdeck.kube.customresource.ObjectPath;
import dev.quarterdeck.kube.customresource.SchemaExtensions.Rule;
import dev.quarterdeck.kube.format.Quoting;
import dev.quarterdeck.kube.status.FieldError;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One walk over one object with its rules, outer values first. Ends when the budget is spent. What a rule that does not look at the old value finds wrong with
 * a value that did not change is let pass. Used by one thread.
 */
final class RuleEvaluation {
    private static final int LONGEST_MESSAGE = 5 * 1024;

    /** Ends the walk. */
    private static final class Ended extends RuntimeException {
        Ended() {
            super(null, null, false, false);
        }
    }

    /**
     * What was before.
     *
     * @param parent of the nearest value around that had a before, where this one has none
     */
    private record Before(
            @Nullable ObjectChange here, @Nullable ObjectChange parent) {
        Before part(@Nullable ObjectChange part) {
            return here == null ? this : new Before(part, here);
        }

        boolean isUnchanged() {
            return here == null ? parent != null && parent.isUnchanged() : here.isUnchanged();
        }
    }

    private final Budget budget;
    private final List<FieldError> errors = new ArrayList<>(0);

    RuleEvaluation(Budget budget) {
        this.budget = budget;
    }

    List<FieldError> errors() {
        return errors;
    }

    void run(JsonNode object, RuleNode root, @Nullable ObjectChange change) {
        try {
            value(object, root, null, new Before(change, null));
        } catch (Ended e) {
            return;
        }
    }

    private void value(JsonNode node, RuleNode rules, @Nullable ObjectPath path, Before before) {
        DeclaredType type = rules.type();
        if (node.isNull() || type == null) {
            return;
        }
        if (!rules.rules().isEmpty()) {
            rules(node, rules, type, path, before);
        }
        if (node instanceof ArrayNode items) {
            RuleNode of = rules.items();
            for (int i = 0; of != null && i < items.size(); i++) {
                ObjectChange change =
                        before.here() == null ? null : before.here().item(i);
                value(items.get(i), of, ObjectPath.item(path, i), before.part(change));
            }
        } else if (node instanceof ObjectNode object) {
            for (Map.Entry<String, JsonNode> entry : object.properties()) {
                part(entry, rules, path, before);
            }
        }
    }

    private void part(Map.Entry<String, JsonNode> entry, RuleNode rules, @Nullable ObjectPath path, Before before) {
        String name = entry.getKey();
        ObjectChange change = before.here() == null ? null : before.here().field(name);
        RuleNode field = rules.fields().get(name);
        if (field != null) {
            value(entry.getValue(), field, ObjectPath.field(path, name), before.part(change));
        } else if (rules.values() != null) {
            value(entry.getValue(), rules.values(), ObjectPath.key(path, name), before.part(change));
        }
    }

    private void rules(JsonNode node, RuleNode rules, DeclaredType type, @Nullable ObjectPath path, Before before) {
        Map<String, Object> bindings = new HashMap<>();
        bindings.put("self", JsonValues.of(node, type));
        JsonNode old = before.here() == null || before.here().old().isNull()
                ? null
                : before.here().old();
        Object oldValue = old == null ? null : JsonValues.of(old, type);
        String shownType = Quoting.quote(rules.schema().type());
        for (CompiledRule rule : rules.rules()) {
            if (!rule.error().isEmpty()) {
                invalid(path, shownType, "rule compile error: " + rule.error());
            } else if (rule.program() != null
                    && (!rule.usesOldSelf() || old != null || rule.rule().optionalOldSelf())) {
                bindings.remove("oldSelf");
                if (rule.rule().optionalOldSelf()) {
                    bindings.put("oldSelf", Optional.ofNullable(oldValue));
                } else if (oldValue != null) {
                    bindings.put("oldSelf", oldValue);
                }
                rule(node, rule, shownType, bindings, path, before);
            }
        }
    }

    private void invalid(@Nullable ObjectPath path, String shown, String detail) {
        errors.add(FieldError.invalid(ObjectPath.text(path), shown, detail));
    }

    private void rule(
            JsonNode node,
            CompiledRule rule,
            String shownType,
            Map<String, Object> bindings,
            @Nullable ObjectPath path,
            Before before) {
        if (rule.program() == null) {
            return;
        }
        switch (rule.program().evaluate(bindings, budget)) {
            case Outcome.Value value when value.isTrue() -> {}
            case Outcome.Value value -> broken(node, rule, bindings, path, before);
            case Outcome.Failed failed -> {
                String detail = failed.message().startsWith("no such overload")
                        ? "'" + failed.message()
                                + "': call arguments did not match a supported operator, function or macro signature for rule: "
                        : failed.message() + " evaluating rule: ";
                invalid(path, shownType, detail + name(rule.rule()));
            }
            case Outcome.TooCostly costly -> {
                invalid(
                        path,
                        shownType,
                        "'operation cancelled: actual cost limit exceeded': no further validation rules will be run due to call cost exceeds limit for rule: "
                                + name(rule.rule()));
                throw new Ended();
            }
            case Outcome.BudgetSpent spent -> {
                invalid(
                        path,
                        shownType,
                        "validation failed due to running out of cost budget, no further validation rules will be run");
                throw new Ended();
            }
        }
    }

    private static String name(Rule rule) {
        return rule.message().isEmpty() ? rule.rule().strip() : rule.message().strip();
    }

    private void broken(
            JsonNode node, CompiledRule rule, Map<String, Object> bindings, @Nullable ObjectPath path, Before before) {
        if (!rule.usesOldSelf() && before.isUnchanged()) {
            return;
        }
        String at = rule.field().isEmpty()
                ? ObjectPath.text(path)
                : path == null ? rule.field() : path + "." + rule.field();
        String detail = message(rule, bindings, at);
        String shown = node.isContainer() ? null : shown(node);
        errors.add(
                switch (rule.rule().reason()) {
                    case "FieldValueForbidden" -> FieldError.forbidden(at, detail);
                    case "FieldValueRequired" -> FieldError.required(at, detail);
                    case "FieldValueDuplicate" -> new FieldError(FieldError.Type.DUPLICATE, at, shown, "");
                    default -> new FieldError(FieldError.Type.INVALID, at, shown, detail);
                });
    }

    private static String shown(JsonNode node) {
        return node.isString() ? Quoting.quote(node.stringValue()) : node.toString();
    }

    private String message(CompiledRule rule, Map<String, Object> bindings, String at) {
        if (rule.message() != null) {
            switch (rule.message().evaluate(bindings, budget)) {
                case Outcome.Value value -> {
                    String text = value.value() instanceof String words ? words.strip() : "";
                    if (!text.isEmpty()
                            && text.indexOf('\n') < 0
                            && text.getBytes(StandardCharsets.UTF_8).length <= LONGEST_MESSAGE) {
                        return text;
                    }
                }
                case Outcome.Failed failed -> {}
                case Outcome.TooCostly costly ->
                    end(
                            at,
                            "no further validation rules will be run due to call cost exceeds limit for messageExpression: "
                                    + Quoting.quote(rule.rule().messageExpression()));
                case Outcome.BudgetSpent spent ->
                    end(
                            at,
                            "messageExpression evaluation failed due to running out of cost budget, no further validation rules will be run");
            }
        }
        return rule.rule().message().isEmpty()
                ? "failed rule: " + rule.rule().rule().strip()
                : rule.rule().message().strip();
    }

    private void end(String at, String detail) {
        errors.add(FieldError.invalid(at, "\"object\"", detail));
        throw new Ended();
    }
}
