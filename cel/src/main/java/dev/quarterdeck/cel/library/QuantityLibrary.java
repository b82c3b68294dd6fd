package dev.quarterdeck.cel.library;

import dev.cel.common.types.SimpleType;
import dev.quarterdeck.kube.quantity.Quantity;
import dev.quarterdeck.kube.quantity.QuantityFormatException;
import java.math.BigDecimal;

/** {@code quantity}, {@code isQuantity} and arithmetic of amounts such as {@code 1.5Gi}. */
final class QuantityLibrary {
    private static final BigDecimal LEAST = BigDecimal.valueOf(Long.MIN_VALUE);
    private static final BigDecimal MOST = BigDecimal.valueOf(Long.MAX_VALUE);

    private QuantityLibrary() {}

    static FunctionSet functions() {
        return new FunctionSet()
                .type(Libraries.QUANTITY, Quantity.class)
                .global(
                        "quantity",
                        "string_to_quantity",
                        Libraries.QUANTITY,
                        args -> parse((String) args[0]),
                        FunctionSet.TEXT)
                .global(
                        "isQuantity",
                        "is_quantity_string",
                        FunctionSet.BOOL,
                        args -> Quantity.isValid((String) args[0]),
                        FunctionSet.TEXT)
                .member(
                        "sign",
                        "quantity_sign",
                        FunctionSet.INT,
                        args -> (long) of(args[0]).signum(),
                        Libraries.QUANTITY)
                .member(
                        "isInteger",
                        "quantity_is_integer",
                        FunctionSet.BOOL,
                        args -> isInteger(of(args[0])),
                        Libraries.QUANTITY)
                .member(
                        "asInteger",
                        "quantity_as_integer",
                        FunctionSet.INT,
                        args -> integer(of(args[0])),
                        Libraries.QUANTITY)
                .member(
                        "asApproximateFloat",
                        "quantity_as_float",
                        SimpleType.DOUBLE,
                        args -> of(args[0]).amount().doubleValue(),
                        Libraries.QUANTITY)
                .member(
                        "isGreaterThan",
                        "quantity_is_greater_than",
                        FunctionSet.BOOL,
                        args -> of(args[0]).compareTo(of(args[1])) > 0,
                        Libraries.QUANTITY,
                        Libraries.QUANTITY)
                .member(
                        "isLessThan",
                        "quantity_is_less_than",
                        FunctionSet.BOOL,
                        args -> of(args[0]).compareTo(of(args[1])) < 0,
                        Libraries.QUANTITY,
                        Libraries.QUANTITY)
                .member(
                        "compareTo",
                        "quantity_compare_to",
                        FunctionSet.INT,
                        args -> (long) of(args[0]).compareTo(of(args[1])),
                        Libraries.QUANTITY,
                        Libraries.QUANTITY)
                .member(
                        "add",
                        "quantity_add",
                        Libraries.QUANTITY,
                        args -> of(args[0]).plus(of(args[1])),
                        Libraries.QUANTITY,
                        Libraries.QUANTITY)
                .member(
                        "add",
                        "quantity_add_int",
                        Libraries.QUANTITY,
                        args -> of(args[0]).plus(Quantity.of((Long) args[1])),
                        Libraries.QUANTITY,
                        FunctionSet.INT)
                .member(
                        "sub",
                        "quantity_sub",
                        Libraries.QUANTITY,
                        args -> of(args[0]).minus(of(args[1])),
                        Libraries.QUANTITY,
                        Libraries.QUANTITY)
                .member(
                        "sub",
                        "quantity_sub_int",
                        Libraries.QUANTITY,
                        args -> of(args[0]).minus(Quantity.of((Long) args[1])),
                        Libraries.QUANTITY,
                        FunctionSet.INT);
    }

    private static Quantity of(Object value) {
        return (Quantity) value;
    }

    private static Quantity parse(String text) {
        try {
            return Quantity.parse(text);
        } catch (QuantityFormatException e) {
            throw new FunctionError(String.valueOf(e.getMessage()));
        }
    }

    private static boolean isInteger(Quantity quantity) {
        return quantity.isWhole()
                && quantity.amount().compareTo(LEAST) >= 0
                && quantity.amount().compareTo(MOST) <= 0;
    }

    private static long integer(Quantity quantity) {
        if (!isInteger(quantity)) {
            throw new FunctionError("cannot convert value to integer");
        }
        return quantity.amount().longValueExact();
    }
}
