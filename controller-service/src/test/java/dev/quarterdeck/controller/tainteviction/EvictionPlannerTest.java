package dev.quarterdeck.controller.tainteviction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.controller.pod.NodeFit;
import dev.quarterdeck.controller.tainteviction.EvictionPlanner.Verdict;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.TaintBuilder;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.TolerationBuilder;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EvictionPlannerTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private static Taint taint(String key, String effect) {
        return new TaintBuilder()
                .withKey(key)
                .withValue("v")
                .withEffect(effect)
                .withTimeAdded(NOW.toString())
                .build();
    }

    private static Toleration tolerates(String key, @Nullable Long seconds) {
        return new TolerationBuilder()
                .withKey(key)
                .withOperator("Exists")
                .withTolerationSeconds(seconds)
                .build();
    }

    private static Pod pod(Toleration... tolerations) {
        return new PodBuilder()
                .withNewSpec()
                .withTolerations(tolerations)
                .endSpec()
                .build();
    }

    private static Verdict plan(Pod pod, Taint... taints) {
        return EvictionPlanner.plan(pod, List.of(taints), NOW);
    }

    @Test
    void everyRowOfTheTable() {
        Taint a = taint("a", "NoExecute");
        Taint b = taint("b", "NoExecute");
        assertThat(plan(pod())).isEqualTo(new Verdict.Stay());
        assertThat(plan(pod(), taint("a", "NoSchedule"))).isEqualTo(new Verdict.Stay());
        assertThat(plan(pod(), a)).isEqualTo(new Verdict.LeaveAt(Instant.MIN));
        assertThat(plan(pod(tolerates("b", null)), a)).isEqualTo(new Verdict.LeaveAt(Instant.MIN));
        assertThat(plan(pod(tolerates("a", null)), a)).isEqualTo(new Verdict.Stay());
        assertThat(plan(pod(tolerates("a", 60L)), a)).isEqualTo(new Verdict.LeaveAt(NOW.plusSeconds(60)));
        assertThat(plan(pod(tolerates("a", -5L)), a)).isEqualTo(new Verdict.LeaveAt(NOW));
        assertThat(plan(pod(tolerates("a", 60L), tolerates("b", 30L)), a, b))
                .isEqualTo(new Verdict.LeaveAt(NOW.plusSeconds(30)));
        assertThat(plan(pod(tolerates("a", 60L), tolerates("a", null)), a))
                .isEqualTo(new Verdict.LeaveAt(NOW.plusSeconds(60)));
    }

    @ParameterizedTest
    @CsvSource({
        "'', Exists, '', '', true",
        "a, Exists, '', '', true",
        "a, Exists, '', NoExecute, true",
        "a, Exists, '', NoSchedule, false",
        "a, Equal, v, '', true",
        "a, Equal, w, '', false",
        "a, , v, '', true",
        "b, Exists, '', '', false",
        "'', Equal, v, '', false"
    })
    void tolerationsMatch(String key, @Nullable String operator, String value, String effect, boolean expected) {
        Toleration toleration = new TolerationBuilder()
                .withKey(key)
                .withOperator(operator)
                .withValue(value)
                .withEffect(effect)
                .build();
        assertThat(NodeFit.tolerates(toleration, taint("a", "NoExecute"))).isEqualTo(expected);
    }
}
