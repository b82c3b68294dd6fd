package dev.quarterdeck.cel.expression;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.quarterdeck.cel.cost.CostEstimator;
import dev.quarterdeck.cel.cost.CostMeter;
import dev.quarterdeck.cel.type.DeclaredType;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** A compiled expression. Immutable and thread-safe; to be kept as long as its text is in use. */
public final class Program {
    private final CelAbstractSyntaxTree tree;
    private final CelRuntime.Program program;
    private final Map<String, DeclaredType> variables;
    private final Set<String> names;

    Program(CelAbstractSyntaxTree tree, CelRuntime.Program program, Map<String, DeclaredType> variables) {
        this.tree = tree;
        this.program = program;
        this.variables = variables;
        names = CelNavigableAst.fromAst(tree)
                .getRoot()
                .allNodes()
                .filter(node -> node.getKind() == CelExpr.ExprKind.Kind.IDENT)
                .map(node -> node.expr().ident().name())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The most that an evaluation may cost, by the declared types; unsigned. */
    public long estimatedCost() {
        return CostEstimator.mostOf(tree, variables);
    }

    /** Whether the expression mentions a variable. */
    public boolean uses(String variable) {
        return names.contains(variable);
    }

    /** The name of the type of its results, as CEL writes it. */
    public String resultType() {
        return dev.cel.common.types.CelTypes.format(tree.getResultType());
    }

    /**
     * Evaluates with {@code bindings} for the variables, see {@link dev.quarterdeck.cel.type.JsonValues} for how to make them of trees. What it costs is taken
     * from {@code budget}; an evaluation that costs more than {@link Budget#PER_CALL}, or than is left, is ended.
     */
    public Outcome evaluate(Map<String, ?> bindings, Budget budget) {
        CostMeter meter = new CostMeter(tree, Budget.PER_CALL);
        Outcome outcome;
        try {
            Object value = program.trace(bindings, meter);
            outcome = new Outcome.Value(value);
        } catch (CelEvaluationException e) {
            outcome = new Outcome.Failed(EvaluationErrors.message(e));
        } catch (ArithmeticException | IndexOutOfBoundsException | ClassCastException | IllegalArgumentException e) {
            outcome = new Outcome.Failed(String.valueOf(e.getMessage()));
        }
        if (meter.exceeded()) {
            budget.charge(Budget.PER_CALL);
            return new Outcome.TooCostly();
        }
        budget.charge(meter.cost());
        return budget.isSpent() ? new Outcome.BudgetSpent() : outcome;
    }

    /** What evaluating with {@code bindings} costs. */
    public long actualCost(Map<String, ?> bindings) {
        CostMeter meter = new CostMeter(tree, Budget.PER_CALL);
        try {
            program.trace(bindings, meter);
            return meter.cost();
        } catch (CelEvaluationException e) {
            return meter.cost();
        }
    }
}
