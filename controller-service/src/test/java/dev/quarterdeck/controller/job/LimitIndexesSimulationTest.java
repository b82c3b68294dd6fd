package dev.quarterdeck.controller.job;

import static dev.quarterdeck.controller.job.RunJobSimulationTest.conditions;
import static dev.quarterdeck.controller.job.RunJobSimulationTest.end;
import static dev.quarterdeck.controller.job.RunJobSimulationTest.endAll;
import static dev.quarterdeck.controller.job.RunJobSimulationTest.get;
import static dev.quarterdeck.controller.job.RunJobSimulationTest.job;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.controller.testing.SimulatedCluster;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatus;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LimitIndexesSimulationTest {

    private static SimulatedCluster indexed(long seed, int completions, UnaryOperator<JobBuilder> more) {
        return new SimulatedCluster(seed)
                .run(JobController::create)
                .create(job(j -> more.apply(j.editSpec()
                        .withCompletionMode("Indexed")
                        .withCompletions(completions)
                        .withParallelism(completions)
                        .withBackoffLimit(Integer.MAX_VALUE)
                        .endSpec())))
                .converge();
    }

    private static void end(SimulatedCluster cluster, int index, String phase, int code) {
        Pod pod = running(cluster, index).getFirst();
        RunJobSimulationTest.end(cluster, pod, phase, code);
        cluster.converge();
    }

    private static List<Pod> running(SimulatedCluster cluster, int index) {
        return cluster.activePods("sum").stream()
                .filter(p -> JobPods.index(p) == index)
                .toList();
    }

    private static JobStatus status(SimulatedCluster cluster) {
        return get(cluster).getStatus();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void anIndexIsGivenUpAfterItsOwnLimitAndTheOthersGoOn(long seed) {
        SimulatedCluster cluster =
                indexed(seed, 2, j -> j.editSpec().withBackoffLimitPerIndex(1).endSpec());
        assertThat(running(cluster, 0).getFirst().getMetadata().getAnnotations())
                .containsEntry(JobPods.FAILURES, "0");
        assertThat(status(cluster).getFailedIndexes()).isEmpty();
        end(cluster, 0, "Failed", 1);
        Pod again = running(cluster, 0).getFirst();
        assertThat(again.getMetadata().getAnnotations()).containsEntry(JobPods.FAILURES, "1");
        assertThat(status(cluster).getFailed()).isEqualTo(1);
        end(cluster, 0, "Failed", 1);
        assertThat(status(cluster).getFailedIndexes()).isEqualTo("0");
        assertThat(status(cluster).getFailed()).isEqualTo(2);
        assertThat(running(cluster, 0)).isEmpty();
        assertThat(running(cluster, 1)).hasSize(1);
        assertThat(conditions(cluster)).isEmpty();
        end(cluster, 1, "Succeeded", 0);
        assertThat(conditions(cluster))
                .containsExactly("FailureTarget=True FailedIndexes", "Failed=True FailedIndexes");
        assertThat(status(cluster).getCompletedIndexes()).isEqualTo("1");
        cluster.expectEvents("Warning FailedIndexes Job/sum Job has failed indexes");
        assertThat(cluster.pods())
                .allSatisfy(p -> assertThat(p.getMetadata().getFinalizers()).isEmpty());
    }

    @Test
    void theFailedPodStaysUntilAnotherTakesItsPlace() {
        SimulatedCluster cluster =
                indexed(1, 2, j -> j.editSpec().withBackoffLimitPerIndex(3).endSpec());
        Pod first = running(cluster, 0).getFirst();
        RunJobSimulationTest.end(cluster, first, "Failed", 1);
        cluster.advance(Duration.ofSeconds(5));
        assertThat(running(cluster, 0)).isEmpty();
        assertThat(finalizers(cluster, first)).containsExactly(JobPods.FINALIZER);
        assertThat(status(cluster).getFailed()).isNull();
        cluster.advance(Duration.ofSeconds(6));
        assertThat(running(cluster, 0)).hasSize(1);
        assertThat(finalizers(cluster, first)).isEmpty();
        assertThat(status(cluster).getFailed()).isEqualTo(1);
    }

    private static List<String> finalizers(SimulatedCluster cluster, Pod pod) {
        return cluster.get(() -> cluster.api
                .get(Pod.class, "default", pod.getMetadata().getName())
                .orElseThrow()
                .getMetadata()
                .getFinalizers());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void tooManyFailedIndexesFailTheJobAndStopTheOthers(long seed) {
        SimulatedCluster cluster = indexed(seed, 4, j -> j.editSpec()
                .withBackoffLimitPerIndex(0)
                .withMaxFailedIndexes(1)
                .endSpec());
        end(cluster, 0, "Failed", 1);
        assertThat(conditions(cluster)).isEmpty();
        end(cluster, 2, "Failed", 1);
        cluster.expectPods("sum", 0);
        assertThat(status(cluster).getFailedIndexes()).isEqualTo("0,2");
        assertThat(status(cluster).getFailed()).isEqualTo(4);
        assertThat(conditions(cluster))
                .containsExactly("FailureTarget=True MaxFailedIndexesExceeded", "Failed=True MaxFailedIndexesExceeded");
        cluster.expectEvents("Warning MaxFailedIndexesExceeded Job/sum"
                + " Job has exceeded the specified maximal number of failed indexes");
    }

    @Test
    void thePolicyCanGiveAnIndexUpAtOnceOrForgiveItsFailure() {
        SimulatedCluster cluster = indexed(1, 2, j -> j.editSpec()
                .withPodReplacementPolicy("Failed")
                .withBackoffLimitPerIndex(1)
                .withNewPodFailurePolicy()
                .addNewRule()
                .withAction("FailIndex")
                .withNewOnExitCodes()
                .withOperator("In")
                .withValues(42)
                .endOnExitCodes()
                .endRule()
                .addNewRule()
                .withAction("Ignore")
                .withNewOnExitCodes()
                .withOperator("In")
                .withValues(7)
                .endOnExitCodes()
                .endRule()
                .endPodFailurePolicy()
                .endSpec());
        end(cluster, 0, "Failed", 42);
        assertThat(status(cluster).getFailedIndexes()).isEqualTo("0");
        end(cluster, 1, "Failed", 7);
        Pod again = running(cluster, 1).getFirst();
        assertThat(again.getMetadata().getAnnotations())
                .containsEntry(JobPods.FAILURES, "0")
                .containsEntry(JobPods.IGNORED_FAILURES, "1");
        assertThat(status(cluster).getFailed()).isEqualTo(1);
        end(cluster, 1, "Succeeded", 0);
        assertThat(conditions(cluster)).contains("Failed=True FailedIndexes");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void aJobSucceedsEarlyBySuccessPolicyAndItsOtherPodsAreNoFailures(long seed) {
        SimulatedCluster cluster = indexed(seed, 4, j -> j.editSpec()
                .withNewSuccessPolicy()
                .addNewRule()
                .withSucceededIndexes("0,2-3")
                .withSucceededCount(2)
                .endRule()
                .endSuccessPolicy()
                .endSpec());
        end(cluster, 1, "Succeeded", 0);
        end(cluster, 2, "Succeeded", 0);
        assertThat(conditions(cluster)).isEmpty();
        end(cluster, 3, "Succeeded", 0);
        assertThat(conditions(cluster))
                .containsExactly("SuccessCriteriaMet=True SuccessPolicy", "Complete=True SuccessPolicy");
        assertThat(status(cluster).getConditions().getLast().getMessage()).isEqualTo("Matched rules at index 0");
        assertThat(status(cluster).getSucceeded()).isEqualTo(3);
        assertThat(status(cluster).getFailed()).isNull();
        assertThat(status(cluster).getCompletionTime()).isNotNull();
        cluster.expectPods("sum", 0).expectEvents("Normal Completed Job/sum Job completed");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void anAdoptedPodIsTrackedAndCounted(long seed) {
        SimulatedCluster cluster = new SimulatedCluster(seed).run(JobController::create);
        cluster.create(new PodBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName("foundling")
                .addToLabels("app", "sum")
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("c")
                .withImage("sum:1")
                .endContainer()
                .endSpec()
                .build());
        cluster.converge().create(job(j -> j)).converge().expectPods("sum", 2);
        assertThat(cluster.pods())
                .allSatisfy(p -> assertThat(p.getMetadata().getFinalizers()).containsExactly(JobPods.FINALIZER));
        endAll(cluster, "Succeeded");
        endAll(cluster, "Succeeded");
        assertThat(status(cluster).getSucceeded()).isEqualTo(3);
    }

    @Test
    void aReleasedPodLosesTheFinalizer() {
        SimulatedCluster cluster = new SimulatedCluster(1)
                .run(JobController::create)
                .create(job(j -> j))
                .converge();
        Pod strayed = cluster.pods().getFirst();
        cluster.quietly(() -> cluster.api.update(new PodBuilder(strayed)
                .editMetadata()
                .addToLabels("app", "other")
                .endMetadata()
                .build()));
        cluster.converge().expectPods("sum", 2);
        assertThat(finalizers(cluster, strayed)).isEmpty();
    }
}
