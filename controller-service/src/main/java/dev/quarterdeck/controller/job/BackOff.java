package dev.quarterdeck.controller.job;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * How long new pods have to wait after failures: ten seconds after the first since the last success, twice as long after each further one, ten minutes at
 * most. Pure.
 *
 * @param failures since the last success
 * @param last when the last of them ended; of no meaning where there is none
 */
record BackOff(int failures, Instant last) {
    static final BackOff NONE = new BackOff(0, Instant.EPOCH);
    private static final Duration FIRST = Duration.ofSeconds(10);
    private static final Duration LONGEST = Duration.ofMinutes(10);

    /** After more pods have ended at these times. */
    BackOff after(Collection<Instant> successes, Collection<Instant> failed) {
        if (successes.isEmpty()) {
            return failed.isEmpty()
                    ? this
                    : new BackOff(
                            failures + failed.size(),
                            failed.stream().max(Comparator.naturalOrder()).orElse(last));
        }
        Instant success = successes.stream().max(Comparator.naturalOrder()).orElse(Instant.EPOCH);
        List<Instant> later = failed.stream().filter(at -> at.isAfter(success)).toList();
        return NONE.after(List.of(), later);
    }

    Duration left(Instant now) {
        if (failures == 0) {
            return Duration.ZERO;
        }
        Duration wait = FIRST.multipliedBy(1L << Math.min(10, failures - 1));
        wait = wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
        Duration left = Duration.between(now, last.plus(wait));
        return left.isNegative() ? Duration.ZERO : left.compareTo(wait) > 0 ? wait : left;
    }
}
