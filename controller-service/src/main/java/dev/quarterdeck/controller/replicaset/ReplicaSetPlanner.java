package dev.quarterdeck.controller.replicaset;

import dev.quarterdeck.controller.owner.Selectors;
import dev.quarterdeck.controller.pod.DeletionOrder;
import dev.quarterdeck.controller.pod.Pods;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetSpec;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetStatus;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetStatusBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Decides how many pods a ReplicaSet gains or loses. Pure. */
public final class ReplicaSetPlanner {
    /** No more pods are created or deleted at one go, so that one large set does not starve the rest. */
    static final int BURST = 500;

    private ReplicaSetPlanner() {}

    /**
     * <pre>
     * set being deleted   active pods           → what
     * yes                 any                     nothing
     * no                  fewer than wanted       create the difference, at most {@value #BURST}
     * no                  as many as wanted       nothing
     * no                  more than wanted        delete the difference, at most {@value #BURST}
     * </pre>
     *
     * @param owned every pod the set controls
     * @param related active pods of all sets of the same Deployment
     * @param settled whether the cache shows all that was done before; where not, only the status is planned
     */
    public static ReplicaSetPlan plan(
            ReplicaSet set, Collection<Pod> owned, Collection<Pod> related, boolean settled, Instant now) {
        List<Pod> active = owned.stream().filter(Pods::isActive).toList();
        int missing = wanted(set) - active.size();
        boolean act = settled && !set.isMarkedForDeletion();
        int create = act ? Math.clamp(missing, 0, BURST) : 0;
        int delete = act ? Math.clamp(-(long) missing, 0, BURST) : 0;
        List<Pod> victims = delete == 0
                ? List.of()
                : DeletionOrder.sorted(active, related, now).subList(0, delete);
        return new ReplicaSetPlan(create, victims, status(set, owned, active, now), lookAgain(set, active, now));
    }

    static int wanted(ReplicaSet set) {
        return set.getSpec().getReplicas() == null ? 1 : set.getSpec().getReplicas();
    }

    private static int minReadySeconds(ReplicaSetSpec spec) {
        return spec.getMinReadySeconds() == null ? 0 : spec.getMinReadySeconds();
    }

    /** Conditions are kept as they are: a failure is known only when the plan has been tried. */
    private static ReplicaSetStatus status(ReplicaSet set, Collection<Pod> owned, List<Pod> active, Instant now) {
        int minReady = minReadySeconds(set.getSpec());
        ReplicaSetStatus before = set.getStatus() == null ? new ReplicaSetStatus() : set.getStatus();
        return new ReplicaSetStatusBuilder(before)
                .withReplicas(active.size())
                .withFullyLabeledReplicas(countOrNull(
                        active,
                        pod -> Selectors.matchesAll(
                                set.getSpec().getTemplate().getMetadata().getLabels(),
                                pod.getMetadata().getLabels())))
                .withReadyReplicas(countOrNull(active, Pods::isReady))
                .withAvailableReplicas(countOrNull(active, pod -> Pods.isAvailable(pod, minReady, now)))
                .withTerminatingReplicas(count(List.copyOf(owned), Pods::isTerminating))
                .withObservedGeneration(set.getMetadata().getGeneration())
                .build();
    }

    private static int count(List<Pod> pods, Predicate<Pod> what) {
        return (int) pods.stream().filter(what).count();
    }

    /** Zero is left out, as clients know it. */
    private static @Nullable Integer countOrNull(List<Pod> pods, Predicate<Pod> what) {
        int count = count(pods, what);
        return count == 0 ? null : count;
    }

    private static Optional<Duration> lookAgain(ReplicaSet set, List<Pod> active, Instant now) {
        int minReady = minReadySeconds(set.getSpec());
        return active.stream()
                .filter(Pods::isReady)
                .map(pod -> Pods.availableIn(pod, minReady, now))
                .filter(left -> !left.isZero())
                .min(Comparator.naturalOrder());
    }
}
