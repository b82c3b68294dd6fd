package dev.quarterdeck.scheduler.score;

import dev.quarterdeck.scheduler.snapshot.NodeSnapshot;

/** What there is on a node of resources that it has nothing of itself: devices. */
public interface MoreResources {
    /** Nothing. */
    MoreResources NONE = (node, resource) -> Amount.NONE;

    /** How much there is, and how much of it is somebody's. */
    record Amount(long all, long used) {
        public static final Amount NONE = new Amount(0, 0);
    }

    Amount of(NodeSnapshot node, String resource);
}
