package dev.quarterdeck.scheduler.preempt;

import dev.quarterdeck.scheduler.snapshot.ClusterSnapshot;
import dev.quarterdeck.scheduler.snapshot.NodeSnapshot;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import dev.quarterdeck.scheduler.snapshot.WorkingSnapshot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Finds what has to go, anywhere in the cluster, for a group of pods that must get their nodes together (KEP-5710). All that is less important is taken away in
 * thought; what can stay comes back, the most important first, and before that what a disruption budget protects. Much that can stay comes back at once, so a
 * decision costs the victims and not all that might have been one. What ends anyway is no loss.
 */
public final class GroupPreemption {
    private GroupPreemption() {}

    /**
     * What is displaced as one: a pod, or all pods of a group that asks for that.
     *
     * @param name the same for all its pods
     */
    public record Unit(String name, int priority, boolean group) {}

    /** Whether the group fits into a cluster, and how; null where it does not. */
    public interface Trial<T> {
        @Nullable
        T with(ClusterSnapshot cluster);
    }

    /** Once these are gone it fits, in that way. Most important victim first; those that end already are not named. */
    public record Way<T>(List<PodRequest> victims, T how) {}

    private static final class Victim {
        private final Unit unit;
        private final Map<PodRequest, String> nodes = new LinkedHashMap<>();
        private String start = "9999";

        Victim(Unit unit) {
            this.unit = unit;
        }

        void add(PodRequest pod, String node) {
            nodes.put(pod, node);
            start = pod.startTime().compareTo(start) < 0 ? pod.startTime() : start;
        }

        boolean ends() {
            return nodes.keySet().stream().allMatch(p -> p.kind().terminating());
        }
    }

    /** Groups are more important than pods of their priority, large ones than small ones, and what has run for long than what has not. */
    private static final Comparator<Victim> MOST_IMPORTANT_FIRST = Comparator.comparingInt(
                    (Victim v) -> v.unit.priority())
            .reversed()
            .thenComparing(v -> !v.unit.group())
            .thenComparing(v -> v.unit.group() ? -v.nodes.size() : 0)
            .thenComparing(v -> v.start)
            .thenComparing(v -> v.unit.name());

    /**
     * @param priority of the group
     * @param unitOf what a pod is displaced with; null where it is not to be displaced
     * @return null where there is nobody to displace, or it would not help
     */
    public static <T> @Nullable Way<T> find(
            int priority, ClusterSnapshot cluster, Function<PodRequest, @Nullable Unit> unitOf, Trial<T> trial) {
        List<Victim> all = lessImportant(priority, cluster, unitOf);
        if (all.isEmpty()) {
            return null;
        }
        WorkingSnapshot world = new WorkingSnapshot(cluster);
        all.forEach(victim -> victim.nodes.forEach(world::go));
        T how = trial.with(world.now());
        if (how == null) {
            return null;
        }
        Search<T> search = new Search<>(world, trial, how);
        all.sort(MOST_IMPORTANT_FIRST);
        BudgetUse budgets = new BudgetUse(cluster.budgets());
        List<Victim> violating = new ArrayList<>();
        List<Victim> others = new ArrayList<>();
        for (Victim victim : all) {
            if (victim.ends()) {
                continue;
            }
            boolean violates = false;
            for (PodRequest pod : victim.nodes.keySet()) {
                violates |= budgets.violates(pod);
            }
            (violates ? violating : others).add(victim);
        }
        search.bringBack(violating);
        search.bringBack(others);
        search.gone.sort(MOST_IMPORTANT_FIRST);
        List<PodRequest> victims = new ArrayList<>();
        search.gone.forEach(victim -> victims.addAll(victim.nodes.keySet()));
        return new Way<>(victims, search.how);
    }

    /** Whether there is anybody to displace at all. */
    public static boolean mayHelp(int priority, ClusterSnapshot cluster, Function<PodRequest, @Nullable Unit> unitOf) {
        return !lessImportant(priority, cluster, unitOf).isEmpty();
    }

    private static List<Victim> lessImportant(
            int priority, ClusterSnapshot cluster, Function<PodRequest, @Nullable Unit> unitOf) {
        Map<String, Victim> units = new LinkedHashMap<>();
        for (NodeSnapshot node : cluster.nodes()) {
            for (PodRequest pod : node.pods()) {
                Unit unit = unitOf.apply(pod);
                if (unit != null && unit.priority() < priority) {
                    units.computeIfAbsent(unit.name(), n -> new Victim(unit)).add(pod, node.name());
                }
            }
        }
        return new ArrayList<>(units.values());
    }

    /** Brings back what can stay; the largest part at once that leaves the group its room. */
    private static final class Search<T> {
        private final WorkingSnapshot world;
        private final Trial<T> trial;
        private final List<Victim> gone = new ArrayList<>();
        private T how;

        Search(WorkingSnapshot world, Trial<T> trial, T how) {
            this.world = world;
            this.trial = trial;
            this.how = how;
        }

        void bringBack(List<Victim> some) {
            if (some.isEmpty()) {
                return;
            }
            ClusterSnapshot before = world.now();
            some.forEach(victim -> victim.nodes.forEach(world::come));
            T with = trial.with(world.now());
            if (with != null) {
                how = with;
                return;
            }
            world.be(before);
            if (some.size() == 1) {
                gone.add(some.getFirst());
                return;
            }
            int half = some.size() / 2;
            bringBack(some.subList(0, half));
            bringBack(some.subList(half, some.size()));
        }
    }
}
