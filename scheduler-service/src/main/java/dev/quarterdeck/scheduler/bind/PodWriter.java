package dev.quarterdeck.scheduler.bind;

import io.fabric8.kubernetes.api.model.Pod;

/** What the scheduler writes. A port, so that decisions can be tested without an API. Blocking. */
public interface PodWriter {

    /**
     * Gives the pod its node.
     *
     * @throws dev.quarterdeck.kube.status.ApiException Conflict where it has one already, NotFound where it is gone
     */
    void bind(Pod pod, String node) throws InterruptedException;

    /**
     * Says in the pod's condition PodScheduled that no node takes it, and why. A pod that is gone is no error.
     *
     * @param nominatedNode the node that is being cleared for it; empty for none, which also ends what was said before
     */
    void markUnschedulable(Pod pod, String message, String nominatedNode) throws InterruptedException;

    /** Says in the pod's condition PodScheduled why it could not be decided where it goes. A pod that is gone is no error. */
    void markFailed(Pod pod, String message) throws InterruptedException;

    /** No node is being cleared for it any more. A pod that is gone is no error. */
    void withdrawNomination(Pod pod) throws InterruptedException;

    /**
     * Says in the pod's condition DisruptionTarget why, and deletes it with its own grace period. False where it was going or gone already.
     *
     * @param by what it makes room for
     */
    boolean preempt(Pod victim, Preemptor by) throws InterruptedException;
}
