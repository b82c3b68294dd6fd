package dev.quarterdeck.chaos.check;

/**
 * One change of one object, as the store, a topic or a watch shows it.
 *
 * @param token what the write that made it wrote; a deletion shows that of the last state
 */
public record HistoryEntry(long revision, String type, String name, String uid, int counter, String token) {
    public boolean isDeletion() {
        return type.equals("DELETED");
    }
}
