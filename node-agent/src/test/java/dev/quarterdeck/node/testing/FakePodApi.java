package dev.quarterdeck.node.testing;

import dev.quarterdeck.node.pod.PodApi;
import dev.quarterdeck.node.pod.PodWorkers;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Holds pods as the API would, and tells the node's workers what the API would tell them. */
public final class FakePodApi implements PodApi {
    private final Map<String, Pod> pods = new ConcurrentHashMap<>();
    public final List<String> phases = new CopyOnWriteArrayList<>();
    private volatile PodWorkers workers;
    public volatile boolean down;

    public void serve(PodWorkers workers) {
        this.workers = workers;
        pods.values().forEach(workers::present);
    }

    public Pod create(Pod pod) {
        pods.put(pod.getMetadata().getUid(), pod);
        workers.present(pod);
        return pod;
    }

    public void update(Pod pod) {
        Pod now = pods.computeIfPresent(pod.getMetadata().getUid(), (uid, before) -> new PodBuilder(pod)
                .withStatus(before.getStatus())
                .build());
        workers.present(now);
    }

    public void requestDeletion(Pod pod, long graceSeconds) {
        Pod now = pods.computeIfPresent(pod.getMetadata().getUid(), (uid, before) -> new PodBuilder(before)
                .editMetadata()
                .withDeletionTimestamp(Instant.now().plusSeconds(graceSeconds).toString())
                .withDeletionGracePeriodSeconds(graceSeconds)
                .endMetadata()
                .build());
        workers.present(now);
    }

    /** As if it had been deleted while the agent was away. */
    public void forget(Pod pod) {
        pods.remove(pod.getMetadata().getUid());
    }

    public Pod get(Pod pod) {
        return pods.get(pod.getMetadata().getUid());
    }

    public boolean has(Pod pod) {
        return pods.containsKey(pod.getMetadata().getUid());
    }

    public PodStatus status(Pod pod) {
        Pod now = get(pod);
        return now == null || now.getStatus() == null ? new PodStatus() : now.getStatus();
    }

    @Override
    public long writeStatus(Pod pod, PodStatus status) {
        if (down) {
            throw new IllegalStateException("the API is down");
        }
        Pod now = pods.computeIfPresent(
                pod.getMetadata().getUid(),
                (uid, before) -> new PodBuilder(before).withStatus(status).build());
        phases.add(pod.getMetadata().getName() + "=" + status.getPhase());
        if (now != null) {
            workers.present(now);
        }
        return Long.MAX_VALUE;
    }

    @Override
    public void delete(Pod pod) {
        if (down) {
            throw new IllegalStateException("the API is down");
        }
        Pod before = pods.remove(pod.getMetadata().getUid());
        if (before != null) {
            workers.absent(before);
        }
    }
}
