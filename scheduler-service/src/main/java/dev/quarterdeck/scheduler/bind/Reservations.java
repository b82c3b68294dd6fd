package dev.quarterdeck.scheduler.bind;

import dev.quarterdeck.scheduler.measure.AttemptTimes;
import dev.quarterdeck.scheduler.measure.ExtensionPoint;
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
        public String rule() {
            return "";
        }

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

    /** The plugin's name in the reference. */
    String rule();

    /** Called by the thread that decides, at once after the decision. */
    void reserve(PodRequest pod, NodeSnapshot node, ClusterSnapshot cluster);

    /** The same; {@code times} is told how long it took where the attempt is sampled. */
    default void reserve(PodRequest pod, NodeSnapshot node, ClusterSnapshot cluster, AttemptTimes times) {
        if (!times.isSampled()) {
            reserve(pod, node, cluster);
            return;
        }
        long begin = System.nanoTime();
        reserve(pod, node, cluster);
        times.ruleTook(ExtensionPoint.Reserve, rule(), "Success", System.nanoTime() - begin);
    }

    /**
     * Writes what was decided. Exactly one of both is called, now or later, unless it throws.
     *
     * @param failed with what went wrong
     * @param later runs what may block when something is told that must not
     */
    void carryOut(PodRequest pod, Runnable bind, Consumer<String> failed, Executor later) throws InterruptedException;

    /** The same; {@code times} is told how long it took where the attempt is sampled. */
    default void carryOut(PodRequest pod, Runnable bind, Consumer<String> failed, Executor later, AttemptTimes times)
            throws InterruptedException {
        if (!times.isSampled()) {
            carryOut(pod, bind, failed, later);
            return;
        }
        long begin = System.nanoTime();
        carryOut(
                pod,
                () -> {
                    times.ruleTook(ExtensionPoint.PreBind, rule(), "Success", System.nanoTime() - begin);
                    bind.run();
                },
                wrong -> {
                    times.ruleTook(ExtensionPoint.PreBind, rule(), "Error", System.nanoTime() - begin);
                    failed.accept(wrong);
                },
                later);
    }

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
