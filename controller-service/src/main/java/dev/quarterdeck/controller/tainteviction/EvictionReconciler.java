package dev.quarterdeck.controller.tainteviction;

import dev.quarterdeck.controller.pod.PodDisruption;
import dev.quarterdeck.controller.pod.Pods;
import dev.quarterdeck.controller.tainteviction.EvictionPlanner.Verdict;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.reconcile.client.ObjectApi;
import dev.quarterdeck.reconcile.client.Propagation;
import dev.quarterdeck.reconcile.event.EventRecorder;
import dev.quarterdeck.reconcile.informer.Informer;
import dev.quarterdeck.reconcile.loop.Reconciler;
import dev.quarterdeck.reconcile.loop.Result;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Taint;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Deletes a pod when its time on a tainted node is over. */
final class EvictionReconciler implements Reconciler<ObjectKey> {
    private final Informer<Node> nodes;
    private final Informer<Pod> pods;
    private final ObjectApi api;
    private final EventRecorder events;
    private final InstantSource clock;
    /** When a pod was first seen to be due to leave; those that were and are no more are told so. */
    private final Map<ObjectKey, Instant> due = new ConcurrentHashMap<>();

    EvictionReconciler(
            Informer<Node> nodes, Informer<Pod> pods, ObjectApi api, EventRecorder events, InstantSource clock) {
        this.nodes = nodes;
        this.pods = pods;
        this.api = api;
        this.events = events;
        this.clock = clock;
    }

    @Override
    public Result reconcile(ObjectKey key) throws InterruptedException {
        Optional<Pod> found = pods.get(key.namespace(), key.name());
        if (found.isEmpty()) {
            return stay(key, named(key));
        }
        if (found.get().isMarkedForDeletion()) {
            return Result.DONE;
        }
        if (Pods.isTerminal(found.get())) {
            due.remove(key);
            return Result.DONE;
        }
        Pod pod = found.get();
        Instant now = clock.instant();
        return switch (EvictionPlanner.plan(pod, taints(pod), due.getOrDefault(key, now))) {
            case Verdict.Stay() -> stay(key, pod);
            case Verdict.LeaveAt(Instant when) -> {
                due.putIfAbsent(key, now);
                if (when.isAfter(now)) {
                    yield Result.after(Duration.between(now, when));
                }
                evict(key, pod, now);
                due.remove(key);
                yield Result.DONE;
            }
        };
    }

    private List<Taint> taints(Pod pod) {
        return nodes.get("", Pods.nodeName(pod))
                .map(node -> node.getSpec() == null
                        ? List.<Taint>of()
                        : node.getSpec().getTaints())
                .orElse(List.of());
    }

    private Result stay(ObjectKey key, Pod pod) {
        if (due.remove(key) != null) {
            events.normal(pod, "TaintManagerEviction", "Cancelling deletion of Pod " + key);
        }
        return Result.DONE;
    }

    /** What is left to say it of when the pod has gone by itself. */
    private static Pod named(ObjectKey key) {
        return new PodBuilder()
                .withNewMetadata()
                .withNamespace(key.namespace())
                .withName(key.name())
                .endMetadata()
                .build();
    }

    private void evict(ObjectKey key, Pod pod, Instant now) throws InterruptedException {
        events.normal(pod, "TaintManagerEviction", "Marking for deletion Pod " + key);
        PodDisruption.announce(
                api,
                pod,
                "DeletionByTaintManager",
                "Taint manager: deleting due to NoExecute taint",
                Optional.empty(),
                now);
        api.delete(pod, Propagation.DEFAULT);
    }
}
