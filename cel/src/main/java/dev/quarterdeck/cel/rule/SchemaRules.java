package dev.quarterdeck.cel.rule;

import dev.quarterdeck.cel.expression.Budget;
import dev.quarterdeck.cel.type.DeclaredType;
import dev.quarterdeck.kube.customresource.ExpressionRules;
import dev.quarterdeck.kube.customresource.JsonSchema;
import dev.quarterdeck.kube.customresource.ObjectChange;
import dev.quarterdeck.kube.status.FieldError;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The rules of one version of a custom resource, compiled. Immutable and thread-safe. */
public final class SchemaRules implements ExpressionRules {
    private final RuleNode root;

    private SchemaRules(RuleNode root) {
        this.root = root;
    }

    /** What {@link dev.quarterdeck.kube.customresource.CustomResourceSchema} takes to have its rules evaluated. */
    public static Compiler compiler() {
        return new Compiler() {
            @Override
            public ExpressionRules compile(JsonSchema schema) {
                return of(schema, true);
            }

            @Override
            public ExpressionRules compilePart(JsonSchema schema) {
                return of(schema, schema.extensions().embeddedResource());
            }
        };
    }

    private static ExpressionRules of(JsonSchema schema, boolean whole) {
        if (!RuleNode.hasRules(schema)) {
            return ExpressionRules.NONE;
        }
        RuleNode root = RuleNode.of(
                schema, DeclaredType.ofSchema(schema, "object", whole).orElse(null));
        return root == null ? ExpressionRules.NONE : new SchemaRules(root);
    }

    @Override
    public List<FieldError> check(JsonNode object, @Nullable ObjectChange change) {
        RuleEvaluation evaluation = new RuleEvaluation(new Budget(Budget.PER_REQUEST));
        evaluation.run(object, root, change);
        return evaluation.errors();
    }
}
