package dev.quarterdeck.controller.daemonset;

import dev.quarterdeck.controller.daemonset.DaemonSetPlan.Victim;
import dev.quarterdeck.controller.history.TemplateRevisions;
import dev.quarterdeck.controller.pod.NodeFit;
import dev.quarterdeck.controller.pod.Pods;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.DaemonSetStatus;
import io.fabric8.kubernetes.api.model.apps.DaemonSetStatusBuilder;
import io.fabric8.kubernetes.api.model.apps.DaemonSetUpdateStrategy;
import io.fabric8.kubernetes.api.model.apps.RollingUpdateDaemonSet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides on which nodes a DaemonSet's pods are to be. Pure; one object per plan.
 *
 * <pre>
 * node                                pods on it            → what
 * fits, tolerated                     none                    create one
 * fits, tolerated                     one failed or ended     delete it; the next look creates one
 * fits, tolerated                     several                 keep the oldest, delete the others
 * NoSchedule taint not tolerated      any                     keep what is there, create none
 * NoExecute taint not tolerated       any                     delete
 * does not fit                        any                     delete
 *
 * rolling update, one pod per node    → what (with maxSurge: {@link SurgePlanner})
 * of an old revision, not available     delete
 * of an old revision, available         delete as long as fewer than maxUnavailable are not available
 * </pre>
 */
final class DaemonSetPlanner {
    private static final Duration PAUSE = Duration.ofSeconds(10);

    private final DaemonSet set;
    private final String revision;
    private final Instant now;
    private final Map<String, List<Pod>> byNode = new HashMap<>();
    private final List<String> create = new ArrayList<>();
    private final List<Victim> delete = new ArrayList<>();
    private int desired;
    private int current;
    private int misscheduled;
    private int ready;
    private int available;
    private int updated;
    private Optional<Duration> lookAgain = Optional.empty();

    private DaemonSetPlanner(DaemonSet set, String revision, Instant now) {
        this.set = set;
        this.revision = revision;
        this.now = now;
    }

    /**
     * @param owned all pods the set controls
     * @param revision hash of the template as it is now
     * @param settled whether the cache shows all that was done before; where not, only the status is planned
     */
    static DaemonSetPlan plan(
            DaemonSet set,
            Collection<Node> nodes,
            Collection<Pod> owned,
            String revision,
            boolean settled,
            Instant now) {
        DaemonSetPlanner planner = new DaemonSetPlanner(set, revision, now);
        // One that has ended and is being deleted is as good as gone, whatever holds it.
        owned.stream()
                .filter(pod -> !pod.isMarkedForDeletion() || !Pods.isTerminal(pod))
                .forEach(pod -> planner.byNode
                        .computeIfAbsent(DaemonPods.target(pod), n -> new ArrayList<>())
                        .add(pod));
        List<Node> sorted = nodes.stream()
                .sorted(Comparator.comparing(n -> n.getMetadata().getName()))
                .toList();
        sorted.forEach(planner::look);
        if (planner.create.isEmpty() && planner.delete.isEmpty()) {
            planner.replaceOld(sorted);
        }
        return new DaemonSetPlan(
                settled ? planner.create : List.of(),
                settled ? planner.delete : List.of(),
                planner.status(),
                planner.lookAgain);
    }

    private boolean mayRun(Node node, boolean mustTolerateSchedule) {
        PodSpec spec = set.getSpec().getTemplate().getSpec();
        List<Toleration> tolerations = DaemonPods.tolerations(spec);
        return NodeFit.matches(spec, node)
                && NodeFit.tolerates(tolerations, node, "NoExecute")
                && (!mustTolerateSchedule || NodeFit.tolerates(tolerations, node, "NoSchedule"));
    }

    private void look(Node node) {
        List<Pod> here = byNode.getOrDefault(node.getMetadata().getName(), List.of()).stream()
                .filter(pod -> !pod.isMarkedForDeletion())
                .sorted(Comparator.comparing((Pod pod) -> Pods.nodeName(pod).isEmpty())
                        .thenComparing(pod -> String.valueOf(pod.getMetadata().getCreationTimestamp()))
                        .thenComparing(pod -> pod.getMetadata().getName()))
                .toList();
        boolean leaving = byNode.getOrDefault(node.getMetadata().getName(), List.of()).stream()
                .anyMatch(Pod::isMarkedForDeletion);
        boolean should = mayRun(node, true);
        if (should) {
            desired++;
            count(here);
        } else if (byNode.containsKey(node.getMetadata().getName())) {
            misscheduled++;
        }
        if (!mayRun(node, false)) {
            here.forEach(pod -> delete.add(Victim.quietly(pod)));
            return;
        }
        List<Pod> alive = here.stream().filter(pod -> !Pods.isTerminal(pod)).toList();
        here.stream().filter(Pods::isTerminal).forEach(pod -> retire(pod, node));
        if (surges()) {
            prune(alive);
        } else {
            alive.stream().skip(1).forEach(pod -> delete.add(Victim.quietly(pod)));
        }
        if (should && (surges() ? alive.isEmpty() && here.isEmpty() : here.isEmpty() && !leaving)) {
            create.add(node.getMetadata().getName());
        }
    }

    /** The oldest of the old and of the new revision may be there together, until one of the two has to go. */
    private void prune(List<Pod> alive) {
        Optional<Pod> fresh = alive.stream().filter(this::isUpdated).findFirst();
        Optional<Pod> old = alive.stream().filter(pod -> !isUpdated(pod)).findFirst();
        alive.stream()
                .filter(pod -> fresh.filter(f -> f == pod).isEmpty()
                        && old.filter(o -> o == pod).isEmpty())
                .forEach(pod -> delete.add(Victim.quietly(pod)));
        if (fresh.isPresent() && old.isPresent() && (!Pods.isReady(old.get()) || isAvailable(fresh.get()))) {
            delete.add(Victim.quietly(old.get()));
        }
    }

    private boolean isAvailable(Pod pod) {
        return Pods.isAvailable(pod, minReadySeconds(), now);
    }

    /** One that ended as soon as it was made is left for a while, so that a node that refuses it is not asked all the time. */
    private void retire(Pod pod, Node node) {
        Duration left = Duration.between(
                now, Pods.time(pod.getMetadata().getCreationTimestamp()).plus(PAUSE));
        if (left.isNegative() || left.isZero()) {
            delete.add(ended(pod, node));
        } else {
            lookAgainIn(left);
        }
    }

    private void lookAgainIn(Duration left) {
        if (lookAgain.isEmpty() || left.compareTo(lookAgain.get()) < 0) {
            lookAgain = Optional.of(left);
        }
    }

    private static Victim ended(Pod pod, Node node) {
        boolean failed = Pods.phase(pod).equals("Failed");
        String what = "Found " + (failed ? "failed" : "succeeded") + " daemon pod "
                + pod.getMetadata().getNamespace() + "/" + pod.getMetadata().getName() + " on node "
                + node.getMetadata().getName() + ", will try to " + (failed ? "kill" : "delete") + " it";
        return new Victim(pod, failed ? "FailedDaemonPod" : "SucceededDaemonPod", what);
    }

    private void count(List<Pod> here) {
        if (here.isEmpty()) {
            return;
        }
        current++;
        Pod pod = here.getFirst();
        if (Pods.isReady(pod)) {
            ready++;
            Duration left = Pods.availableIn(pod, minReadySeconds(), now);
            if (left.isZero()) {
                available++;
            } else {
                lookAgainIn(left);
            }
        }
        if (isUpdated(pod)) {
            updated++;
        }
    }

    private int minReadySeconds() {
        return set.getSpec().getMinReadySeconds() == null ? 0 : set.getSpec().getMinReadySeconds();
    }

    private boolean isUpdated(Pod pod) {
        return pod.getMetadata().getLabels() != null
                && revision.equals(pod.getMetadata().getLabels().get(TemplateRevisions.HASH_LABEL));
    }

    private void replaceOld(List<Node> nodes) {
        boolean onDelete = set.getSpec().getUpdateStrategy() != null
                && "OnDelete".equals(set.getSpec().getUpdateStrategy().getType());
        if (onDelete) {
            return;
        }
        if (surges()) {
            surge(nodes);
            return;
        }
        int budget = maxUnavailable() - (desired - available);
        for (Node node : nodes) {
            for (Pod pod : byNode.getOrDefault(node.getMetadata().getName(), List.of())) {
                if (pod.isMarkedForDeletion() || isUpdated(pod) || !mayRun(node, true)) {
                    continue;
                }
                boolean isAvailable = isAvailable(pod);
                if (!isAvailable || budget > 0) {
                    delete.add(Victim.quietly(pod));
                    budget -= isAvailable ? 1 : 0;
                }
            }
        }
    }

    private void surge(List<Node> nodes) {
        SurgePlanner surge = new SurgePlanner(maxSurge(), desired, this::isAvailable);
        for (Node node : nodes) {
            String name = node.getMetadata().getName();
            List<Pod> alive = byNode.getOrDefault(name, List.of()).stream()
                    .filter(Pods::isActive)
                    .toList();
            surge.look(
                    name,
                    mayRun(node, true),
                    alive.stream().filter(pod -> !isUpdated(pod)).findFirst(),
                    alive.stream().filter(this::isUpdated).findFirst());
        }
        create.addAll(surge.create());
        surge.delete().forEach(pod -> delete.add(Victim.quietly(pod)));
    }

    private boolean surges() {
        return rolling()
                .map(RollingUpdateDaemonSet::getMaxSurge)
                .filter(value -> scaled(value, 100) > 0)
                .isPresent();
    }

    private int maxSurge() {
        return rolling()
                .map(RollingUpdateDaemonSet::getMaxSurge)
                .map(value -> scaled(value, desired))
                .orElse(0);
    }

    private Optional<RollingUpdateDaemonSet> rolling() {
        return Optional.ofNullable(set.getSpec().getUpdateStrategy())
                .filter(strategy -> !"OnDelete".equals(strategy.getType()))
                .map(DaemonSetUpdateStrategy::getRollingUpdate);
    }

    /** At least one, so that an update moves. */
    private int maxUnavailable() {
        return rolling()
                .map(RollingUpdateDaemonSet::getMaxUnavailable)
                .map(value -> Math.max(1, scaled(value, desired)))
                .orElse(1);
    }

    private static int scaled(IntOrString value, int of) {
        if (value.getIntVal() != null) {
            return value.getIntVal();
        }
        String text = value.getStrVal();
        long percent = Long.parseLong(text.substring(0, text.length() - 1));
        return (int) ((percent * of + 99) / 100);
    }

    private DaemonSetStatus status() {
        DaemonSetStatus before = set.getStatus() == null ? new DaemonSetStatus() : set.getStatus();
        return new DaemonSetStatusBuilder(before)
                .withObservedGeneration(set.getMetadata().getGeneration())
                .withDesiredNumberScheduled(desired)
                .withCurrentNumberScheduled(current)
                .withNumberMisscheduled(misscheduled)
                .withNumberReady(ready)
                .withUpdatedNumberScheduled(orNull(updated))
                .withNumberAvailable(orNull(available))
                .withNumberUnavailable(orNull(desired - available))
                .build();
    }

    private static @Nullable Integer orNull(int value) {
        return value == 0 ? null : value;
    }
}
