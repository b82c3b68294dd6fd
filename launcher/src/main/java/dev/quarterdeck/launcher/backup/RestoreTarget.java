package dev.quarterdeck.launcher.backup;

import java.time.Instant;

/** What a restore is asked for. */
public sealed interface RestoreTarget {
    /** All that was archived. */
    record Latest() implements RestoreTarget {}

    /** What was committed at or before this moment. */
    record Time(Instant time) implements RestoreTarget {}

    /** The transaction that made this revision, whole, and all before it. */
    record Revision(long revision) implements RestoreTarget {}
}
