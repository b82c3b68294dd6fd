package dev.quarterdeck.scheduler.bind;

import dev.quarterdeck.reconcile.model.PodGroup;

/** What the scheduler writes of groups of pods. Blocking. */
public interface GroupWriter {
    GroupWriter NONE = (group, condition) -> {};

    /**
     * Says in a condition of the group what became of it. A group that is gone is no error.
     *
     * @param condition when its status became what it is does not matter
     */
    void mark(PodGroup group, PodGroup.Condition condition) throws InterruptedException;
}
