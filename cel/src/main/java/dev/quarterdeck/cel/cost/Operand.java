package dev.quarterdeck.cel.cost;

import dev.cel.common.ast.CelExpr;
import dev.cel.common.types.CelType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of an expression as the cost of a call around it sees it.
 *
 * @param path from a variable to what is declared of it; null where it comes from nowhere declared
 * @param size null where nothing is known
 */
record Operand(
        @Nullable CelExpr expression,
        CelType type,
        @Nullable List<String> path,
        @Nullable Range size) {
    Range sizeOrUnknown() {
        return size == null ? Range.UNKNOWN : size;
    }
}
