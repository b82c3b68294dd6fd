package dev.quarterdeck.scheduler.preempt;

import static dev.quarterdeck.scheduler.Pods.node;
import static dev.quarterdeck.scheduler.Pods.pod;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.scheduler.preempt.GroupPreemption.Unit;
import dev.quarterdeck.scheduler.preempt.GroupPreemption.Way;
import dev.quarterdeck.scheduler.snapshot.ClusterSnapshot;
import dev.quarterdeck.scheduler.snapshot.ClusterState;
import dev.quarterdeck.scheduler.snapshot.NodeSnapshot;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Bringing back as much as stays at once must come out as bringing back one after the other. */
class GroupPreemptionTest {
    private int trials;

    /** Whether so many pods of one CPU find room. */
    private GroupPreemption.Trial<Long> room(int pods) {
        return cluster -> {
            trials++;
            long free = 0;
            for (NodeSnapshot node : cluster.nodes()) {
                free += (node.allocatable().milliCpu() - node.requested().milliCpu()) / 1000;
            }
            return free >= pods ? free : null;
        };
    }

    private static ClusterState cluster(int nodes, int cpus) {
        ClusterState state = new ClusterState();
        for (int i = 0; i < nodes; i++) {
            state.nodeChanged(node("n" + i)
                    .editStatus()
                    .addToAllocatable("cpu", new Quantity(String.valueOf(cpus)))
                    .addToAllocatable("pods", new Quantity("1000"))
                    .endStatus()
                    .build());
        }
        return state;
    }

    private static Pod placed(String name, String node, int priority, String group) {
        return pod(name, "1", "1Mi")
                .edit()
                .editMetadata()
                .addToLabels("group", group)
                .endMetadata()
                .editSpec()
                .withNodeName(node)
                .withPriority(priority)
                .endSpec()
                .build();
    }

    private static Unit unit(PodRequest pod) {
        String group = pod.pod().getMetadata().getLabels().get("group");
        return group.isEmpty() ? new Unit(pod.uid(), pod.priority(), false) : new Unit(group, pod.priority(), true);
    }

    /** The rule as it is written, one victim after the other. */
    private static List<String> plainly(int needed, int free, Map<String, List<PodRequest>> units) {
        List<Map.Entry<String, List<PodRequest>>> all = new ArrayList<>(units.entrySet());
        all.sort(Comparator.comparingInt((Map.Entry<String, List<PodRequest>> e) ->
                        e.getValue().getFirst().priority())
                .reversed()
                .thenComparing(e -> !unit(e.getValue().getFirst()).group())
                .thenComparing(e ->
                        unit(e.getValue().getFirst()).group() ? -e.getValue().size() : 0)
                .thenComparing(Map.Entry::getKey));
        int room = free + all.stream().mapToInt(e -> e.getValue().size()).sum();
        List<String> gone = new ArrayList<>();
        for (var each : all) {
            if (room - each.getValue().size() >= needed) {
                room -= each.getValue().size();
            } else {
                gone.add(each.getKey());
            }
        }
        return gone;
    }

    @Test
    void itChoosesWhoOneAfterTheOtherWould() {
        int found = 0;
        for (long seed = 1; seed <= 300; seed++) {
            Random random = new Random(seed);
            int nodes = 2 + random.nextInt(4);
            ClusterState state = cluster(nodes, 4);
            Map<String, List<PodRequest>> units = new HashMap<>();
            int there = 0;
            for (int n = 0; n < nodes; n++) {
                for (int i = 0; i < random.nextInt(5); i++) {
                    String group = random.nextInt(3) == 0 ? "g" + random.nextInt(3) : "";
                    int priority = group.isEmpty() ? random.nextInt(3) : group.charAt(1) - '0';
                    PodRequest pod = state.podOnNode(placed("p" + n + "-" + i, "n" + n, priority, group));
                    units.computeIfAbsent(unit(pod).name(), u -> new ArrayList<>())
                            .add(pod);
                    there++;
                }
            }
            int needed = 1 + random.nextInt(nodes * 4);
            int free = nodes * 4 - there;
            if (needed <= free || units.isEmpty()) {
                continue;
            }
            Way<Long> way = GroupPreemption.find(10, state.snapshot(), GroupPreemptionTest::unit, room(needed));
            assertThat(way).as("seed %d", seed).isNotNull();
            Map<String, Integer> gone = new LinkedHashMap<>();
            way.victims().forEach(v -> gone.merge(unit(v).name(), 1, Integer::sum));
            assertThat(gone.keySet()).as("seed %d", seed).containsExactlyElementsOf(plainly(needed, free, units));
            gone.forEach((unit, count) ->
                    assertThat(count).as("whole").isEqualTo(units.get(unit).size()));
            found++;
        }
        assertThat(found).isGreaterThan(100);
    }

    @Test
    void itCostsTheVictimsAndNotAllThatMightHaveBeenOne() {
        ClusterState state = cluster(50, 20);
        for (int i = 0; i < 1000; i++) {
            state.podOnNode(placed("p" + i, "n" + i % 50, 0, ""));
        }
        Way<Long> way = GroupPreemption.find(10, state.snapshot(), GroupPreemptionTest::unit, room(8));
        assertThat(way).isNotNull();
        assertThat(way.victims()).hasSize(8);
        assertThat(trials).isLessThan(60);
    }

    @Test
    void whatIsAsImportantStaysAndWhatEndsAnywayIsNoVictim() {
        ClusterState state = cluster(1, 2);
        state.podOnNode(placed("equal", "n0", 10, ""));
        Pod ending = placed("ending", "n0", 0, "");
        ending.getMetadata().setDeletionTimestamp("2026-01-01T00:00:00Z");
        state.podOnNode(ending);
        ClusterSnapshot cluster = state.snapshot();
        Way<Long> way = GroupPreemption.find(10, cluster, GroupPreemptionTest::unit, room(1));
        assertThat(way).isNotNull();
        assertThat(way.victims()).isEmpty();
        @Nullable Way<Long> none = GroupPreemption.find(10, cluster, GroupPreemptionTest::unit, room(2));
        assertThat(none).isNull();
    }
}
