package dev.quarterdeck.plugin.why;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.scheduler.explain.Explanation;
import dev.quarterdeck.scheduler.explain.GroupAnswer;
import dev.quarterdeck.scheduler.explain.NodeAnswer;
import dev.quarterdeck.scheduler.filter.ClusterChange;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class WhyTextTest {
    private static NodeAnswer fits(String node, long taints, long room) {
        Map<String, Long> scores = new LinkedHashMap<>();
        scores.put("TaintToleration", taints);
        scores.put("ImageLocality", 0L);
        scores.put("NodeResourcesFit", room);
        return new NodeAnswer(node, "", List.of(), false, Set.of(), scores);
    }

    private static final NodeAnswer FULL = new NodeAnswer(
            "n3",
            "NodeResourcesFit",
            List.of("Insufficient cpu", "Insufficient memory"),
            true,
            Set.of(ClusterChange.Kind.POD_LEFT, ClusterChange.Kind.NODE_ADDED),
            Map.of());

    @Test
    void theBestNodesStandAboveAndTheChosenOneIsMarked() {
        Explanation explanation =
                new Explanation(List.of(fits("n1", 300, 5), fits("long-name", 300, 62), FULL), "", "", "", List.of());
        assertThat(WhyText.lines(explanation, "n1"))
                .containsExactly(
                        "NODE        FITS   SCORE   OF WHICH",
                        "long-name   yes    362     TaintToleration 300, NodeResourcesFit 62",
                        "n1 *        yes    305     TaintToleration 300, NodeResourcesFit 5",
                        "",
                        "NODE   FITS   RULE               REASON                                  PREEMPTION   WAITING HELPS WHEN",
                        "n3     no     NodeResourcesFit   Insufficient cpu; Insufficient memory   may help     a pod leaves");
    }

    @Test
    void whatIsSaidOfThePodStandsBelow() {
        assertThat(WhyText.lines(
                        new Explanation(List.of(FULL), "0/1 nodes are available: x.", "preemption: y.", "", List.of()),
                        ""))
                .endsWith("", "0/1 nodes are available: x.", "preemption: y.");
        assertThat(WhyText.lines(
                        new Explanation(List.of(FULL), "0/1 nodes are available: x.", "", "n3", List.of("a/b", "a/c")),
                        ""))
                .endsWith("0/1 nodes are available: x.", "", "preemption: n3 would be cleared of a/b, a/c");
    }

    @Test
    void aGroupIsToldWithWhatEachOfItsPodsWouldGet() {
        Map<String, String> pods = new TreeMap<>(Map.of("a", "n1", "b", "0/1 nodes are available: x."));
        assertThat(WhyText.lines(new GroupAnswer("default/g", 2, 2, 0, "pod group is unschedulable", pods)))
                .containsExactly(
                        "pod group default/g: 2 of its pods are there, 0 with a node; 2 must get one together",
                        "pod group is unschedulable",
                        "",
                        "POD   GETS",
                        "a     n1",
                        "b     0/1 nodes are available: x.");
        assertThat(WhyText.lines(new GroupAnswer("default/g", 0, 2, 1, "", Map.of("b", "n2"))))
                .startsWith(
                        "pod group default/g: 2 of its pods are there, 1 with a node; each goes for itself",
                        "as the cluster is now, it fits");
        assertThat(WhyText.lines(new GroupAnswer("default/g", 0, 1, 0, "not there", Map.of())))
                .containsExactly("pod group default/g: 1 of its pods are there, 0 with a node", "not there");
    }

    @Test
    void whatNobodyKnowsIsNotListed() {
        assertThat(WhyText.changes(Set.of(ClusterChange.Kind.values()))).isEqualTo("anything changes");
    }

    @Test
    void everyChangeHasWords() {
        for (ClusterChange.Kind kind : ClusterChange.Kind.values()) {
            assertThat(WhyText.changes(Set.of(kind))).isNotBlank();
        }
        assertThat(WhyText.changes(Set.of())).isEqualTo("only another node, or another pod");
    }
}
