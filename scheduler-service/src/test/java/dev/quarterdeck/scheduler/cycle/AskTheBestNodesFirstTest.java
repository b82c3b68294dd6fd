package dev.quarterdeck.scheduler.cycle;

import static dev.quarterdeck.scheduler.Pods.plainNode;
import static dev.quarterdeck.scheduler.Pods.pod;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.scheduler.filter.ClusterChange;
import dev.quarterdeck.scheduler.filter.NodeFilter;
import dev.quarterdeck.scheduler.filter.Rejection;
import dev.quarterdeck.scheduler.profile.Profile;
import dev.quarterdeck.scheduler.snapshot.ClusterSnapshot;
import dev.quarterdeck.scheduler.snapshot.ClusterState;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PreferredSchedulingTermBuilder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A rule that has to be asked node by node is asked of few nodes, and the decision is that of asking all. */
class AskTheBestNodesFirstTest {
    private final List<String> asked = new ArrayList<>();
    private final Set<String> refusing = new HashSet<>();
    private final ClusterState state = new ClusterState();

    /** As rules about volumes and devices are. */
    private final NodeFilter rule = new NodeFilter() {
        @Override
        public String name() {
            return "VolumeZone";
        }

        @Override
        public NodeCheck forPod(PodRequest pod, ClusterSnapshot cluster) {
            return node -> {
                asked.add(node.name());
                return refusing.contains(node.name()) ? List.of(new Rejection("not here", false)) : List.of();
            };
        }

        @Override
        public Set<ClusterChange.Kind> helpedBy() {
            return Set.of();
        }
    };

    private SchedulingCycle cycle(long seed) {
        return new SchedulingCycle(Profile.standard("default-scheduler"), List.of(rule), List.of(), new Random(seed));
    }

    /** Every fourth is empty, the others are more and more full. */
    private void nodes(int count) {
        for (int i = 0; i < count; i++) {
            state.nodeChanged(plainNode("n" + i));
            for (int p = 0; p < i % 4; p++) {
                Pod there = pod("p-" + i + "-" + p, "500m", "100Mi");
                state.podOnNode(
                        there.edit().editSpec().withNodeName("n" + i).endSpec().build());
            }
        }
    }

    @Test
    void mostAreNeverAsked() {
        nodes(200);
        Decision decision = cycle(1).decide(PodRequest.of(pod("a", "100m", "10Mi")), state.snapshot());
        assertThat(asked).hasSize(1);
        assertThat(decision).isEqualTo(new Decision.Placed(asked.getFirst()));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void theOneChosenIsAmongTheBestOfThoseThatPass(long seed) {
        nodes(160);
        Random random = new Random(seed);
        for (int i = 0; i < 160; i++) {
            if (i % 4 == 0 || random.nextInt(3) > 0) {
                refusing.add("n" + i);
            }
        }
        PodRequest pod = PodRequest.of(pod("a", "100m", "10Mi"));
        SchedulingCycle cycle = cycle(seed);
        List<NodeVerdict> fit = cycle.verdicts(pod, state.snapshot()).stream()
                .filter(NodeVerdict::fits)
                .toList();
        long most = fit.stream().mapToLong(NodeVerdict::score).max().orElseThrow();
        Decision.Placed placed = (Decision.Placed) cycle.decide(pod, state.snapshot());
        assertThat(fit.stream().filter(v -> v.score() == most).map(NodeVerdict::node))
                .contains(placed.node());
    }

    @Test
    void whereNonePassesEachIsAskedOnceAndCounted() {
        nodes(150);
        for (int i = 0; i < 150; i++) {
            refusing.add("n" + i);
        }
        Decision decision = cycle(1).decide(PodRequest.of(pod("a", "100m", "10Mi")), state.snapshot());
        assertThat(asked).hasSize(150).doesNotHaveDuplicates();
        assertThat(((Decision.Unschedulable) decision).message()).isEqualTo("0/150 nodes are available: 150 not here.");
        assertThat(((Decision.Unschedulable) decision).rejectedBy()).containsExactly("VolumeZone");
    }

    @Test
    void allAreAskedWherePointsDependOnWhoIsLeft() {
        nodes(150);
        Pod prefers = pod("a", "100m", "10Mi")
                .edit()
                .editSpec()
                .withNewAffinity()
                .withNewNodeAffinity()
                .addToPreferredDuringSchedulingIgnoredDuringExecution(new PreferredSchedulingTermBuilder()
                        .withWeight(1)
                        .withNewPreference()
                        .addNewMatchExpression()
                        .withKey("kubernetes.io/hostname")
                        .withOperator("Exists")
                        .endMatchExpression()
                        .endPreference()
                        .build())
                .endNodeAffinity()
                .endAffinity()
                .endSpec()
                .build();
        cycle(1).decide(PodRequest.of(prefers), state.snapshot());
        assertThat(asked).hasSize(150);
    }

    @Test
    void allOfFewAreAsked() {
        nodes(99);
        cycle(1).decide(PodRequest.of(pod("a", "100m", "10Mi")), state.snapshot());
        assertThat(asked).hasSize(99);
    }
}
