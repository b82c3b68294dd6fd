package dev.quarterdeck.cel.cost;

import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.types.CelKind;
import dev.cel.common.types.ListType;
import dev.quarterdeck.cel.library.Libraries;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Estimated costs of the functions that Kubernetes adds, and of those of the string library. Null for a function that CEL itself has an estimate for. */
final class LibraryCosts {
    static final double TEXT_FACTOR = 0.1;
    static final double REGEX_FACTOR = 0.25;
    static final long CHECK = 350_000;
    static final double LIST_BASE = 10;
    static final double STRUCT_BASE = 40;
    static final int LONGEST_FORMAT_REGEX = 128;

    /** Accessors: what costs one, whatever it is called on. */
    static final Set<String> ONE = Set.of(
            "serviceAccount",
            "path",
            "group",
            "resource",
            "subresource",
            "namespace",
            "name",
            "allowed",
            "reason",
            "error",
            "errored",
            "masked",
            "prefixLength",
            "family",
            "isUnspecified",
            "isLoopback",
            "isLinkLocalMulticast",
            "isLinkLocalUnicast",
            "isGlobalUnicast",
            "format.named",
            "sign",
            "asInteger",
            "isInteger",
            "asApproximateFloat",
            "isGreaterThan",
            "isLessThan",
            "compareTo",
            "add",
            "sub",
            "major",
            "minor",
            "patch",
            "getScheme",
            "getHostname",
            "getHost",
            "getPort",
            "getEscapedPath",
            "getQuery");

    /** Parsers: one traversal of the text they are given. */
    static final Set<String> PARSERS = Set.of("cidr", "isIP", "isCIDR", "quantity", "isQuantity", "semver", "isSemver");

    private LibraryCosts() {}

    /** @param sizes of operands, by path and type where they are not known otherwise */
    static @Nullable CallEstimate estimate(
            String function,
            String overload,
            @Nullable Operand target,
            List<Operand> args,
            Function<Operand, Range> sizes) {
        if (ONE.contains(function)) {
            return CallEstimate.of(Range.ONE);
        }
        if (PARSERS.contains(function) && !args.isEmpty()) {
            return CallEstimate.of(sizes.apply(args.getFirst()).times(TEXT_FACTOR));
        }
        return switch (function) {
            case "check" -> CallEstimate.of(Range.of(CHECK));
            case "fieldSelector", "labelSelector" ->
                args.size() == 1 ? CallEstimate.of(selector(sizes.apply(args.getFirst()))) : null;
            case "isSorted", "sum", "max", "min", "indexOf", "lastIndexOf" ->
                target == null ? null : CallEstimate.of(traversal(target, sizes));
            case "url", "jsonpatch.escapeKey" -> args.size() == 1 ? copy(sizes.apply(args.getFirst())) : null;
            case "lowerAscii", "upperAscii", "substring", "trim" -> target == null ? null : copy(sizes.apply(target));
            case "replace" -> target == null || args.size() < 2 ? null : replace(target, args, sizes);
            case "split" -> target == null ? null : split(target, args, sizes);
            case "join" -> target == null ? null : join(target, args, sizes);
            case "find", "findAll" -> target == null || args.isEmpty() ? null : find(target, args, sizes);
            case "ip" ->
                overload.equals("cidr_ip") || args.isEmpty()
                        ? CallEstimate.of(Range.ONE)
                        : CallEstimate.of(sizes.apply(args.getFirst()).times(TEXT_FACTOR));
            case "ip.isCanonical" ->
                args.isEmpty()
                        ? null
                        : CallEstimate.of(sizes.apply(args.getFirst()).times(2 * TEXT_FACTOR));
            case "containsIP", "containsCIDR" -> args.isEmpty() ? null : contains(overload, args.getFirst(), sizes);
            case "validate" ->
                args.isEmpty()
                        ? null
                        : CallEstimate.of(sizes.apply(args.getFirst())
                                .times(TEXT_FACTOR)
                                .times(LONGEST_FORMAT_REGEX * REGEX_FACTOR));
            case "_==_" -> args.size() == 2 ? equality(args.get(0), args.get(1)) : null;
            default -> null;
        };
    }

    private static CallEstimate copy(Range size) {
        return new CallEstimate(size.times(TEXT_FACTOR), size);
    }

    static Range selector(Range length) {
        return Range.of((long) LIST_BASE)
                .plus(length.times(TEXT_FACTOR))
                .plus(length.times(0.5).times(LIST_BASE + STRUCT_BASE));
    }

    private static Operand itemOf(Operand list) {
        List<String> path = null;
        if (list.path() != null) {
            path = new ArrayList<>(list.path());
            path.add("@items");
        }
        return new Operand(null, ((ListType) list.type()).elemType(), path, null);
    }

    private static Range traversal(Operand target, Function<Operand, Range> sizes) {
        if (!(target.type() instanceof ListType)) {
            return sizes.apply(target).times(TEXT_FACTOR);
        }
        Operand item = itemOf(target);
        Range each = Range.ONE;
        if (item.type().kind() == CelKind.STRING || item.type().kind() == CelKind.BYTES) {
            each = each.plus(sizes.apply(item).times(TEXT_FACTOR));
        }
        return sizes.apply(target).times(each);
    }

    private static CallEstimate replace(Operand target, List<Operand> args, Function<Operand, Range> sizes) {
        Range text = sizes.apply(target);
        Range from = sizes.apply(args.get(0));
        Range to = sizes.apply(args.get(1));
        long mostCount = 0;
        long mostKept = 0;
        if (from.min() == 0) {
            mostCount = Range.plus(text.max(), 1);
            mostKept = text.max();
        } else if (Long.compareUnsigned(to.max(), from.min()) <= 0) {
            mostKept = text.max();
        } else {
            mostCount = Range.times(text.max(), 1 / Range.toDouble(from.min()));
        }
        long leastCount = 0;
        long leastKept = 0;
        if (from.max() == 0) {
            leastCount = Range.plus(text.min(), 1);
            leastKept = text.min();
        } else if (Long.compareUnsigned(from.max(), to.min()) <= 0) {
            leastKept = text.min();
        } else {
            leastCount = Range.times(text.min(), 1 / Range.toDouble(from.max()));
        }
        Range result = new Range(leastCount, mostCount).times(to).plus(new Range(leastKept, mostKept));
        return new CallEstimate(text.times(2 * TEXT_FACTOR), result);
    }

    private static CallEstimate split(Operand target, List<Operand> args, Function<Operand, Range> sizes) {
        Range text = sizes.apply(target);
        long most = text.max();
        CelExpr limit = args.size() > 1 ? args.get(1).expression() : null;
        if (limit != null
                && limit.getKind() == CelExpr.ExprKind.Kind.CONSTANT
                && limit.constant().getKind() == CelConstant.Kind.INT64_VALUE) {
            most = limit.constant().int64Value();
        }
        return new CallEstimate(text.times(2 * TEXT_FACTOR), new Range(0, most));
    }

    private static CallEstimate join(Operand target, List<Operand> args, Function<Operand, Range> sizes) {
        Range items = sizes.apply(target);
        Range size = Range.NONE;
        if (target.type() instanceof ListType) {
            size = items.times(sizes.apply(itemOf(target)));
        }
        if (!args.isEmpty()) {
            Range gaps = new Range(items.min() == 0 ? 0 : items.min() - 1, items.max() == 0 ? 0 : items.max() - 1);
            size = size.plus(sizes.apply(args.getFirst()).times(gaps));
        }
        return new CallEstimate(size.times(TEXT_FACTOR), size);
    }

    private static CallEstimate find(Operand target, List<Operand> args, Function<Operand, Range> sizes) {
        Range text = sizes.apply(target);
        Range regex = sizes.apply(args.getFirst()).times(REGEX_FACTOR);
        return new CallEstimate(text.plus(Range.ONE).times(TEXT_FACTOR).times(regex), new Range(0, text.max()));
    }

    private static CallEstimate contains(String overload, Operand other, Function<Operand, Range> sizes) {
        Range bytes = new Range(4, 16);
        Range cost = bytes.plus(bytes).times(TEXT_FACTOR);
        if (overload.startsWith("cidr_contains_cidr")) {
            cost = cost.plus(bytes.times(TEXT_FACTOR)).plus(Range.ONE);
        }
        if (overload.endsWith("_string")) {
            cost = cost.plus(sizes.apply(other).times(TEXT_FACTOR));
        }
        return CallEstimate.of(cost);
    }

    private static @Nullable CallEstimate equality(Operand left, Operand right) {
        if (!left.type().equals(right.type()) || left.type().kind() != CelKind.OPAQUE) {
            return null;
        }
        if (left.type().equals(Libraries.FORMAT)) {
            return CallEstimate.of(new Range(1, 64).times(TEXT_FACTOR));
        }
        if (left.type().equals(Libraries.URL)) {
            Range size = right.size() == null ? Range.ONE : right.size();
            return CallEstimate.of(new Range(1, size.max()).times(TEXT_FACTOR));
        }
        return left.type().name().startsWith("kubernetes.")
                        || left.type().name().startsWith("net.")
                ? CallEstimate.of(Range.ONE)
                : null;
    }
}
