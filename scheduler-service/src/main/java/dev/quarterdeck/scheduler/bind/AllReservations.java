package dev.quarterdeck.scheduler.bind;

import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.scheduler.measure.AttemptTimes;
import dev.quarterdeck.scheduler.snapshot.ClusterSnapshot;
import dev.quarterdeck.scheduler.snapshot.NodeSnapshot;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** First one, then the other; the pod is bound when both have been carried out. */
public final class AllReservations implements Reservations {
    private final Reservations first;
    private final Reservations second;

    public AllReservations(Reservations first, Reservations second) {
        this.first = first;
        this.second = second;
    }

    @Override
    public String rule() {
        return first.rule() + ", " + second.rule();
    }

    @Override
    public String missing(PodRequest pod) {
        String missing = first.missing(pod);
        return missing.isEmpty() ? second.missing(pod) : missing;
    }

    @Override
    public void reserve(PodRequest pod, NodeSnapshot node, ClusterSnapshot cluster) {
        reserve(pod, node, cluster, AttemptTimes.NONE);
    }

    @Override
    public void reserve(PodRequest pod, NodeSnapshot node, ClusterSnapshot cluster, AttemptTimes times) {
        first.reserve(pod, node, cluster, times);
        try {
            second.reserve(pod, node, cluster, times);
        } catch (RuntimeException e) {
            first.forget(pod);
            throw e;
        }
    }

    @Override
    public void carryOut(PodRequest pod, Runnable bind, Consumer<String> failed, Executor later)
            throws InterruptedException {
        carryOut(pod, bind, failed, later, AttemptTimes.NONE);
    }

    @Override
    public void carryOut(PodRequest pod, Runnable bind, Consumer<String> failed, Executor later, AttemptTimes times)
            throws InterruptedException {
        first.carryOut(pod, () -> then(pod, bind, failed, later, times), failed, later, times);
    }

    private void then(PodRequest pod, Runnable bind, Consumer<String> failed, Executor later, AttemptTimes times) {
        try {
            second.carryOut(pod, bind, failed, later, times);
        } catch (ApiException e) {
            failed.accept(e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            failed.accept("interrupted");
        }
    }

    @Override
    public void bound(PodRequest pod) {
        first.bound(pod);
        second.bound(pod);
    }

    @Override
    public void forget(PodRequest pod) {
        first.forget(pod);
        second.forget(pod);
    }

    @Override
    public String release(PodRequest pod, ClusterSnapshot cluster, Set<String> rejectedBy) {
        String done = second.release(pod, cluster, rejectedBy);
        return done.isEmpty() ? first.release(pod, cluster, rejectedBy) : done;
    }
}
