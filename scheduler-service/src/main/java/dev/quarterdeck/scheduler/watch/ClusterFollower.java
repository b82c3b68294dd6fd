package dev.quarterdeck.scheduler.watch;

import dev.quarterdeck.reconcile.informer.Informer;
import dev.quarterdeck.reconcile.informer.Informers;
import dev.quarterdeck.scheduler.filter.ClusterChange;
import dev.quarterdeck.scheduler.filter.ClusterChange.Kind;
import dev.quarterdeck.scheduler.gang.Gangs;
import dev.quarterdeck.scheduler.queue.PodUpdate;
import dev.quarterdeck.scheduler.queue.SchedulingQueue;
import dev.quarterdeck.scheduler.snapshot.ClusterState;
import dev.quarterdeck.scheduler.snapshot.NodeSnapshot;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodResourceClaimStatus;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Turns changes of pods, nodes, namespaces and services into deltas of the state and moves of the queue. Handlers are called in order and do not block. */
public final class ClusterFollower {
    /**
     * Whose pods these are.
     *
     * @param withoutGates of all, those for which a pod's gates do not keep it from being tried
     */
    public record SchedulerNames(Set<String> all, Set<String> withoutGates) {
        public static SchedulerNames of(String... names) {
            return new SchedulerNames(Set.of(names), Set.of());
        }

        private static String of(Pod pod) {
            return Objects.requireNonNullElse(pod.getSpec().getSchedulerName(), "default-scheduler");
        }
    }

    private final SchedulerNames schedulers;
    private final ClusterState state;
    private final SchedulingQueue queue;
    private final GangFollower gangs;
    private final CompletableFuture<Void> synced;

    /** One for which each pod goes for itself. */
    public ClusterFollower(SchedulerNames schedulers, ClusterState state, SchedulingQueue queue, Informers informers) {
        this(schedulers, state, queue, Gangs.off(), informers);
    }

    /** Adds its handlers: made before the informers start. */
    public ClusterFollower(
            SchedulerNames schedulers, ClusterState state, SchedulingQueue queue, Gangs gangs, Informers informers) {
        this.schedulers = schedulers;
        this.state = state;
        this.queue = queue;
        this.gangs = new GangFollower(gangs, queue, informers);
        Informer<Node> nodes = informers.of(Node.class).onChange(this::node);
        Informer<Service> services = informers.of(Service.class).onChange(this::service);
        Informer<Namespace> namespaces = informers.of(Namespace.class).onChange(this::namespace);
        Informer<PodDisruptionBudget> budgets =
                informers.of(PodDisruptionBudget.class).onChange(this::budget);
        Informer<Pod> pods = informers.of(Pod.class).onChange(this::pod);
        WorkloadFollower workloads = new WorkloadFollower(state.workloads(), informers);
        this.synced = CompletableFuture.allOf(
                workloads.synced(),
                this.gangs.synced(),
                nodes.synced(),
                services.synced(),
                namespaces.synced(),
                budgets.synced(),
                pods.synced());
    }

    /** Completes once everything that exists has been seen: no pod is decided before. */
    public CompletableFuture<Void> synced() {
        return synced;
    }

    private void pod(@Nullable Pod before, @Nullable Pod after) {
        Pod pod = after != null ? after : Objects.requireNonNull(before);
        String uid = pod.getMetadata().getUid();
        if (before != null && after != null && !uid.equals(before.getMetadata().getUid())) {
            gone(before.getMetadata().getUid());
        }
        if (after == null || hasEnded(after)) {
            gone(uid);
        } else if (hasNode(after)) {
            onNode(before, after);
        } else if (isGated(after)) {
            queue.gated(uid);
            gangs.gated(after);
        } else if (!isOurs(after)) {
            queue.delete(uid);
            gangs.gone(uid);
        } else if (!state.isAssumed(uid)) {
            PodRequest request = state.request(after);
            if (!request.nominatedNode().isEmpty()) {
                state.nominate(request, request.nominatedNode());
            }
            boolean matters = before == null || changesChances(before, after);
            if (gangs.waits(request, matters)) {
                return;
            }
            if (before == null) {
                queue.add(request);
            } else if (matters) {
                queue.add(request, PodUpdate.of(before, after));
            } else {
                queue.refresh(request);
            }
        }
    }

    private void onNode(@Nullable Pod before, Pod after) {
        String uid = after.getMetadata().getUid();
        if (before == null || !hasNode(before)) {
            queue.delete(uid);
            PodRequest request = state.podOnNode(after);
            gangs.placed(after);
            moved(Kind.POD_ARRIVED, request);
        } else if (changesChances(before, after)
                || isEnding(before) != isEnding(after)
                || PodRequest.wasResized(before, after)) {
            PodRequest request = state.podOnNode(after);
            if (!Objects.equals(
                    before.getMetadata().getLabels(), after.getMetadata().getLabels())) {
                moved(Kind.POD_LABELS, request);
            }
            if (PodRequest.asksForLess(before, after)) {
                moved(Kind.POD_SHRUNK, request);
            }
            if (isEnding(before) != isEnding(after)) {
                moved(Kind.POD_ENDING, request);
            }
        }
    }

    private void gone(String uid) {
        queue.delete(uid);
        gangs.gone(uid);
        ClusterState.Left left = state.podGone(uid);
        if (left != null) {
            queue.moved(ClusterChange.of(Kind.POD_LEFT, left.pod(), left.node()));
        }
    }

    private void moved(Kind kind, PodRequest pod) {
        queue.moved(ClusterChange.of(kind, pod, state.node(pod.pod().getSpec().getNodeName())));
    }

    private static boolean isEnding(Pod pod) {
        return pod.getMetadata().getDeletionTimestamp() != null;
    }

    private static boolean hasNode(Pod pod) {
        return pod.getSpec().getNodeName() != null
                && !pod.getSpec().getNodeName().isEmpty();
    }

    private static boolean hasEnded(Pod pod) {
        String phase = pod.getStatus() == null ? null : pod.getStatus().getPhase();
        return "Succeeded".equals(phase) || "Failed".equals(phase);
    }

    /** Gated pods wait until their gates are gone (KEP-3521); pods that are being deleted are not placed any more. */
    private boolean isOurs(Pod pod) {
        return schedulers.all().contains(SchedulerNames.of(pod)) && !isEnding(pod);
    }

    private boolean isGated(Pod pod) {
        return isOurs(pod)
                && !pod.getSpec().getSchedulingGates().isEmpty()
                && !schedulers.withoutGates().contains(SchedulerNames.of(pod));
    }

    /** Status changes, ours among them, don't; but for the names of claims that were made for it. */
    private static boolean changesChances(Pod before, Pod after) {
        return !Objects.equals(before.getSpec(), after.getSpec())
                || !madeClaims(before).equals(madeClaims(after))
                || !Objects.equals(
                        before.getMetadata().getLabels(), after.getMetadata().getLabels());
    }

    private static List<PodResourceClaimStatus> madeClaims(Pod pod) {
        return pod.getStatus() == null ? List.of() : pod.getStatus().getResourceClaimStatuses();
    }

    private void namespace(@Nullable Namespace before, @Nullable Namespace after) {
        if (after == null) {
            state.namespaceChanged(Objects.requireNonNull(before).getMetadata().getName(), null);
            return;
        }
        if (before != null && labels(before).equals(labels(after))) {
            return;
        }
        state.namespaceChanged(after.getMetadata().getName(), labels(after));
        queue.moved(ClusterChange.of(Kind.NAMESPACE_LABELS, after));
    }

    private static Map<String, String> labels(Namespace namespace) {
        return Objects.requireNonNullElse(namespace.getMetadata().getLabels(), Map.of());
    }

    private void budget(@Nullable PodDisruptionBudget before, @Nullable PodDisruptionBudget after) {
        state.budgetChanged(after == null ? Objects.requireNonNull(before) : after, after == null);
    }

    private void service(@Nullable Service before, @Nullable Service after) {
        if (after != null) {
            state.serviceChanged(after);
        } else if (before != null) {
            state.serviceGone(
                    before.getMetadata().getNamespace(), before.getMetadata().getName());
        }
    }

    private void node(@Nullable Node before, @Nullable Node after) {
        if (after == null) {
            state.nodeGone(Objects.requireNonNull(before).getMetadata().getName());
            queue.moved(ClusterChange.of(Kind.NODE_GONE));
            return;
        }
        if (before != null && sameForUs(before, after)) {
            return;
        }
        NodeSnapshot node = state.nodeChanged(after);
        if (before == null) {
            queue.moved(ClusterChange.of(Kind.NODE_ADDED, node));
            return;
        }
        if (!Objects.equals(allocatable(before), allocatable(after))) {
            queue.moved(ClusterChange.of(Kind.NODE_ALLOCATABLE, node));
        }
        if (!Objects.equals(
                before.getMetadata().getLabels(), after.getMetadata().getLabels())) {
            queue.moved(ClusterChange.of(Kind.NODE_LABELS, node));
        }
        if (!Objects.equals(before.getSpec(), after.getSpec())) {
            queue.moved(ClusterChange.of(Kind.NODE_TAINTS, node));
        }
        if (!features(before).equals(features(after))) {
            queue.moved(ClusterChange.of(Kind.NODE_FEATURES, node));
        }
    }

    private static boolean sameForUs(Node before, Node after) {
        return Objects.equals(before.getSpec(), after.getSpec())
                && Objects.equals(
                        before.getMetadata().getLabels(), after.getMetadata().getLabels())
                && Objects.equals(allocatable(before), allocatable(after))
                && Objects.equals(images(before), images(after))
                && features(before).equals(features(after));
    }

    private static List<String> features(Node node) {
        return node.getStatus() == null ? List.of() : node.getStatus().getDeclaredFeatures();
    }

    private static @Nullable Object allocatable(Node node) {
        return node.getStatus() == null ? null : node.getStatus().getAllocatable();
    }

    private static @Nullable Object images(Node node) {
        return node.getStatus() == null ? null : node.getStatus().getImages();
    }
}
