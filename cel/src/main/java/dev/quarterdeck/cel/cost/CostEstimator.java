package dev.quarterdeck.cel.cost;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.types.CelKind;
import dev.cel.common.types.CelType;
import dev.cel.common.types.OptionalType;
import dev.cel.common.types.SimpleType;
import dev.quarterdeck.cel.type.DeclaredType;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Estimates what a checked expression costs at most. Sizes of values come from what is written in the expression, from the results of calls, and from the
 * declared types of the variables that it walks through. For one expression, by one thread.
 */
public final class CostEstimator {

    /** Sizes of keys (or indexes) and values of a container that the expression makes. */
    record Entry(boolean list, Range key, Range value) {
        static @Nullable Entry union(@Nullable Entry a, @Nullable Entry b) {
            return a == null || b == null ? null : new Entry(a.list, a.key.union(b.key), a.value.union(b.value));
        }
    }

    private record Local(
            @Nullable List<String> path,
            @Nullable Range size,
            @Nullable Entry entry) {}

    private final CelAbstractSyntaxTree tree;
    private final Map<String, DeclaredType> variables;
    private final Map<Long, List<String>> paths = new HashMap<>();
    private final Map<Long, Range> sizes = new HashMap<>();
    private final Map<Long, Entry> entries = new HashMap<>();
    private final Map<String, Deque<Local>> locals = new HashMap<>();

    private CostEstimator(CelAbstractSyntaxTree tree, Map<String, DeclaredType> variables) {
        this.tree = tree;
        this.variables = variables;
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
        String name = e.ident().name();
        Local local = local(name);
        if (local == null) {
            paths.put(e.id(), List.of(name));
        } else if (local.path != null) {
            paths.put(e.id(), local.path);
        }
        return Range.ONE;
    }

    private @Nullable Local local(String name) {
        Deque<Local> stack = locals.get(name);
        return stack == null ? null : stack.peek();
    }

    private Range select(CelExpr e) {
        CelExpr operand = e.select().operand();
        Range cost = cost(operand);
        if (e.select().testOnly()) {
            return cost;
        }
        CelKind kind = type(operand).kind();
        if (kind == CelKind.MAP || kind == CelKind.STRUCT || kind == CelKind.TYPE_PARAM) {
            cost = cost.plus(Range.ONE);
        }
        step(e, operand, e.select().field());
        return cost;
    }

    private void step(CelExpr e, CelExpr of, String name) {
        List<String> path = path(of);
        if (path != null) {
            List<String> longer = new ArrayList<>(path);
            longer.add(name);
            paths.put(e.id(), longer);
        }
    }

    private @Nullable List<String> path(CelExpr e) {
        if (e.getKind() == CelExpr.ExprKind.Kind.IDENT) {
            Local local = local(e.ident().name());
            if (local != null) {
                return local.path;
            }
        }
        return paths.get(e.id());
    }

    private Range call(CelExpr e) {
        CelExpr.CelCall call = e.call();
        if (call.function().equals("dyn") && call.args().size() == 1) {
            Range cost = cost(call.args().getFirst());
            copySizes(e, call.args().getFirst());
            return cost.plus(Range.ONE);
        }
        List<Range> argCosts = new ArrayList<>();
        List<Operand> args = new ArrayList<>();
        for (CelExpr arg : call.args()) {
            argCosts.add(cost(arg));
            args.add(operand(arg));
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
            target = operand(call.target().get());
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
                Entry entry = entry(call.args().getFirst());
                result = entry == null ? null : entry.value;
                step(e, call.args().getFirst(), overload.equals("index_list") ? "@items" : "@values");
            }
            if (result == null) {
                result = size(e);
            }
        }
        setSize(e, result);
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
        CallEstimate library = LibraryCosts.estimate(function, overload, target, args, this::sizeByPath);
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
                setEntry(e, Entry.union(entry(exprOf(args.get(1))), entry(exprOf(args.get(2)))));
                Range cost = argCosts.get(0).plus(argCosts.get(1).union(argCosts.get(2)));
                return new CallEstimate(
                        cost, args.get(1).sizeOrUnknown().union(args.get(2).sizeOrUnknown()));
            }
            case "add_string", "add_bytes", "add_list" ->
                setEntry(e, Entry.union(entry(exprOf(args.get(0))), entry(exprOf(args.get(1)))));
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
            item = item.union(sizeOrUnknown(element));
        }
        setEntry(e, new Entry(true, Range.ONE, item));
        return sum.plus(Range.of(10));
    }

    private Range map(CelExpr e) {
        Range sum = Range.NONE;
        long start = e.map().entries().isEmpty() ? 0 : Range.UNBOUNDED;
        Range key = new Range(start, 0);
        Range value = new Range(start, 0);
        for (CelExpr.CelMap.Entry entry : e.map().entries()) {
            sum = sum.plus(cost(entry.key())).plus(cost(entry.value()));
            key = key.union(sizeOrUnknown(entry.key()));
            value = value.union(sizeOrUnknown(entry.value()));
        }
        setEntry(e, new Entry(false, key, value));
        return sum.plus(Range.of(30));
    }

    private Range comprehension(CelExpr e) {
        CelExpr.CelComprehension c = e.comprehension();
        Range sum = cost(c.iterRange()).plus(cost(c.accuInit()));
        push(c.accuVar(), new Local(path(c.accuInit()), size(c.accuInit()), entry(c.accuInit())));
        boolean two = !c.iterVar2().isEmpty();
        push(c.iterVar(), iteration(c.iterRange(), !two, false));
        if (two) {
            push(c.iterVar2(), iteration(c.iterRange(), false, true));
        }
        Range loop = cost(c.loopCondition());
        Range step = cost(c.loopStep());
        pop(c.iterVar());
        if (two) {
            pop(c.iterVar2());
        }
        sum = sum.plus(cost(c.result()));
        pop(c.accuVar());
        Range count = sizeOrUnknown(c.iterRange());
        sum = sum.plus(count.times(step.plus(loop)));
        switch (c.accuInit().getKind()) {
            case CONSTANT -> setSize(e, size(c.accuInit()));
            case LIST, MAP -> {
                setSize(e, count);
                setEntry(e, entry(c.loopStep()));
            }
            default -> {}
        }
        return sum;
    }

    /** @param single whether there is one variable: the item of a list, the key of a map */
    private Local iteration(CelExpr range, boolean single, boolean value) {
        Entry entry = entry(range);
        boolean list = entry == null ? type(range).kind() == CelKind.LIST : entry.list;
        boolean item = value || single && list;
        String step = item ? list ? "@items" : "@values" : list ? "@indices" : "@keys";
        List<String> path = path(range);
        List<String> longer = path == null ? new ArrayList<>() : new ArrayList<>(path);
        longer.add(step);
        return new Local(longer, entry == null ? null : item ? entry.value : entry.key, null);
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
        push(c.accuVar(), new Local(path(c.accuInit()), size(c.accuInit()), entry(c.accuInit())));
        sum = sum.plus(cost(c.result()));
        copySizes(e, c.result());
        pop(c.accuVar());
        return sum;
    }

    private void push(String name, Local local) {
        locals.computeIfAbsent(name, n -> new ArrayDeque<>()).push(local);
    }

    private void pop(String name) {
        Deque<Local> stack = locals.get(name);
        if (stack != null) {
            stack.pop();
        }
    }

    private CelType type(CelExpr e) {
        return tree.getType(e.id()).orElse(SimpleType.DYN);
    }

    private Operand operand(CelExpr e) {
        List<String> path = path(e);
        if (path != null
                && (path.getFirst().equals("__result__") || path.getFirst().equals("@result"))) {
            path = null;
        }
        return new Operand(e, type(e), path, size(e));
    }

    private Range sizeOrUnknown(CelExpr e) {
        Range size = size(e);
        return size == null ? Range.UNKNOWN : size;
    }

    private Range sizeByPath(Operand operand) {
        if (operand.size() != null) {
            return operand.size();
        }
        Range declared = declared(operand.path());
        return declared == null ? Range.UNKNOWN : declared;
    }

    private @Nullable Range declared(@Nullable List<String> path) {
        if (path == null || path.isEmpty()) {
            return null;
        }
        DeclaredType variable = variables.getOrDefault(path.getFirst(), variables.get("self"));
        DeclaredType part = variable == null ? null : variable.at(path.subList(1, path.size()));
        return part == null ? null : new Range(0, part.maxElements());
    }

    private @Nullable Range size(CelExpr e) {
        Range known = sizes.get(e.id());
        if (known != null) {
            return known;
        }
        Range written = written(e);
        if (written != null) {
            return written;
        }
        Range declared = declared(path(e));
        if (declared != null) {
            sizes.put(e.id(), declared);
            return declared;
        }
        if (isScalar(type(e))) {
            return Range.ONE;
        }
        if (e.getKind() == CelExpr.ExprKind.Kind.IDENT) {
            Local local = local(e.ident().name());
            return local == null ? null : local.size;
        }
        return null;
    }

    private static @Nullable Range written(CelExpr e) {
        return switch (e.getKind()) {
            case CONSTANT ->
                switch (e.constant().getKind()) {
                    case STRING_VALUE -> {
                        String text = e.constant().stringValue();
                        yield Range.of(text.codePointCount(0, text.length()));
                    }
                    case BYTES_VALUE -> Range.of(e.constant().bytesValue().size());
                    default -> Range.ONE;
                };
            case LIST -> Range.of(e.list().elements().size());
            case MAP -> Range.of(e.map().entries().size());
            default -> null;
        };
    }

    private static boolean isScalar(CelType type) {
        return switch (type.kind()) {
            case BOOL, DOUBLE, DURATION, INT, TIMESTAMP, UINT -> true;
            default ->
                type instanceof OptionalType optional
                        && !optional.parameters().isEmpty()
                        && isScalar(optional.parameters().getFirst());
        };
    }

    private @Nullable Entry entry(CelExpr e) {
        Entry known = entries.get(e.id());
        if (known != null) {
            return known;
        }
        if (e.getKind() == CelExpr.ExprKind.Kind.IDENT) {
            Local local = local(e.ident().name());
            return local == null ? null : local.entry;
        }
        return null;
    }

    private void setSize(CelExpr e, @Nullable Range size) {
        if (size != null) {
            sizes.put(e.id(), size);
        }
    }

    private void setEntry(CelExpr e, @Nullable Entry entry) {
        if (entry != null) {
            entries.put(e.id(), entry);
        }
    }

    private void copySizes(CelExpr to, CelExpr from) {
        setSize(to, size(from));
        setEntry(to, entry(from));
    }
}
