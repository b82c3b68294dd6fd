package dev.quarterdeck.scheduler.snapshot;

import static dev.quarterdeck.scheduler.Pods.node;
import static dev.quarterdeck.scheduler.Pods.plainNode;
import static dev.quarterdeck.scheduler.Pods.pod;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ContainerImageBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ClusterStateTest {
    private final ClusterState state = new ClusterState();

    private static Pod on(String node, String name) {
        return pod(name, "1", "1Gi")
                .edit()
                .editMetadata()
                .addToLabels("app", name.substring(0, 1))
                .endMetadata()
                .editSpec()
                .withNodeName(node)
                .endSpec()
                .build();
    }

    private NodeSnapshot snapshotOf(String name) {
        for (NodeSnapshot node : state.snapshot().nodes()) {
            if (node.name().equals(name)) {
                return node;
            }
        }
        throw new AssertionError("no node " + name);
    }

    private Map<String, Integer> counts() {
        Map<String, Integer> counts = new HashMap<>();
        ClusterSnapshot now = state.snapshot();
        for (PodGroup group : now.groups()) {
            group.counts()
                    .forEach((slot, count) -> counts.merge(
                            now.nodes().get(slot).name() + "/"
                                    + group.kind().labels().get("app"),
                            count,
                            Integer::sum));
        }
        return counts;
    }

    @Test
    void aPodThatMovesCountsOnItsNewNodeOnly() {
        state.nodeChanged(plainNode("n1"));
        state.nodeChanged(plainNode("n2"));
        state.assume(PodRequest.of(on("n1", "a")), "n1");
        state.podOnNode(on("n2", "a"));
        assertThat(snapshotOf("n1").requested().milliCpu()).isZero();
        assertThat(snapshotOf("n2").requested().milliCpu()).isEqualTo(1000);
        assertThat(counts()).containsExactly(Map.entry("n2/a", 1));
        assertThat(state.forget("uid-a")).as("confirmed").isNull();
        assertThat(state.podGone("uid-a")).isNotNull();
        assertThat(state.podGone("uid-a")).as("once").isNull();
        assertThat(snapshotOf("n2").pods()).isEmpty();
        assertThat(counts()).isEmpty();
    }

    @Test
    void podsOfANodeThatComesBackCountAgain() {
        state.podOnNode(on("n1", "a"));
        assertThat(state.snapshot().nodes().size()).isZero();
        state.nodeChanged(plainNode("n1"));
        assertThat(counts()).containsExactly(Map.entry("n1/a", 1));
        state.nodeGone("n1");
        assertThat(counts()).isEmpty();
        state.nodeChanged(plainNode("n0"));
        state.nodeChanged(plainNode("n1"));
        assertThat(counts()).containsExactly(Map.entry("n1/a", 1));
        assertThat(snapshotOf("n1").requested().milliCpu()).isEqualTo(1000);
    }

    @Test
    void snapshotsThatWereTakenStayAsTheyAre() {
        state.nodeChanged(plainNode("n1"));
        ClusterSnapshot before = state.snapshot();
        state.podOnNode(on("n1", "a"));
        state.nodeChanged(plainNode("n2"));
        assertThat(before.nodes().size()).isEqualTo(1);
        assertThat(before.nodes().get(0).pods()).isEmpty();
        assertThat(before.groups()).isEmpty();
    }

    @Test
    void imagesAreCountedOncePerNode() {
        state.nodeChanged(withImages("n1", "app:1", "other:1"));
        state.nodeChanged(withImages("n2", "app:1"));
        assertThat(state.snapshot().nodesWithImage()).isEqualTo(Map.of("app:1", 2, "other:1", 1));
        state.nodeChanged(withImages("n1", "other:1"));
        state.nodeGone("n2");
        assertThat(state.snapshot().nodesWithImage()).isEqualTo(Map.of("other:1", 1));
    }

    private static io.fabric8.kubernetes.api.model.Node withImages(String name, String... images) {
        return node(name)
                .editStatus()
                .withImages(List.of(images).stream()
                        .map(i -> new ContainerImageBuilder()
                                .withNames(i)
                                .withSizeBytes(1L)
                                .build())
                        .toList())
                .endStatus()
                .build();
    }

    /** Deltas in any order end where a state that was told the outcome at once is. */
    @Test
    void deltasEqualAFreshStart() {
        Random random = new Random(11);
        Map<String, String> placed = new HashMap<>();
        List<String> present = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            String node = "n" + random.nextInt(150);
            String name = (char) ('a' + random.nextInt(4)) + "" + random.nextInt(100);
            switch (random.nextInt(6)) {
                case 0 -> {
                    state.nodeChanged(plainNode(node));
                    present.remove(node);
                    present.add(node);
                }
                case 1 -> {
                    state.nodeGone(node);
                    present.remove(node);
                }
                case 2 -> {
                    state.podGone("uid-" + name);
                    placed.remove(name);
                }
                default -> {
                    state.podOnNode(on(node, name));
                    placed.put(name, node);
                }
            }
        }
        Map<String, Integer> expected = new HashMap<>();
        placed.forEach((name, node) -> {
            if (present.contains(node)) {
                expected.merge(node + "/" + name.substring(0, 1), 1, Integer::sum);
            }
        });
        assertThat(counts()).isEqualTo(expected);
        assertThat(state.snapshot().nodes().size()).isEqualTo(present.size());
        for (NodeSnapshot node : state.snapshot().nodes()) {
            long pods = placed.values().stream().filter(node.name()::equals).count();
            assertThat(node.requested().milliCpu()).isEqualTo(1000 * pods);
        }
    }
}
