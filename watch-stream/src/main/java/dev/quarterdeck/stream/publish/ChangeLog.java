package dev.quarterdeck.stream.publish;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.stream.record.Change;
import dev.quarterdeck.stream.record.RevisionLeap;
import java.util.List;
import java.util.Map;

/** The committed changes, in revision order without gaps other than leaps. Calls block; {@link UnavailableException} where the log can't be reached. */
public interface ChangeLog {

    /** How far the log is. */
    Heads heads() throws UnavailableException;

    /** Changes of all resources above {@code after}, at most {@code limit}; fewer only at the end of the log. */
    List<Change> read(long after, int limit) throws UnavailableException;

    /** Changes of one resource above {@code after}; where the log does not reach back that far, from where it begins. */
    List<Change> read(StoredResource resource, long after, int limit) throws UnavailableException;

    /** Takes note that every topic is complete up to {@code revision}: what is older may be dropped. */
    void published(long revision) throws UnavailableException;

    /**
     * @param revision of the newest change
     * @param newest of each resource that ever changed
     * @param begins the log of each resource is complete above this revision; 0 where nothing was dropped
     * @param published as last noted
     * @param leaps restores, in the order of revisions: the log has no gaps but these
     */
    record Heads(
            long revision,
            Map<StoredResource, Long> newest,
            Map<StoredResource, Long> begins,
            long published,
            List<RevisionLeap> leaps) {

        /** Of a log that was never restored. */
        public Heads(
                long revision, Map<StoredResource, Long> newest, Map<StoredResource, Long> begins, long published) {
            this(revision, newest, begins, published, List.of());
        }
    }

    /** Try again later. */
    final class UnavailableException extends Exception {
        public UnavailableException(Throwable cause) {
            super(cause.getMessage(), cause);
        }
    }
}
