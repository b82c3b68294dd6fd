package dev.quarterdeck.cel.cost;

import org.jspecify.annotations.Nullable;

/**
 * What one call may cost, without its arguments.
 *
 * @param result the size of what it returns; null where nothing is known
 */
record CallEstimate(Range cost, @Nullable Range result) {
    static CallEstimate of(Range cost) {
        return new CallEstimate(cost, null);
    }
}
