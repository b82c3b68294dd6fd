package dev.quarterdeck.cel.library;

import com.google.common.primitives.UnsignedLong;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.TypeParamType;
import dev.cel.common.values.CelByteString;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** {@code isSorted}, {@code sum}, {@code min}, {@code max}, {@code indexOf} and {@code lastIndexOf} of lists. */
final class ListLibrary {
    private static final CelType ITEM = TypeParamType.create("T");
    private static final CelType LIST = ListType.create(ITEM);

    private ListLibrary() {}

    static FunctionSet functions() {
        return new FunctionSet()
                .member("isSorted", "list_is_sorted", FunctionSet.BOOL, args -> isSorted((List<?>) args[0]), LIST)
                .member("sum", "list_sum", ITEM, args -> sum((List<?>) args[0]), LIST)
                .member("min", "list_min", ITEM, args -> extreme((List<?>) args[0], "min", -1), LIST)
                .member("max", "list_max", ITEM, args -> extreme((List<?>) args[0], "max", 1), LIST)
                .member(
                        "indexOf",
                        "list_index_of",
                        FunctionSet.INT,
                        args -> (long) ((List<?>) args[0]).indexOf(args[1]),
                        LIST,
                        ITEM)
                .member(
                        "lastIndexOf",
                        "list_last_index_of",
                        FunctionSet.INT,
                        args -> (long) ((List<?>) args[0]).lastIndexOf(args[1]),
                        LIST,
                        ITEM);
    }

    private static boolean isSorted(List<?> list) {
        for (int i = 1; i < list.size(); i++) {
            if (compare(list.get(i - 1), list.get(i)) > 0) {
                return false;
            }
        }
        return true;
    }

    private static Object extreme(List<?> list, String name, int sign) {
        if (list.isEmpty()) {
            throw new FunctionError(name + " called on empty list");
        }
        Object best = list.getFirst();
        for (Object item : list) {
            if (compare(item, best) * sign > 0) {
                best = item;
            }
        }
        return best;
    }

    private static Object sum(List<?> list) {
        Object sum = list.isEmpty() ? (Object) 0L : null;
        for (Object item : list) {
            sum = sum == null ? item : plus(sum, item);
        }
        return sum == null ? (Object) 0L : sum;
    }

    private static Object plus(Object one, Object other) {
        return switch (one) {
            case Long a when other instanceof Long b -> Math.addExact(a, b);
            case UnsignedLong a when other instanceof UnsignedLong b -> a.plus(b);
            case Double a when other instanceof Double b -> a + b;
            case Duration a when other instanceof Duration b -> a.plus(b);
            default -> throw new FunctionError("no such overload");
        };
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static int compare(Object one, Object other) {
        if (one instanceof String a && other instanceof String b) {
            return java.util.Arrays.compareUnsigned(
                    a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
        }
        if (one instanceof CelByteString a && other instanceof CelByteString b) {
            return java.util.Arrays.compareUnsigned(a.toByteArray(), b.toByteArray());
        }
        if (one instanceof Number && other instanceof Number && one.getClass() != other.getClass()) {
            return Double.compare(((Number) one).doubleValue(), ((Number) other).doubleValue());
        }
        if (one instanceof Comparable a && one.getClass() == other.getClass()) {
            return a.compareTo(other);
        }
        throw new FunctionError("no such overload");
    }
}
