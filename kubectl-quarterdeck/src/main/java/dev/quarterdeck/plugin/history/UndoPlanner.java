package dev.quarterdeck.plugin.history;

import dev.quarterdeck.plugin.object.Content;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** What an undo puts back. Pure but for the revisions, which are read as far as needed. */
public final class UndoPlanner {

    private UndoPlanner() {}

    /** What comes of it. */
    public sealed interface Undo {
        /** @param from the revision whose content comes back */
        record Update(Revision from, ObjectNode object) implements Undo {}

        /** The object is gone: it is made again. */
        record Create(Revision from, ObjectNode object) implements Undo {}

        /** @param why in words */
        record Nothing(String why) implements Undo {}
    }

    /**
     * @param current null where the object is gone
     * @param revisions newest first
     * @param wanted the revision to go back to; 0 for the content before the present one
     */
    public static Undo plan(@Nullable ObjectNode current, Iterator<Revision> revisions, long wanted) {
        while (revisions.hasNext()) {
            Revision revision = revisions.next();
            if (wanted > 0 ? revision.number() > wanted : current != null && isNoWayBack(revision, current)) {
                continue;
            }
            if (wanted > 0 && revision.isDeletion() && revision.number() == wanted) {
                return new Undo.Nothing("at revision " + wanted + " the object was deleted: kubectl delete does that");
            }
            if (wanted > 0 && revision.number() < wanted && revision.isDeletion()) {
                return new Undo.Nothing("at revision " + wanted + " the object did not exist");
            }
            if (current == null) {
                return new Undo.Create(revision, Content.anew(revision.object()));
            }
            if (Content.same(current, revision.object())) {
                return new Undo.Nothing("the object is already as it was at revision " + revision.number());
            }
            return new Undo.Update(revision, Content.put(current, revision.object()));
        }
        return new Undo.Nothing(
                wanted > 0
                        ? "history does not reach back to revision " + wanted + ", or the object did not exist yet"
                        : "history knows no other content of this object");
    }

    /** It wants what is there now, or is the end of an object that was there before under the same name. */
    private static boolean isNoWayBack(Revision revision, ObjectNode current) {
        return revision.isDeletion() || Content.same(revision.object(), current);
    }
}
