package dev.quarterdeck.plugin.why;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.scheduler.explain.Explanation;
import dev.quarterdeck.scheduler.explain.NodeAnswer;
import dev.quarterdeck.scheduler.filter.ClusterChange;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
                        "n3     no     NodeResourcesFit   Insufficient cpu; Insufficient memory   may help     a pod leaves or shrinks");
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
    void everyChangeHasWords() {
        for (ClusterChange.Kind kind : ClusterChange.Kind.values()) {
            assertThat(WhyText.changes(Set.of(kind))).isNotBlank();
        }
        assertThat(WhyText.changes(Set.of())).isEqualTo("only another node, or another pod");
    }
}
