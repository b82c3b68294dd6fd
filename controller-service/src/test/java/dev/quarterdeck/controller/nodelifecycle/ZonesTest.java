package dev.quarterdeck.controller.nodelifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ZonesTest {

    private static List<Node> zone(String name, int ready, int silent) {
        List<Node> nodes = new ArrayList<>();
        for (int i = 0; i < ready + silent; i++) {
            nodes.add(new NodeBuilder()
                    .withNewMetadata()
                    .withName(name + i)
                    .addToLabels("topology.kubernetes.io/zone", name)
                    .endMetadata()
                    .withNewStatus()
                    .addNewCondition()
                    .withType("Ready")
                    .withStatus(i < ready ? "True" : "Unknown")
                    .endCondition()
                    .endStatus()
                    .build());
        }
        return nodes;
    }

    @ParameterizedTest
    @CsvSource({
        // ready and silent of a, then of b → states of both
        "5, 0, 5, 0, NONE, NONE",
        "5, 2, 5, 0, NONE, NONE",
        "1, 4, 5, 0, PARTIAL_SMALL, NONE",
        "20, 40, 5, 0, PARTIAL_LARGE, NONE",
        "0, 300, 300, 0, ZONE, NONE",
        "0, 300, 1, 4, ZONE, PARTIAL_SMALL",
        "0, 300, 0, 5, FULL, FULL",
    })
    void eachZoneIsJudgedByItself(int readyA, int silentA, int readyB, int silentB, Disruption a, Disruption b) {
        List<Node> nodes = new ArrayList<>(zone("a", readyA, silentA));
        nodes.addAll(zone("b", readyB, silentB));
        assertThat(Zones.states(nodes)).containsEntry("/a", a).containsEntry("/b", b);
    }

    @Test
    void eachZoneHasAPaceOfItsOwn() {
        List<Node> a = zone("a", 0, 3);
        List<Node> b = zone("b", 3, 1);
        List<Node> all = new ArrayList<>(a);
        all.addAll(b);
        Zones zones = new Zones();
        zones.count(() -> all, Duration.ZERO, Duration.ofSeconds(1));
        assertThat(zones.hasTurn(a.getFirst(), Duration.ZERO)).isTrue();
        zones.emptied(a.getFirst(), Duration.ZERO);
        assertThat(zones.hasTurn(a.get(1), Duration.ofSeconds(9))).isFalse();
        assertThat(zones.hasTurn(b.getLast(), Duration.ofSeconds(9))).isTrue();
        assertThat(zones.hasTurn(a.get(1), Duration.ofSeconds(10))).isTrue();
    }

    @Test
    void aZoneOfManyNodesThatIsLostIsEmptiedOneByOneAndNotAtOnce() {
        List<Node> lost = zone("a", 0, 300);
        List<Node> all = new ArrayList<>(lost);
        all.addAll(zone("b", 700, 0));
        Zones zones = new Zones();
        int told = 0;
        for (int second = 0; second < 120; second += 5) {
            Duration now = Duration.ofSeconds(second);
            zones.count(() -> all, now, Duration.ofSeconds(1));
            for (Node node : lost.subList(told, lost.size())) {
                if (zones.hasTurn(node, now)) {
                    zones.emptied(node, now);
                    told++;
                }
            }
        }
        // their pods stay five minutes longer by default: a zone that is back by then has lost none
        assertThat(told).isEqualTo(12);
    }

    @Test
    void aCountIsNotRepeatedForEachNode() {
        Zones zones = new Zones();
        zones.count(() -> zone("a", 5, 0), Duration.ZERO, Duration.ofSeconds(1));
        List<Node> later = zone("a", 0, 5);
        zones.count(() -> later, Duration.ofMillis(999), Duration.ofSeconds(1));
        assertThat(zones.state(later.getFirst())).isEqualTo(Disruption.NONE);
        zones.count(() -> later, Duration.ofSeconds(1), Duration.ofSeconds(1));
        assertThat(zones.state(later.getFirst())).isEqualTo(Disruption.FULL);
    }
}
