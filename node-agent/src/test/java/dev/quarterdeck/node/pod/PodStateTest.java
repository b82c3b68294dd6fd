package dev.quarterdeck.node.pod;

import static dev.quarterdeck.node.pod.PodState.GONE;
import static dev.quarterdeck.node.pod.PodState.PREPARING;
import static dev.quarterdeck.node.pod.PodState.RELEASED;
import static dev.quarterdeck.node.pod.PodState.RUNNING;
import static dev.quarterdeck.node.pod.PodState.SANDBOXING;
import static dev.quarterdeck.node.pod.PodState.SEEN;
import static dev.quarterdeck.node.pod.PodState.STOPPED;
import static dev.quarterdeck.node.pod.PodState.STOPPING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PodStateTest {
    private static final Map<PodState, Set<PodState>> LEGAL = Map.of(
            SEEN, Set.of(PREPARING, STOPPING),
            PREPARING, Set.of(SANDBOXING, STOPPING),
            SANDBOXING, Set.of(RUNNING, STOPPING),
            RUNNING, Set.of(SANDBOXING, STOPPING),
            STOPPING, Set.of(STOPPED),
            STOPPED, Set.of(RELEASED),
            RELEASED, Set.of(GONE),
            GONE, Set.of());

    @Test
    void every_pair_is_legal_or_refused() {
        for (PodState from : PodState.values()) {
            for (PodState to : PodState.values()) {
                if (from == to || LEGAL.get(from).contains(to)) {
                    assertThat(from.to(to)).isEqualTo(to);
                } else {
                    assertThatThrownBy(() -> from.to(to))
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessage("a pod cannot go from " + from + " to " + to);
                }
            }
        }
    }

    @Test
    void ending_begins_with_stopping() {
        assertThat(PodState.values()).filteredOn(PodState::ending).containsExactly(STOPPING, STOPPED, RELEASED, GONE);
    }
}
