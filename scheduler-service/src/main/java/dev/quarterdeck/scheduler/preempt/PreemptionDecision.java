package dev.quarterdeck.scheduler.preempt;

import dev.quarterdeck.scheduler.snapshot.PodRequest;
import java.util.List;

/** What preemption can do for a pod that no node takes. */
public sealed interface PreemptionDecision {

    /** Once these are gone, the pod fits on that node. Most important victim first. */
    record Preempt(String node, List<PodRequest> victims) implements PreemptionDecision {}

    /**
     * @param message what is added to the message of FailedScheduling
     * @param waits whether a node is being cleared for it already
     */
    record Helpless(String message, boolean waits) implements PreemptionDecision {}
}
