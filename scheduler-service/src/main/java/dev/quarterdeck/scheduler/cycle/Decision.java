package dev.quarterdeck.scheduler.cycle;

import java.util.BitSet;
import java.util.Set;

/** What became of one pod in one cycle. */
public sealed interface Decision {

    record Placed(String node) implements Decision {}

    /**
     * No node takes it.
     *
     * @param message as users see it in the event and the condition
     * @param rejectedBy names of the filters that said no anywhere: only changes that help one of them wake the pod
     * @param ofThePod whether something is wrong with the pod itself, so that no node was asked
     * @param helpable slots of the nodes that might take it if other pods left them
     */
    record Unschedulable(String message, Set<String> rejectedBy, boolean ofThePod, BitSet helpable)
            implements Decision {}
}
