package dev.quarterdeck.controller.autoscaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarterdeck.controller.autoscaling.Metrics.Sample;
import dev.quarterdeck.controller.autoscaling.UsagePlanner.Usage;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UsagePlannerTest {
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

    private static Pod pod(String name, String phase, boolean ready) {
        return new PodBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("c")
                .withNewResources()
                .addToRequests("cpu", new Quantity("1"))
                .endResources()
                .endContainer()
                .endSpec()
                .withNewStatus()
                .withPhase(phase)
                .withStartTime(NOW.minusSeconds(3600).toString())
                .addNewCondition()
                .withType("Ready")
                .withStatus(ready ? "True" : "False")
                .withLastTransitionTime(NOW.minusSeconds(3590).toString())
                .endCondition()
                .endStatus()
                .build();
    }

    private static Map<String, Sample> samples(int from, long... milli) {
        Map<String, Sample> samples = new HashMap<>();
        for (int i = 0; i < milli.length; i++) {
            samples.put("p" + (from + i), new Sample(milli[i], NOW, Duration.ofSeconds(60)));
        }
        return samples;
    }

    private static UsagePlanner planner(List<Pod> pods) {
        return new UsagePlanner(pods, new Tolerance(0.1, 0.1), NOW);
    }

    private static List<Pod> pods(int ready, int unready) {
        List<Pod> pods = new ArrayList<>();
        for (int i = 0; i < ready + unready; i++) {
            pods.add(pod("p" + i, "Running", i < ready));
        }
        return pods;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // target, use of each of three pods → replicas, utilization
                "30 | 300 500 700 | 5 | 50",
                "50 | 500 500 500 | 3 | 50",
                "50 | 540 540 540 | 3 | 54",
                "50 | 460 460 460 | 3 | 46",
                "50 | 100 300 500 | 2 | 30",
                "200 | 300 300 300 | 1 | 30",
            })
    void utilizationOfWhatIsRequested(int target, String used, int replicas, int utilization) throws Exception {
        long[] milli =
                List.of(used.split(" ")).stream().mapToLong(Long::parseLong).toArray();
        Usage usage = planner(pods(3, 0)).utilization(3, target, "cpu", "", samples(0, milli));
        assertThat(usage.replicas()).isEqualTo(replicas);
        assertThat(usage.utilization()).isEqualTo(OptionalInt.of(utilization));
    }

    @Test
    void podsThatAreNotReadyCountAsIdleWhenGrowingAndNotAtAllWhenShrinking() throws Exception {
        assertThat(planner(pods(2, 1))
                        .utilization(3, 30, "cpu", "", samples(0, 500, 700, 900))
                        .replicas())
                .as("60 % of two pods is 40 % of three")
                .isEqualTo(4);
        assertThat(planner(pods(2, 1))
                        .utilization(3, 100, "cpu", "", samples(0, 300, 300, 900))
                        .replicas())
                .isEqualTo(1);
    }

    @Test
    void podsWithoutMetricCountAsBusyWhenShrinkingAndAsIdleWhenGrowing() throws Exception {
        assertThat(planner(pods(3, 0))
                        .utilization(3, 50, "cpu", "", samples(0, 100, 100))
                        .replicas())
                .as("40 % of three with the third at 100 %")
                .isEqualTo(3);
        assertThat(planner(pods(3, 0))
                        .utilization(3, 50, "cpu", "", samples(0, 1000, 1000))
                        .replicas())
                .as("66 % of three")
                .isEqualTo(4);
    }

    @Test
    void aPodThatStartsIsNotBelievedItsCpuUse() throws Exception {
        Pod young = new PodBuilder(pod("p1", "Running", true))
                .editStatus()
                .withStartTime(NOW.minusSeconds(60).toString())
                .editFirstCondition()
                .withLastTransitionTime(NOW.minusSeconds(30).toString())
                .endCondition()
                .endStatus()
                .build();
        List<Pod> both = List.of(pod("p0", "Running", true), young);
        assertThat(planner(both)
                        .utilization(2, 50, "cpu", "", samples(0, 500, 4000))
                        .replicas())
                .isEqualTo(2);
        assertThat(planner(both)
                        .average(2, 500, "memory", samples(0, 500, 4000))
                        .replicas())
                .as("memory is believed")
                .isEqualTo(9);
    }

    @Test
    void failedAndLeavingPodsCountForNothing() throws Exception {
        List<Pod> pods = new ArrayList<>(pods(2, 0));
        pods.add(pod("p2", "Failed", false));
        assertThat(planner(pods).average(2, 100, "", samples(0, 200, 200, 9000)).replicas())
                .isEqualTo(4);
    }

    @Test
    void aValueIsSharedByReadyPodsOrByAll() throws Exception {
        assertThat(planner(pods(3, 2)).value(5, 20_000, 10_000).replicas()).isEqualTo(6);
        assertThat(planner(pods(3, 2)).value(5, 10_500, 10_000).replicas()).isEqualTo(5);
        Usage share = planner(pods(3, 0)).share(3, 25_000, 10_000);
        assertThat(share.replicas()).isEqualTo(3);
        assertThat(share.average()).isEqualTo(8334);
        assertThat(planner(pods(1, 0)).value(1, Long.MAX_VALUE, 1).replicas()).isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void itIsSaidWhatIsMissing() {
        assertThatThrownBy(() -> planner(List.of()).utilization(1, 50, "cpu", "", samples(0, 1)))
                .hasMessage("no pods returned by selector while calculating replica count");
        assertThatThrownBy(() -> planner(pods(0, 1)).utilization(1, 50, "cpu", "", Map.of()))
                .hasMessage("did not receive metrics for targeted pods (pods might be unready)");
        assertThatThrownBy(() -> planner(pods(1, 0)).utilization(1, 50, "memory", "", samples(0, 1)))
                .hasMessage("missing request for memory in container c of Pod p0");
        assertThatThrownBy(() -> planner(pods(1, 0)).utilization(1, 50, "cpu", "x", samples(0, 1)))
                .hasMessage("container x not found in Pod p0");
    }
}
