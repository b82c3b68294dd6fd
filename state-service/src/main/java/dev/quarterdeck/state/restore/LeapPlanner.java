package dev.quarterdeck.state.restore;

import dev.quarterdeck.stream.record.RevisionLeap;
import java.time.Duration;
import java.time.Instant;

/**
 * How far a restored store must leap so that no revision is given out twice. Pure.
 *
 * <p>A store gives out at most {@link #CEILING} revisions per second, so one that began at any time since 1970, or has leapt to this line before, is below
 * {@code seconds since 1970 × CEILING} now, however often it was restored and whatever was lost with it. A day is added for clocks that were wrong. Where more is
 * known, from the topics or from the store that is replaced, the leap goes above that as well. The numbers stay below 2^53 for centuries, so that clients which
 * keep numbers as doubles can compare them.
 */
public final class LeapPlanner {
    /** Revisions per second that a store gives out at most, on average; several times what a commit's two round trips allow. */
    public static final long CEILING = 100_000;

    private static final Duration CLOCK_ERROR = Duration.ofDays(1);
    /** Above the newest revision that is known; what was given out after it was looked at. */
    private static final long BEYOND_KNOWN = 1_000_000_000;

    private LeapPlanner() {}

    /**
     * @param restored the restored store's counter
     * @param newestKnown the highest revision that topics or the replaced store show; 0 where nothing is known
     */
    public static RevisionLeap plan(long restored, long newestKnown, Instant now) {
        long line = Math.multiplyExact(now.plus(CLOCK_ERROR).getEpochSecond(), CEILING);
        long known = Math.addExact(Math.max(restored, newestKnown), BEYOND_KNOWN);
        return new RevisionLeap(restored, Math.max(line, known));
    }
}
