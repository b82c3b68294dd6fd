package dev.quarterdeck.controller.autoscaling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.controller.autoscaling.PacePlanner.Pace;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HPAScalingRulesBuilder;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PacePlannerTest {
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

    private static HorizontalPodAutoscaler plain() {
        return new HorizontalPodAutoscalerBuilder()
                .withNewSpec()
                .withMaxReplicas(10)
                .endSpec()
                .build();
    }

    private static HorizontalPodAutoscaler ruled(
            UnaryOperator<HPAScalingRulesBuilder> up, UnaryOperator<HPAScalingRulesBuilder> down) {
        return new HorizontalPodAutoscalerBuilder(plain())
                .editSpec()
                .withMaxReplicas(100)
                .withNewBehavior()
                .withScaleUp(up.apply(new HPAScalingRulesBuilder()).build())
                .withScaleDown(down.apply(new HPAScalingRulesBuilder()).build())
                .endBehavior()
                .endSpec()
                .build();
    }

    private static Pace pace(HorizontalPodAutoscaler scaler, int current, int wanted, ScaleHistory history) {
        return new PacePlanner(scaler, current, 2, history, NOW).pace(wanted);
    }

    private static ScaleHistory old(int replicas, long secondsAgo) {
        return ScaleHistory.of(replicas, NOW.minusSeconds(secondsAgo));
    }

    @ParameterizedTest
    @CsvSource({
        // current, wanted → replicas, limited, why
        "3, 4, 4, false, DesiredWithinRange",
        "3, 9, 6, true, ScaleUpLimit",
        "2, 9, 4, true, ScaleUpLimit",
        "8, 20, 10, true, TooManyReplicas",
        "3, 1, 2, true, TooFewReplicas",
    })
    void withoutBehaviour(int current, int wanted, int replicas, boolean limited, String why) {
        Pace pace = pace(plain(), current, wanted, old(1, 1000));
        assertThat(pace.replicas()).isEqualTo(replicas);
        assertThat(pace.limited()).isEqualTo(limited);
        assertThat(pace.limit().reason()).isEqualTo(why);
        assertThat(pace.smoothed().reason()).isEqualTo("ReadyForNewScale");
    }

    @Test
    void shrinkingWaitsFiveMinutes() {
        Pace early = pace(plain(), 8, 3, old(8, 299));
        assertThat(early.replicas()).isEqualTo(8);
        assertThat(early.smoothed().reason()).isEqualTo("ScaleDownStabilized");
        assertThat(pace(plain(), 8, 3, old(8, 301)).replicas()).isEqualTo(3);
    }

    @Test
    void growingWaitsWhereItsWindowSaysSo() {
        HorizontalPodAutoscaler scaler = ruled(r -> r.withStabilizationWindowSeconds(60), r -> r);
        Pace early = pace(scaler, 4, 6, old(4, 30));
        assertThat(early.replicas()).isEqualTo(4);
        assertThat(early.smoothed().reason()).isEqualTo("ScaleUpStabilized");
        assertThat(pace(scaler, 4, 6, old(4, 61)).replicas()).isEqualTo(6);
    }

    @ParameterizedTest
    @CsvSource({
        "Max, 30, true, ScaleUpLimit",
        "Min, 14, true, ScaleUpLimit",
        "Disabled, 10, true, ScaleUpLimit",
    })
    void policiesOfGrowing(String select, int replicas, boolean limited, String why) {
        HorizontalPodAutoscaler scaler = ruled(
                r -> r.withSelectPolicy(select).addNewPolicy(60, "Percent", 200).addNewPolicy(60, "Pods", 4), r -> r);
        Pace pace = pace(scaler, 10, 50, old(10, 1000));
        assertThat(pace.replicas()).isEqualTo(replicas);
        assertThat(pace.limited()).isEqualTo(limited);
        assertThat(pace.limit().reason()).isEqualTo(why);
    }

    @Test
    void whatWasDoneInThePeriodCounts() {
        HorizontalPodAutoscaler scaler =
                ruled(r -> r.addNewPolicy(60, "Pods", 4), r -> r.withStabilizationWindowSeconds(0)
                        .addNewPolicy(60, "Pods", 3));
        ScaleHistory grown = old(10, 1000).scaled(7, 10, NOW.minusSeconds(30), Duration.ofSeconds(60));
        assertThat(pace(scaler, 10, 50, grown).replicas()).isEqualTo(11);
        ScaleHistory shrunk = old(10, 1000).scaled(12, 10, NOW.minusSeconds(30), Duration.ofSeconds(60));
        Pace down = pace(scaler, 10, 2, shrunk);
        assertThat(down.replicas()).isEqualTo(9);
        assertThat(down.limit().reason()).isEqualTo("ScaleDownLimit");
    }

    @Test
    void theHistoryForgets() {
        ScaleHistory history = ScaleHistory.of(1, NOW);
        for (int i = 0; i < 10_000; i++) {
            history = history.recommended(i, NOW.plusSeconds(i * 15L), PacePlanner.USUAL_WINDOW);
        }
        assertThat(history.recommendations()).hasSizeLessThanOrEqualTo(21);
    }
}
