package dev.quarterdeck.controller.tainteviction;

import dev.quarterdeck.controller.pod.Departures;
import dev.quarterdeck.controller.pod.Pods;
import dev.quarterdeck.controller.tainteviction.EvictionPlanner.Verdict;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.reconcile.client.ObjectApi;
import dev.quarterdeck.reconcile.event.EventRecorder;
import dev.quarterdeck.reconcile.informer.Informer;
import dev.quarterdeck.reconcile.loop.Reconciler;
import dev.quarterdeck.reconcile.loop.Result;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Taint;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Deletes a pod when its time on a tainted node is over. */
final class EvictionReconciler implements Reconciler<ObjectKey> {
    private final Informer<Node> nodes;
    private final Informer<Pod> pods;
    private final Departures departures;

    EvictionReconciler(
            Informer<Node> nodes, Informer<Pod> pods, ObjectApi api, EventRecorder events, InstantSource clock) {
        this.nodes = nodes;
        this.pods = pods;
        this.departures = new Departures(api, new NodeWords(events), clock);
    }

    private record NodeWords(EventRecorder events) implements Departures.Words {
        private static final String REASON = "TaintManagerEviction";

        @Override
        public void leaves(ObjectKey key, Pod pod) {
            events.normal(pod, REASON, "Marking for deletion Pod " + key);
        }

        @Override
        public void stays(ObjectKey key, Pod pod) {
            events.normal(pod, REASON, "Cancelling deletion of Pod " + key);
        }

        @Override
        public String reason() {
            return "DeletionByTaintManager";
        }

        @Override
        public String message() {
            return "Taint manager: deleting due to NoExecute taint";
        }
    }

    @Override
    public Result reconcile(ObjectKey key) throws InterruptedException {
        Optional<Pod> found = pods.get(key.namespace(), key.name());
        if (found.isEmpty()) {
            return departures.decide(key, named(key), Optional.empty());
        }
        Pod pod = found.get();
        if (pod.isMarkedForDeletion()) {
            return Result.DONE;
        }
        if (Pods.isTerminal(pod)) {
            departures.forget(key);
            return Result.DONE;
        }
        return switch (EvictionPlanner.plan(pod, taints(pod), departures.firstSeen(key))) {
            case Verdict.Stay() -> departures.decide(key, pod, Optional.empty());
            case Verdict.LeaveAt(Instant when) -> departures.decide(key, pod, Optional.of(when));
        };
    }

    private List<Taint> taints(Pod pod) {
        return nodes.get("", Pods.nodeName(pod))
                .map(node -> node.getSpec() == null
                        ? List.<Taint>of()
                        : node.getSpec().getTaints())
                .orElse(List.of());
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
}
