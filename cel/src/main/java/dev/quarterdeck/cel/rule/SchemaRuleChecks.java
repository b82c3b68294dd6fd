package dev.quarterdeck.cel.rule;

import dev.quarterdeck.cel.type.DeclaredType;
import dev.quarterdeck.kube.customresource.ExpressionChecks;
import dev.quarterdeck.kube.customresource.JsonSchema;
import java.util.List;

/** Compiles the rules of a schema to see whether they can be used and what they may cost. Stateless. */
public final class SchemaRuleChecks implements ExpressionChecks {
    private static final long REQUEST = 3L * 1024 * 1024;

    @Override
    public List<Checked> check(JsonSchema schema, boolean wholeObject) {
        DeclaredType type = DeclaredType.ofSchema(schema, "object", wholeObject).orElse(null);
        if (type == null) {
            return List.of();
        }
        long occurrences = REQUEST / (type.minSize() + 1);
        return RuleCompiler.compile(schema, type).stream()
                .map(rule -> new Checked(
                        rule.error(),
                        rule.messageError(),
                        rule.program() == null ? 0 : rule.program().estimatedCost(),
                        rule.message() == null ? 0 : rule.message().estimatedCost(),
                        occurrences,
                        rule.usesOldSelf()))
                .toList();
    }
}
