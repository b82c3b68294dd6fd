package dev.quarterdeck.plugin.why;

import dev.quarterdeck.plugin.history.Revision;
import java.time.Instant;
import java.util.Iterator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * When a pod got its node, and by whom.
 *
 * @param revision of the write; the cluster before it is that of the revision below
 */
public record Binding(long revision, @Nullable Instant time, String user, String node) {

    /** @param revisions of a pod, newest first; empty where its history does not go back so far */
    public static Optional<Binding> of(Iterator<Revision> revisions) {
        Revision withNode = null;
        while (revisions.hasNext()) {
            Revision each = revisions.next();
            if (node(each).isEmpty()) {
                break;
            }
            withNode = each;
        }
        return withNode == null
                        || withNode.time() == null
                        || !withNode.subresource().equals("binding")
                ? Optional.empty()
                : Optional.of(new Binding(withNode.number(), withNode.time(), withNode.user(), node(withNode)));
    }

    private static String node(Revision revision) {
        return revision.object().at("/spec/nodeName").asString("");
    }
}
