package dev.quarterdeck.controller.statefulset;

import dev.quarterdeck.controller.pod.Pods;
import dev.quarterdeck.controller.statefulset.StatefulSetPlan.Missing;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetSpec;
import io.fabric8.kubernetes.api.model.apps.StatefulSetStatus;
import io.fabric8.kubernetes.api.model.apps.StatefulSetStatusBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Decides which pods a StatefulSet gains and loses. Pure; one object per plan.
 *
 * <pre>
 * step        pod                                → what                  ordered: then
 * wanted,     ended                                delete                  stop
 * lowest      missing                              create                  stop
 * first       being deleted, or not available      nothing                 stop
 *             available                            nothing                 next
 * too many,   being deleted                        nothing                 stop
 * highest     not available, not the first such    nothing                 stop
 * first       otherwise                            delete                  stop
 * update,     not healthy, new or being deleted    nothing                 stop (Parallel, too)
 * highest     old, from the partition on           delete                  stop (Parallel, too)
 * first       otherwise                            nothing                 next
 * </pre>
 *
 * Where all must be in order, a step is not begun before the one above it is over. OnDelete has no step update. Deciding twice on an old cache does no harm:
 * names are stable and deletions name one pod by its uid.
 */
final class StatefulSetPlanner {
    private final StatefulSet set;
    private final StatefulSetSpec spec;
    private final String current;
    private final String update;
    private final Instant now;
    private final TreeMap<Integer, Pod> wanted = new TreeMap<>();
    private final TreeMap<Integer, Pod> condemned = new TreeMap<>();
    private final List<Missing> create = new ArrayList<>();
    private final List<Pod> delete = new ArrayList<>();
    private final int start;
    private final int replicas;

    private StatefulSetPlanner(StatefulSet set, String current, String update, Collection<Pod> owned, Instant now) {
        this.set = set;
        this.spec = set.getSpec();
        this.current = current;
        this.update = update;
        this.now = now;
        this.start = spec.getOrdinals() == null || spec.getOrdinals().getStart() == null
                ? 0
                : spec.getOrdinals().getStart();
        this.replicas = spec.getReplicas() == null ? 1 : spec.getReplicas();
        for (Pod pod : owned) {
            int ordinal = StatefulPods.ordinal(set, pod);
            if (ordinal >= start && ordinal < start + replicas) {
                wanted.put(ordinal, pod);
            } else if (ordinal >= 0) {
                condemned.put(ordinal, pod);
            }
        }
    }

    /**
     * @param current name of the revision that the status has as the old one
     * @param update name of the revision of the template as it is now
     * @param owned all pods the set controls
     */
    static StatefulSetPlan plan(StatefulSet set, String current, String update, Collection<Pod> owned, Instant now) {
        StatefulSetPlanner planner = new StatefulSetPlanner(set, current, update, owned, now);
        if (!set.isMarkedForDeletion() && planner.fill() && planner.shrink()) {
            planner.replaceOld();
        }
        return new StatefulSetPlan(
                planner.create,
                planner.delete,
                planner.strayed(),
                List.copyOf(planner.condemned.values()),
                planner.status(owned),
                planner.lookAgain(owned));
    }

    private boolean isOrdered() {
        return !"Parallel".equals(spec.getPodManagementPolicy());
    }

    private boolean isAvailable(Pod pod) {
        return "Running".equals(Pods.phase(pod)) && Pods.isAvailable(pod, minReadySeconds(), now);
    }

    private boolean isHealthy(@Nullable Pod pod) {
        return pod != null && !pod.isMarkedForDeletion() && isAvailable(pod);
    }

    private int minReadySeconds() {
        return spec.getMinReadySeconds() == null ? 0 : spec.getMinReadySeconds();
    }

    private int partition() {
        return spec.getUpdateStrategy() == null
                        || spec.getUpdateStrategy().getRollingUpdate() == null
                        || spec.getUpdateStrategy().getRollingUpdate().getPartition() == null
                ? 0
                : spec.getUpdateStrategy().getRollingUpdate().getPartition();
    }

    private boolean isRolling() {
        return spec.getUpdateStrategy() == null
                || !"OnDelete".equals(spec.getUpdateStrategy().getType());
    }

    /** Whether the next step may begin. */
    private boolean fill() {
        for (int ordinal = start; ordinal < start + replicas; ordinal++) {
            Pod pod = wanted.get(ordinal);
            if (pod == null) {
                create.add(new Missing(ordinal, !isRolling() || ordinal >= start + partition()));
            } else if (Pods.isTerminal(pod) && !pod.isMarkedForDeletion()) {
                delete.add(pod);
            }
            if (isOrdered() && !isHealthy(pod)) {
                return false;
            }
        }
        return true;
    }

    private boolean shrink() {
        Optional<Pod> firstUnhealthy =
                condemned.values().stream().filter(pod -> !isHealthy(pod)).findFirst();
        for (Pod pod : condemned.descendingMap().values()) {
            boolean waits = !isHealthy(pod)
                    && firstUnhealthy.filter(first -> first == pod).isEmpty();
            if (!pod.isMarkedForDeletion() && !(isOrdered() && waits)) {
                delete.add(pod);
            }
            if (isOrdered()) {
                return false;
            }
        }
        return true;
    }

    private void replaceOld() {
        if (!isRolling() || !create.isEmpty()) {
            return;
        }
        for (int ordinal = start + replicas - 1; ordinal >= start + partition(); ordinal--) {
            Pod pod = wanted.get(ordinal);
            if (pod != null && !pod.isMarkedForDeletion() && !update.equals(StatefulPods.revision(pod))) {
                if (!delete.contains(pod)) {
                    delete.add(pod);
                }
                return;
            }
            if (!isHealthy(pod)) {
                return;
            }
        }
    }

    private List<Pod> strayed() {
        return wanted.values().stream()
                .filter(Pods::isActive)
                .filter(pod -> !StatefulPods.isNamed(pod))
                .toList();
    }

    private StatefulSetStatus status(Collection<Pod> owned) {
        int ready = 0;
        int available = 0;
        int ofCurrent = 0;
        int ofUpdate = 0;
        for (Pod pod : owned) {
            boolean running = "Running".equals(Pods.phase(pod)) && Pods.isReady(pod);
            ready += running ? 1 : 0;
            available += running && isAvailable(pod) ? 1 : 0;
            if (!pod.isMarkedForDeletion()) {
                ofCurrent += current.equals(StatefulPods.revision(pod)) ? 1 : 0;
                ofUpdate += update.equals(StatefulPods.revision(pod)) ? 1 : 0;
            }
        }
        boolean rolledOut = isRolling() && ofUpdate == replicas && ready == replicas && owned.size() == replicas;
        StatefulSetStatus before = set.getStatus() == null ? new StatefulSetStatus() : set.getStatus();
        return new StatefulSetStatusBuilder(before)
                .withObservedGeneration(set.getMetadata().getGeneration())
                .withReplicas(owned.size())
                .withReadyReplicas(orNull(ready))
                .withAvailableReplicas(available)
                .withCurrentReplicas(orNull(rolledOut ? ofUpdate : ofCurrent))
                .withUpdatedReplicas(orNull(ofUpdate))
                .withCurrentRevision(rolledOut ? update : current)
                .withUpdateRevision(update)
                .withCollisionCount(before.getCollisionCount() == null ? 0 : before.getCollisionCount())
                .build();
    }

    private static @Nullable Integer orNull(int value) {
        return value == 0 ? null : value;
    }

    private Optional<Duration> lookAgain(Collection<Pod> owned) {
        return owned.stream()
                .filter(Pods::isReady)
                .map(pod -> Pods.availableIn(pod, minReadySeconds(), now))
                .filter(left -> !left.isZero())
                .min(Comparator.naturalOrder());
    }
}
