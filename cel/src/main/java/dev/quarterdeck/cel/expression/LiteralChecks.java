package dev.quarterdeck.cel.expression;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.types.CelKind;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypes;
import dev.cel.common.types.SimpleType;
import dev.quarterdeck.cel.type.JsonValues;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is written out is looked at before anything runs: durations, timestamps and regular expressions must be ones, items of a list must be of one type.
 */
final class LiteralChecks {

    private LiteralChecks() {}

    static Optional<CelIssue> find(CelAbstractSyntaxTree tree) {
        return check(tree, tree.getExpr(), false);
    }

    /** @param mixed whether lists may hold values of different types, as the arguments of a format may */
    private static Optional<CelIssue> check(CelAbstractSyntaxTree tree, CelExpr e, boolean mixed) {
        Optional<CelIssue> found = Optional.empty();
        boolean mixedBelow = mixed;
        if (e.getKind() == CelExpr.ExprKind.Kind.CALL) {
            if (isBad(e)) {
                return Optional.of(issue(
                        tree, e.call().args().getLast(), "invalid " + e.call().function() + " argument"));
            }
            mixedBelow = mixed || e.call().function().equals("format");
        } else if (e.getKind() == CelExpr.ExprKind.Kind.LIST && !mixed) {
            found = sameType(tree, e.list().elements());
        } else if (e.getKind() == CelExpr.ExprKind.Kind.MAP && !mixed) {
            found = sameType(
                            tree,
                            e.map().entries().stream()
                                    .map(CelExpr.CelMap.Entry::key)
                                    .toList())
                    .or(() -> sameType(
                            tree,
                            e.map().entries().stream()
                                    .map(CelExpr.CelMap.Entry::value)
                                    .toList()));
        }
        for (CelExpr child : children(e)) {
            if (found.isPresent()) {
                return found;
            }
            found = check(tree, child, mixedBelow);
        }
        return found;
    }

    private static Optional<CelIssue> sameType(CelAbstractSyntaxTree tree, List<CelExpr> parts) {
        CelType first = null;
        for (CelExpr part : parts) {
            CelType type = tree.getType(part.id()).orElse(SimpleType.DYN);
            if (type.kind() == CelKind.DYN) {
                continue;
            }
            if (first != null && !first.equals(type)) {
                return Optional.of(issue(
                        tree,
                        part,
                        "expected type '" + CelTypes.format(first) + "' but found '" + CelTypes.format(type) + "'"));
            }
            first = type;
        }
        return Optional.empty();
    }

    private static List<CelExpr> children(CelExpr e) {
        List<CelExpr> children = new ArrayList<>();
        switch (e.getKind()) {
            case SELECT -> children.add(e.select().operand());
            case CALL -> {
                e.call().target().ifPresent(children::add);
                children.addAll(e.call().args());
            }
            case LIST -> children.addAll(e.list().elements());
            case MAP ->
                e.map().entries().forEach(entry -> {
                    children.add(entry.key());
                    children.add(entry.value());
                });
            case COMPREHENSION -> {
                children.add(e.comprehension().iterRange());
                children.add(e.comprehension().accuInit());
                children.add(e.comprehension().loopStep());
                children.add(e.comprehension().result());
            }
            case CONSTANT, IDENT, STRUCT, NOT_SET -> {}
        }
        return children;
    }

    private static CelIssue issue(CelAbstractSyntaxTree tree, CelExpr at, String words) {
        Integer offset = tree.getSource().getPositionsMap().get(at.id());
        return Optional.ofNullable(offset)
                .flatMap(o -> tree.getSource().getOffsetLocation(o))
                .map(location -> CelIssue.formatError(at.id(), location, words))
                .orElseGet(() -> CelIssue.formatError(1, 0, words));
    }

    private static boolean isBad(CelExpr expr) {
        CelExpr.CelCall call = expr.call();
        if (call.args().isEmpty()) {
            return false;
        }
        CelExpr last = call.args().getLast();
        if (last.getKind() != CelExpr.ExprKind.Kind.CONSTANT
                || last.constant().getKind() != CelConstant.Kind.STRING_VALUE) {
            return false;
        }
        String text = last.constant().stringValue();
        try {
            switch (call.function()) {
                case "duration" -> JsonValues.duration(text);
                case "timestamp" -> OffsetDateTime.parse(text);
                case "matches" -> Pattern.compile(text);
                default -> {
                    return false;
                }
            }
            return false;
        } catch (IllegalArgumentException | DateTimeParseException e) {
            return true;
        } catch (PatternSyntaxException e) {
            return true;
        }
    }
}
