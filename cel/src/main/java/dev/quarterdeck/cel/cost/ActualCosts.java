package dev.quarterdeck.cel.cost;

import dev.cel.common.values.CelByteString;
import dev.quarterdeck.kube.quantity.Quantity;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;

/** What one call did cost, without its arguments. */
final class ActualCosts {

    private ActualCosts() {}

    private static long ceil(double cost) {
        return (long) Math.ceil(cost);
    }

    private static long text(long size) {
        return ceil(size * LibraryCosts.TEXT_FACTOR);
    }

    private static long size(Object[] args, int index) {
        return index < args.length ? CostMeter.size(args[index]) : 0;
    }

    /** @param overload empty where it was found while running */
    static long of(String function, String overload, Object[] args, Object result) {
        if (LibraryCosts.ONE.contains(function)) {
            return 1;
        }
        if (LibraryCosts.PARSERS.contains(function)) {
            return text(size(args, 0));
        }
        return switch (function) {
            case "_&&_", "_||_", "_?_:_" -> 0;
            case "check" -> LibraryCosts.CHECK;
            case "fieldSelector", "labelSelector" ->
                LibraryCosts.selector(Range.of(size(args, 1))).max();
            case "isSorted", "sum", "max", "min", "indexOf", "lastIndexOf" -> args.length == 0 ? 0 : traversal(args[0]);
            case "url", "lowerAscii", "upperAscii", "substring", "trim", "jsonpatch.escapeKey" -> text(size(args, 0));
            case "replace", "split", "ip.isCanonical" -> ceil(size(args, 0) * 2 * LibraryCosts.TEXT_FACTOR);
            case "join" -> ceil(CostMeter.size(result) * 2 * LibraryCosts.TEXT_FACTOR);
            case "find", "findAll" -> regex(args);
            case "ip" -> overload.equals("cidr_ip") ? 1 : text(size(args, 0));
            case "containsIP" -> text(2 * size(args, 0)) + (overload.endsWith("_string") ? text(size(args, 1)) : 0);
            case "containsCIDR" ->
                text(2 * size(args, 0))
                        + text(size(args, 0))
                        + 1
                        + (overload.endsWith("_string") ? text(size(args, 1)) : 0);
            case "validate" ->
                ceil((1 + size(args, 1)) * LibraryCosts.TEXT_FACTOR)
                        * ceil(LibraryCosts.LONGEST_FORMAT_REGEX * LibraryCosts.REGEX_FACTOR);
            default -> standard(overload, args);
        };
    }

    private static long regex(Object[] args) {
        return ceil((1.0 + size(args, 0)) * LibraryCosts.TEXT_FACTOR) * ceil(size(args, 1) * LibraryCosts.REGEX_FACTOR);
    }

    private static long standard(String overload, Object[] args) {
        return switch (overload) {
            case "starts_with_string",
                    "ends_with_string",
                    "string_to_bytes",
                    "bytes_to_string",
                    "strings_quote",
                    "string_format" -> text(size(args, 0));
            case "in_list" -> size(args, 1);
            case "equals",
                    "not_equals",
                    "less_string",
                    "greater_string",
                    "less_equals_string",
                    "greater_equals_string",
                    "less_bytes",
                    "greater_bytes",
                    "less_equals_bytes",
                    "greater_equals_bytes" ->
                args.length > 0 && args[0] instanceof Quantity ? 1 : text(Math.min(size(args, 0), size(args, 1)));
            case "add_string", "add_bytes" -> text(size(args, 0) + size(args, 1));
            case "matches", "matches_string" -> regex(args);
            case "contains_string" -> text(size(args, 0)) * text(size(args, 1));
            default -> 1;
        };
    }

    private static long traversal(Object value) {
        return switch (value) {
            case String text -> (long) (text.getBytes(StandardCharsets.UTF_8).length * LibraryCosts.TEXT_FACTOR);
            case CelByteString bytes -> (long) (bytes.size() * LibraryCosts.TEXT_FACTOR);
            case Collection<?> items ->
                items.stream().mapToLong(ActualCosts::traversal).sum();
            case Map<?, ?> map ->
                map.entrySet().stream()
                        .mapToLong(entry -> traversal(entry.getKey()) + traversal(entry.getValue()))
                        .sum();
            default -> 1;
        };
    }
}
