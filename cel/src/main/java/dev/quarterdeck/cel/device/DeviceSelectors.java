package dev.quarterdeck.cel.device;

import dev.cel.common.types.SimpleType;
import dev.quarterdeck.cel.expression.Compilation;
import dev.quarterdeck.cel.expression.Expressions;
import dev.quarterdeck.cel.library.Libraries;
import dev.quarterdeck.cel.type.DeclaredType;
import dev.quarterdeck.kube.format.Quoting;
import dev.quarterdeck.kube.status.FieldError;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * Whether an expression can select devices: it speaks of {@code device} alone, is true, false or of a type nobody knows before, and no device is so large
 * that it becomes too costly. Thread-safe.
 */
final class DeviceSelectors {
    private static final int MOST_BYTES = 10 * 1024;
    private static final long MOST_COST = 1_000_000;
    private static final int MOST_ENTRIES = 32;
    private static final int MOST_DRIVER_CHARACTERS = 63;
    private static final int MOST_VALUE_CHARACTERS = 64;

    private static final DeclaredType ANYTHING = DeclaredType.simple(SimpleType.ANY, MOST_VALUE_CHARACTERS, 1);
    private static final DeclaredType DEVICE = DeclaredType.object(
            "kubernetes.DRADevice",
            Map.of(
                    "driver", DeclaredType.simple(SimpleType.STRING, MOST_DRIVER_CHARACTERS, 2),
                    "attributes", DeclaredType.map(DeclaredType.map(ANYTHING, MOST_ENTRIES), MOST_ENTRIES),
                    "capacity",
                            DeclaredType.map(
                                    DeclaredType.map(DeclaredType.opaque(Libraries.QUANTITY), MOST_ENTRIES),
                                    MOST_ENTRIES),
                    "allowMultipleAllocations", DeclaredType.BOOL));

    private final Expressions expressions = Expressions.withBindings(Map.of("device", DEVICE));

    /** Of an expression that was accepted. */
    Compilation compile(String expression) {
        return expressions.compile(expression, DeclaredType.BOOL, ANYTHING, DeclaredType.DYN);
    }

    /** What is wrong with the expression at {@code path}; empty where nothing is. */
    List<FieldError> errors(String path, String expression) {
        if (expression.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
            return List.of(new FieldError(
                    FieldError.Type.TOO_LONG, path, null, "may not be more than " + MOST_BYTES + " bytes"));
        }
        return switch (compile(expression)) {
            case Compilation.Refused(String detail) ->
                List.of(FieldError.invalid(path, Quoting.quote(expression), detail));
            case Compilation.WrongType(String actual) ->
                List.of(FieldError.invalid(
                        path, Quoting.quote(expression), "must evaluate to bool or the unknown type, not " + actual));
            case Compilation.Compiled compiled ->
                Long.compareUnsigned(compiled.program().estimatedCost(), MOST_COST) > 0
                        ? List.of(FieldError.forbidden(path, "too complex, exceeds cost limit"))
                        : List.of();
        };
    }
}
