package dev.quarterdeck.scheduler.gang;

import dev.quarterdeck.scheduler.cycle.Decision;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import java.util.List;

/** What one pod of a group would get, with those before it on their nodes. */
public sealed interface PodOutcome {
    PodRequest pod();

    /** That node takes it. */
    record Fits(PodRequest pod, String node) implements PodOutcome {}

    /**
     * That node takes it once these are gone.
     *
     * @param victims most important first; empty where they are going already
     * @param no what stands against it as long as they are there
     */
    record Displaces(PodRequest pod, String node, List<PodRequest> victims, Decision.Unschedulable no)
            implements PodOutcome {}

    /** No node takes it. */
    record Rejected(PodRequest pod, String message, Decision.Unschedulable no) implements PodOutcome {}
}
