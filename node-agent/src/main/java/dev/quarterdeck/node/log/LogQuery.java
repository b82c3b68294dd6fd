package dev.quarterdeck.node.log;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which part of a log is asked for.
 *
 * @param tailLines only the last so many lines; -1 = all
 * @param limitBytes stop after so many bytes; -1 = none
 * @param stream {@code stdout}, {@code stderr}, or null for both
 */
public record LogQuery(
        boolean follow,
        boolean timestamps,
        long tailLines,
        long limitBytes,
        @Nullable Instant since,
        @Nullable String stream) {

    public static final LogQuery ALL = new LogQuery(false, false, -1, -1, null, null);
}
