package dev.quarterdeck.state.admission.condition;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelMutableAst;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelMutableExpr;
import dev.cel.common.ast.CelMutableExpr.CelMutableCall;
import dev.cel.common.ast.CelMutableExpr.CelMutableMap;
import dev.cel.common.ast.CelMutableExpr.CelMutableStruct;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Makes maps of the literals of mutations, {@code Object.spec{replicas: 3}} and {@code JSONPatch{op: "add"}}, before their expression is checked: their fields may
 * be of any type. Whether such an object belongs where it stands is seen from its name.
 */
final class ObjectLiterals {
    private static final String OBJECT = "Object";
    private static final String PATCH = "JSONPatch";
    private static final Set<String> PATCH_FIELDS = Set.of("op", "path", "from", "value");

    private long nextId;

    private ObjectLiterals(long firstFree) {
        nextId = firstFree;
    }

    /** A literal that is not what it says. */
    static final class Mismatch extends RuntimeException {
        Mismatch(String message) {
            super(message, null, false, false);
        }
    }

    static CelAbstractSyntaxTree rewrite(CelAbstractSyntaxTree parsed) {
        CelMutableAst tree = CelMutableAst.fromCelAst(parsed);
        new ObjectLiterals(highest(tree.expr()) + 1).rewrite(tree.expr(), "");
        return tree.toParsedAst();
    }

    private static long highest(CelMutableExpr e) {
        long highest = e.id();
        for (CelMutableExpr child : children(e)) {
            highest = Math.max(highest, highest(child));
        }
        return switch (e.getKind()) {
            case STRUCT ->
                Math.max(
                        highest,
                        e.struct().entries().stream()
                                .mapToLong(CelMutableStruct.Entry::id)
                                .max()
                                .orElse(0));
            case MAP ->
                Math.max(
                        highest,
                        e.map().entries().stream()
                                .mapToLong(CelMutableMap.Entry::id)
                                .max()
                                .orElse(0));
            default -> highest;
        };
    }

    private static List<CelMutableExpr> children(CelMutableExpr e) {
        List<CelMutableExpr> children = new ArrayList<>();
        switch (e.getKind()) {
            case SELECT -> children.add(e.select().operand());
            case CALL -> {
                e.call().target().ifPresent(children::add);
                children.addAll(e.call().args());
            }
            case LIST -> children.addAll(e.list().elements());
            case STRUCT -> e.struct().entries().forEach(entry -> children.add(entry.value()));
            case MAP ->
                e.map().entries().forEach(entry -> {
                    children.add(entry.key());
                    children.add(entry.value());
                });
            case COMPREHENSION -> {
                CelMutableExpr.CelMutableComprehension loop = e.comprehension();
                children.addAll(List.of(
                        loop.iterRange(), loop.accuInit(), loop.loopCondition(), loop.loopStep(), loop.result()));
            }
            case CONSTANT, IDENT, NOT_SET -> {}
        }
        return children;
    }

    /** @param expected the name that an object must have here; empty where any will do */
    private void rewrite(CelMutableExpr e, String expected) {
        if (e.getKind() == dev.cel.common.ast.CelExpr.ExprKind.Kind.STRUCT) {
            struct(e, expected);
            return;
        }
        boolean passes =
                switch (e.getKind()) {
                    case LIST, CALL, COMPREHENSION -> true;
                    default -> false;
                };
        for (CelMutableExpr child : children(e)) {
            rewrite(child, passes ? expected : "");
        }
    }

    private void struct(CelMutableExpr e, String expected) {
        CelMutableStruct struct = e.struct();
        String name = struct.messageName();
        boolean patch = name.equals(PATCH);
        if (!patch && !name.equals(OBJECT) && !name.startsWith(OBJECT + ".")) {
            for (CelMutableExpr child : children(e)) {
                rewrite(child, "");
            }
            return;
        }
        if (!patch && !expected.isEmpty() && !name.equals(expected)) {
            throw new Mismatch("unexpected type name \"" + name + "\", expected \"" + expected
                    + "\", which matches field name path from root Object type");
        }
        List<CelMutableMap.Entry> entries = new ArrayList<>();
        for (CelMutableStruct.Entry entry : struct.entries()) {
            String field = entry.fieldKey();
            if (patch && !PATCH_FIELDS.contains(field)) {
                throw new Mismatch("undefined field '" + field + "'");
            }
            rewrite(entry.value(), patch ? "" : name + "." + field);
            CelMutableExpr value = entry.optionalEntry()
                    ? entry.value()
                    : CelMutableExpr.ofCall(nextId++, CelMutableCall.create("dyn", entry.value()));
            entries.add(CelMutableMap.Entry.create(
                    entry.id(),
                    CelMutableExpr.ofConstant(nextId++, CelConstant.ofValue(field)),
                    value,
                    entry.optionalEntry()));
        }
        e.setMap(CelMutableMap.create(entries));
    }
}
