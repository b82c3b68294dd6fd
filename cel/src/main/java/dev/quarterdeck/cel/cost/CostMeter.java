package dev.quarterdeck.cel.cost;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.values.CelByteString;
import dev.cel.runtime.CelEvaluationListener;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Counts what an evaluation costs, step by step, and ends it when it costs more than it may. For one evaluation, by one thread. */
public final class CostMeter implements CelEvaluationListener {

    /** Ends an evaluation. */
    private static final class Exceeded extends RuntimeException {
        Exceeded() {
            super("operation cancelled: actual cost limit exceeded", null, false, false);
        }
    }

    private final CelAbstractSyntaxTree tree;
    private final long limit;
    private final Map<Long, Object> values = new HashMap<>();
    private long cost;

    /** @param limit the most that the evaluation may cost */
    public CostMeter(CelAbstractSyntaxTree tree, long limit) {
        this.tree = tree;
        this.limit = limit;
    }

    public long cost() {
        return cost;
    }

    public boolean exceeded() {
        return cost > limit;
    }

    @Override
    public void callback(CelExpr e, Object value) {
        switch (e.getKind()) {
            case IDENT -> cost++;
            case SELECT -> cost += e.select().testOnly() ? 0 : 1;
            case LIST -> cost += 10;
            case MAP -> cost += 30;
            case STRUCT -> cost += 40;
            case CALL -> cost += call(e, value);
            case CONSTANT, COMPREHENSION, NOT_SET -> {}
        }
        values.put(e.id(), value);
        if (cost > limit) {
            throw new Exceeded();
        }
    }

    private long call(CelExpr e, Object result) {
        CelExpr.CelCall call = e.call();
        List<String> overloads = tree.getReference(e.id())
                .<List<String>>map(r -> r.overloadIds())
                .orElse(List.of());
        String overload = overloads.size() == 1 ? overloads.getFirst() : "";
        int shift = call.target().isPresent()
                        && tree.getTypeMap().containsKey(call.target().get().id())
                ? 1
                : 0;
        Object[] args = new Object[call.args().size() + shift];
        for (int i = 0; i < args.length; i++) {
            CelExpr arg = i < shift ? call.target().get() : call.args().get(i - shift);
            Object value = values.get(arg.id());
            args[i] = value == null ? "" : value;
        }
        return ActualCosts.of(call.function(), overload, args, result);
    }

    /** Characters of text, bytes, items, entries; one for all else. */
    static long size(Object value) {
        return switch (value) {
            case String text -> text.codePointCount(0, text.length());
            case CelByteString bytes -> bytes.size();
            case Collection<?> items -> items.size();
            case Map<?, ?> map -> map.size();
            case Optional<?> optional -> optional.isPresent() ? size(optional.get()) : 1;
            default -> 1;
        };
    }
}
