package dev.quarterdeck.scheduler.score;

import static dev.quarterdeck.scheduler.Pods.node;
import static dev.quarterdeck.scheduler.Pods.pod;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.scheduler.profile.FitScoring;
import dev.quarterdeck.scheduler.profile.FitScoring.Point;
import dev.quarterdeck.scheduler.profile.FitScoring.ResourceWeight;
import dev.quarterdeck.scheduler.profile.FitScoring.Strategy;
import dev.quarterdeck.scheduler.snapshot.ClusterState;
import dev.quarterdeck.scheduler.snapshot.NodeSnapshot;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a node of 2 cores and 4 GiB scores for a pod. */
class ResourcesFitScoreTest {
    private static final List<Point> FULLER_IS_BETTER = List.of(new Point(0, 0), new Point(50, 2), new Point(100, 10));
    private static final List<Point> EMPTIER_IS_BETTER = List.of(new Point(0, 10), new Point(100, 0));

    private static final NodeSnapshot NODE = new ClusterState()
            .nodeChanged(node("n1")
                    .editStatus()
                    .addToAllocatable("example.com/gpu", new Quantity("4"))
                    .endStatus()
                    .build());

    private static long score(
            Strategy strategy, List<Point> shape, List<ResourceWeight> weights, String cpu, String memory) {
        return new ResourcesFitScore(new FitScoring(strategy, weights, shape))
                .score(PodRequest.of(pod("p", cpu, memory)), NODE);
    }

    @ParameterizedTest
    @CsvSource({
        // cpu, memory, least allocated, most allocated, by a line that rises, by one that falls
        "1, 2Gi, 50, 50, 20, 50",
        "2, 4Gi, 0, 100, 100, 0",
        "500m, 1Gi, 75, 25, 10, 75",
        "1500m, 3Gi, 25, 75, 60, 25",
        "1500m, 1Gi, 50, 50, 35, 50",
    })
    void byCpuAndMemory(String cpu, String memory, long least, long most, long rising, long falling) {
        List<ResourceWeight> both = FitScoring.CPU_AND_MEMORY;
        assertThat(score(Strategy.LeastAllocated, List.of(), both, cpu, memory)).isEqualTo(least);
        assertThat(score(Strategy.MostAllocated, List.of(), both, cpu, memory)).isEqualTo(most);
        assertThat(score(Strategy.RequestedToCapacityRatio, FULLER_IS_BETTER, both, cpu, memory))
                .isEqualTo(rising);
        assertThat(score(Strategy.RequestedToCapacityRatio, EMPTIER_IS_BETTER, both, cpu, memory))
                .isEqualTo(falling);
    }

    @Test
    void resourcesWeigh() {
        List<ResourceWeight> cpuThrice = List.of(new ResourceWeight("cpu", 3), new ResourceWeight("memory", 1));
        assertThat(score(Strategy.MostAllocated, List.of(), cpuThrice, "2", "2Gi"))
                .isEqualTo((300 + 50) / 4);
    }

    @Test
    void anExtendedResourceCountsForPodsThatAskForIt() {
        List<ResourceWeight> gpus = List.of(new ResourceWeight("example.com/gpu", 1));
        ResourcesFitScore score = new ResourcesFitScore(
                new FitScoring(Strategy.RequestedToCapacityRatio, gpus, List.of(new Point(0, 0), new Point(100, 10))));
        var asking = pod("p", "1", "1Gi")
                .edit()
                .editSpec()
                .editFirstContainer()
                .editResources()
                .addToRequests("example.com/gpu", new Quantity("3"))
                .endResources()
                .endContainer()
                .endSpec()
                .build();
        assertThat(score.score(PodRequest.of(asking), NODE)).isEqualTo(75);
        assertThat(score.score(PodRequest.of(pod("q", "1", "1Gi")), NODE)).isZero();
    }
}
