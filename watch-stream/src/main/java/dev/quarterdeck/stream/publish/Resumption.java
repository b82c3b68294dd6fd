package dev.quarterdeck.stream.publish;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.stream.record.RevisionLeap;

/**
 * Where a topic goes on when a term begins.
 *
 * @param from changes above it are still to be published
 * @param told restores up to this revision are known to who reads the topic
 * @param previous what the next record names as the change before it
 */
record Resumption(long from, long told, long previous) {
    /**
     * Of the topic of one resource.
     *
     * @param rebuilt how many revisions below what was published a topic begins that has been lost
     */
    static Resumption of(StoredResource resource, TopicEnds.End end, ChangeLog.Heads heads, long rebuilt) {
        long newest = heads.newest().getOrDefault(resource, 0L);
        long begins = heads.begins().getOrDefault(resource, 0L);
        if (end.emptied()) {
            // quiet, and emptied by retention: it is complete up to what was noted
            return above(Math.min(newest, heads.published()), heads.published(), newest, begins);
        }
        if (end.revision() > 0) {
            return above(end.revision(), end.revision(), newest, begins);
        }
        long floor = Math.max(0, heads.published() - rebuilt);
        if (newest > floor) {
            return above(floor, floor, newest, begins);
        }
        // who saw the resource in a future that was undone must not take the next change for the one after that
        long restored = heads.leaps().stream()
                .mapToLong(RevisionLeap::resumed)
                .filter(resumed -> resumed <= floor)
                .max()
                .orElse(0);
        return new Resumption(newest, floor, Math.max(newest, restored));
    }

    private static Resumption above(long from, long told, long newest, long begins) {
        return new Resumption(from, told, from < newest && from < begins ? begins : from);
    }
}
