package dev.quarterdeck.stream.record;

/**
 * A restore, as revisions see it: the store went back to {@code restored}, and goes on above {@code resumed}. Revisions between the two, both excluded, are void:
 * they may have been given out before, in a future that the restore has undone, and will never be given out again. At {@code resumed} the state is that of
 * {@code restored}.
 */
public record RevisionLeap(long restored, long resumed) {

    public RevisionLeap {
        if (restored < 0 || resumed <= restored + 1) {
            throw new IllegalArgumentException("no leap: from " + restored + " to " + resumed);
        }
    }

    public boolean isVoid(long revision) {
        return restored < revision && revision < resumed;
    }
}
