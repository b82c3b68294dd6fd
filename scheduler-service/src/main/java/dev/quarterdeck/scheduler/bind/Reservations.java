package dev.quarterdeck.scheduler.bind;

import dev.quarterdeck.scheduler.snapshot.ClusterSnapshot;
import dev.quarterdeck.scheduler.snapshot.NodeSnapshot;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** What a pod needs besides room before it can be bound: volumes, devices. Held from the decision on, so that nobody else gets it. */
public interface Reservations {

    /** Nothing besides room. */
    Reservations NONE = new Reservations() {
        @Override
        public void reserve(PodRequest pod, NodeSnapshot node, ClusterSnapshot cluster) {
            // Nothing to hold.
        }

        @Override
        public void carryOut(PodRequest pod, Runnable bind, Consumer<String> failed, Executor later) {
            bind.run();
        }

        @Override
        public void forget(PodRequest pod) {
            // Nothing was held.
        }
    };

    /** Called by the thread that decides, at once after the decision. */
    void reserve(PodRequest pod, NodeSnapshot node, ClusterSnapshot cluster);

    /**
     * Writes what was decided. Exactly one of both is called, now or later, unless it throws.
     *
     * @param failed with what went wrong
     * @param later runs what may block when something is told that must not
     */
    void carryOut(PodRequest pod, Runnable bind, Consumer<String> failed, Executor later) throws InterruptedException;

    /** What has to be there before the pod is looked at at all; empty where nothing is missing. */
    default String missing(PodRequest pod) {
        return "";
    }

    /**
     * No node takes the pod: gives up what it holds where that keeps it from going elsewhere. Does not block.
     *
     * @param rejectedBy names of the rules that said no
     * @return what was done, as users read it
     */
    default String release(PodRequest pod, ClusterSnapshot cluster, Set<String> rejectedBy) {
        return "no new claims to deallocate";
    }

    /** The pod has its node: what it held is its own. */
    default void bound(PodRequest pod) {
        // Nothing was held.
    }

    /** The pod is not going there. */
    void forget(PodRequest pod);
}
