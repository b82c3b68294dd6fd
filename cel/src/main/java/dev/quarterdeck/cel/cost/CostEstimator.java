package dev.quarterdeck.cel.cost;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.types.CelKind;
import dev.quarterdeck.cel.cost.KnownSizes.Entry;
import dev.quarterdeck.cel.type.DeclaredType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Estimates what a checked expression costs at most. Sizes of values come from what is written in the expression, from the results of calls, and from the
 * declared types of the variables that it walks through. For one expression, by one thread.
 */
public final class CostEstimator {
    private final CelAbstractSyntaxTree tree;
    private final KnownSizes known;

    private CostEstimator(CelAbstractSyntaxTree tree, Map<String, DeclaredType> variables) {
        this.tree = tree;
        this.known = new KnownSizes(tree, variables);
    }

    /** The most that {@code tree} costs, as an unsigned number; {@link Range#UNBOUNDED} where nothing bounds it. */
    public static long mostOf(CelAbstractSyntaxTree tree, Map<String, DeclaredType> variables) {
        return new CostEstimator(tree, variables).cost(tree.getExpr()).max();
    }

    private Range cost(CelExpr e) {
        return switch (e.getKind()) {
            case CONSTANT, NOT_SET -> Range.NONE;
            case IDENT -> ident(e);
            case SELECT -> select(e);
            case CALL -> call(e);
            case LIST -> list(e);
            case MAP -> map(e);
            case STRUCT -> Range.of(40);
            case COMPREHENSION -> isBinding(e.comprehension()) ? binding(e) : comprehension(e);
        };
    }

    private Range ident(CelExpr e) {
        known.name(e);
        return Range.ONE;
    }

    private Range select(CelExpr e) {
        CelExpr operand = e.select().operand();
        Range cost = cost(operand);
        if (e.select().testOnly()) {
            return cost;
        }
        CelKind kind = known.type(operand).kind();
        if (kind == CelKind.MAP || kind == CelKind.STRUCT || kind == CelKind.TYPE_PARAM) {
            cost = cost.plus(Range.ONE);
        }
        known.step(e, operand, e.select().field());
        return cost;
    }

    private Range call(CelExpr e) {
        CelExpr.CelCall call = e.call();
        if (call.function().equals("dyn") && call.args().size() == 1) {
            Range cost = cost(call.args().getFirst());
            known.copySizes(e, call.args().getFirst());
            return cost.plus(Range.ONE);
        }
        List<Range> argCosts = new ArrayList<>();
        List<Operand> args = new ArrayList<>();
        for (CelExpr arg : call.args()) {
            argCosts.add(cost(arg));
            args.add(known.operand(arg));
        }
        List<String> overloads = tree.getReference(e.id())
                .map(reference -> reference.overloadIds())
                .orElse(null);
        if (overloads == null || overloads.isEmpty()) {
            return Range.NONE;
        }
        Range sum = Range.NONE;
        Operand target = null;
        if (call.target().isPresent()
                && tree.getTypeMap().containsKey(call.target().get().id())) {
            sum = cost(call.target().get());
            target = known.operand(call.target().get());
        }
        Range cost = new Range(Range.UNBOUNDED, 0);
        Range result = null;
        for (String overload : overloads) {
            CallEstimate estimate = functionCost(e, call.function(), overload, target, args, argCosts);
            cost = cost.union(estimate.cost());
            if (estimate.result() != null) {
                result = result == null ? estimate.result() : result.union(estimate.result());
            }
            if (overload.equals("index_list") || overload.equals("index_map")) {
                Entry entry = known.entry(call.args().getFirst());
                result = entry == null ? null : entry.value();
                known.step(e, call.args().getFirst(), overload.equals("index_list") ? "@items" : "@values");
            }
            if (result == null) {
                result = known.size(e);
            }
        }
        known.setSize(e, result);
        return sum.plus(cost);
    }

    private CallEstimate functionCost(
            CelExpr e,
            String function,
            String overload,
            @Nullable Operand target,
            List<Operand> args,
            List<Range> argCosts) {
        Range argSum = argCosts.stream().reduce(Range.NONE, Range::plus);
        CallEstimate library = LibraryCosts.estimate(function, overload, target, args, known::sizeByPath);
        if (library != null) {
            return new CallEstimate(library.cost().plus(argSum), library.result());
        }
        switch (overload) {
            case "logical_or", "logical_and" -> {
                Range left = argCosts.get(0);
                return CallEstimate.of(
                        new Range(left.min(), left.plus(argCosts.get(1)).max()));
            }
            case "conditional" -> {
                known.setEntry(e, Entry.union(known.entry(exprOf(args.get(1))), known.entry(exprOf(args.get(2)))));
                Range cost = argCosts.get(0).plus(argCosts.get(1).union(argCosts.get(2)));
                return new CallEstimate(
                        cost, args.get(1).sizeOrUnknown().union(args.get(2).sizeOrUnknown()));
            }
            case "add_string", "add_bytes", "add_list" ->
                known.setEntry(e, Entry.union(known.entry(exprOf(args.get(0))), known.entry(exprOf(args.get(1)))));
            default -> {}
        }
        CallEstimate standard = StandardCosts.estimate(overload, target, args);
        return new CallEstimate(standard.cost().plus(argSum), standard.result());
    }

    private static CelExpr exprOf(Operand operand) {
        return operand.expression() == null ? CelExpr.ofNotSet(0) : operand.expression();
    }

    private Range list(CelExpr e) {
        Range sum = Range.NONE;
        Range item = new Range(e.list().elements().isEmpty() ? 0 : Range.UNBOUNDED, 0);
        for (CelExpr element : e.list().elements()) {
            sum = sum.plus(cost(element));
            item = item.union(known.sizeOrUnknown(element));
        }
        known.setEntry(e, new Entry(true, Range.ONE, item));
        return sum.plus(Range.of(10));
    }

    private Range map(CelExpr e) {
        Range sum = Range.NONE;
        long start = e.map().entries().isEmpty() ? 0 : Range.UNBOUNDED;
        Range key = new Range(start, 0);
        Range value = new Range(start, 0);
        for (CelExpr.CelMap.Entry entry : e.map().entries()) {
            sum = sum.plus(cost(entry.key())).plus(cost(entry.value()));
            key = key.union(known.sizeOrUnknown(entry.key()));
            value = value.union(known.sizeOrUnknown(entry.value()));
        }
        known.setEntry(e, new Entry(false, key, value));
        return sum.plus(Range.of(30));
    }

    private Range comprehension(CelExpr e) {
        CelExpr.CelComprehension c = e.comprehension();
        Range sum = cost(c.iterRange()).plus(cost(c.accuInit()));
        known.bind(c.accuVar(), c.accuInit());
        boolean two = !c.iterVar2().isEmpty();
        known.bindPart(c.iterVar(), c.iterRange(), !two, false);
        if (two) {
            known.bindPart(c.iterVar2(), c.iterRange(), false, true);
        }
        Range loop = cost(c.loopCondition());
        Range step = cost(c.loopStep());
        known.release(c.iterVar());
        if (two) {
            known.release(c.iterVar2());
        }
        sum = sum.plus(cost(c.result()));
        known.release(c.accuVar());
        Range count = known.sizeOrUnknown(c.iterRange());
        sum = sum.plus(count.times(step.plus(loop)));
        switch (c.accuInit().getKind()) {
            case CONSTANT -> known.setSize(e, known.size(c.accuInit()));
            case LIST, MAP -> {
                known.setSize(e, count);
                known.setEntry(e, known.entry(c.loopStep()));
            }
            default -> {}
        }
        return sum;
    }

    private static boolean isBinding(CelExpr.CelComprehension c) {
        return c.iterRange().getKind() == CelExpr.ExprKind.Kind.LIST
                && c.iterRange().list().elements().isEmpty()
                && c.loopCondition().getKind() == CelExpr.ExprKind.Kind.CONSTANT
                && c.loopCondition().constant().getKind() == CelConstant.Kind.BOOLEAN_VALUE
                && !c.loopCondition().constant().booleanValue();
    }

    private Range binding(CelExpr e) {
        CelExpr.CelComprehension c = e.comprehension();
        Range sum = cost(c.iterRange()).plus(cost(c.accuInit()));
        known.bind(c.accuVar(), c.accuInit());
        sum = sum.plus(cost(c.result()));
        known.copySizes(e, c.result());
        known.release(c.accuVar());
        return sum;
    }
}
