package dev.quarterdeck.state.commit;

/** Lets the simulation end a committer as {@link CommitterThread} does. */
public final class CommitterDoor {
    private CommitterDoor() {}

    /** No more writes are let in; those that wait are still committed. */
    public static void refuseMore(GroupCommitter committer) {
        committer.refuseMore();
    }

    /** After the last step. */
    public static void end(GroupCommitter committer) {
        committer.end();
    }
}
