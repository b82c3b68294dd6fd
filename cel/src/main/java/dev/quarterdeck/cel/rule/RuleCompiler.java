package dev.quarterdeck.cel.rule;

import dev.quarterdeck.cel.expression.Compilation;
import dev.quarterdeck.cel.expression.Expressions;
import dev.quarterdeck.cel.expression.Program;
import dev.quarterdeck.cel.type.DeclaredType;
import dev.quarterdeck.kube.customresource.JsonSchema;
import dev.quarterdeck.kube.customresource.SchemaExtensions.Rule;
import dev.quarterdeck.kube.customresource.SchemaPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Compiles the rules that stand at one place of a schema, against the type of the values there. Stateless. */
final class RuleCompiler {
    private static final String SELF = "self";
    private static final String OLD_SELF = "oldSelf";

    private RuleCompiler() {}

    static List<CompiledRule> compile(JsonSchema schema, DeclaredType type) {
        List<CompiledRule> compiled = new ArrayList<>();
        Expressions plain = null;
        Expressions optional = null;
        for (Rule rule : schema.extensions().validations()) {
            Expressions expressions;
            if (rule.optionalOldSelf()) {
                optional = optional == null
                        ? Expressions.over(Map.of(SELF, type, OLD_SELF, DeclaredType.optional(type)))
                        : optional;
                expressions = optional;
            } else {
                plain = plain == null ? Expressions.over(Map.of(SELF, type, OLD_SELF, type)) : plain;
                expressions = plain;
            }
            compiled.add(compile(rule, schema, expressions));
        }
        return List.copyOf(compiled);
    }

    private static CompiledRule compile(Rule rule, JsonSchema schema, Expressions expressions) {
        if (rule.rule().isBlank()) {
            return new CompiledRule(rule, null, "", null, "", false, "");
        }
        return switch (expressions.compile(rule.rule(), DeclaredType.BOOL)) {
            case Compilation.Refused refused -> failed(rule, refused.detail());
            case Compilation.WrongType wrong -> failed(rule, "cel expression must evaluate to a bool");
            case Compilation.Compiled good -> withMessage(rule, schema, expressions, good.program());
        };
    }

    private static CompiledRule failed(Rule rule, String error) {
        return new CompiledRule(rule, null, error, null, "", false, "");
    }

    private static CompiledRule withMessage(Rule rule, JsonSchema schema, Expressions expressions, Program program) {
        @Nullable Program message = null;
        String error = "";
        if (!rule.messageExpression().isEmpty()) {
            switch (expressions.compile(rule.messageExpression(), DeclaredType.STRING)) {
                case Compilation.Refused refused -> error = "messageExpression " + refused.detail();
                case Compilation.WrongType wrong -> error = "messageExpression must evaluate to a string";
                case Compilation.Compiled good -> message = good.program();
            }
        }
        String field = rule.fieldPath().isEmpty()
                ? ""
                : SchemaPath.find(rule.fieldPath(), schema, true).text();
        return new CompiledRule(rule, program, "", message, error, program.uses(OLD_SELF), field);
    }
}
