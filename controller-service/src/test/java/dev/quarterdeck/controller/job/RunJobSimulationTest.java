package dev.quarterdeck.controller.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.controller.pod.Pods;
import dev.quarterdeck.controller.testing.SimulatedCluster;
import dev.quarterdeck.reconcile.client.Propagation;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunJobSimulationTest {

    static Job job(UnaryOperator<JobBuilder> more) {
        return more.apply(new JobBuilder()
                        .withNewMetadata()
                        .withNamespace("default")
                        .withName("sum")
                        .endMetadata()
                        .withNewSpec()
                        .withParallelism(2)
                        .withCompletions(3)
                        .withBackoffLimit(6)
                        .withCompletionMode("NonIndexed")
                        .withPodReplacementPolicy("TerminatingOrFailed")
                        .withNewSelector()
                        .addToMatchLabels("app", "sum")
                        .endSelector()
                        .withNewTemplate()
                        .withNewMetadata()
                        .addToLabels("app", "sum")
                        .endMetadata()
                        .withNewSpec()
                        .withRestartPolicy("Never")
                        .addNewContainer()
                        .withName("c")
                        .withImage("sum:1")
                        .endContainer()
                        .endSpec()
                        .endTemplate()
                        .endSpec())
                .build();
    }

    static SimulatedCluster cluster(long seed, UnaryOperator<JobBuilder> more) {
        return new SimulatedCluster(seed)
                .run(JobController::create)
                .always(c ->
                        assertThat(c.activePods("sum").size()).as("active pods").isLessThanOrEqualTo(2))
                .create(job(more))
                .converge();
    }

    static Job get(SimulatedCluster cluster) {
        return cluster.get(() -> cluster.api.get(Job.class, "default", "sum").orElseThrow());
    }

    static void edit(SimulatedCluster cluster, UnaryOperator<JobBuilder> change) {
        cluster.quietly(() ->
                cluster.api.update(change.apply(new JobBuilder(get(cluster))).build()));
    }

    static void end(SimulatedCluster cluster, Pod pod, String phase, int code) {
        cluster.quietly(() -> cluster.api.updateStatus(new PodBuilder(pod)
                .editStatus()
                .withPhase(phase)
                .withConditions(List.of())
                .withContainerStatuses(new ContainerStatusBuilder()
                        .withName("c")
                        .withNewState()
                        .withNewTerminated()
                        .withExitCode(code)
                        .withFinishedAt(cluster.time.instant().toString())
                        .endTerminated()
                        .endState()
                        .build())
                .endStatus()
                .build()));
    }

    static void endAll(SimulatedCluster cluster, String phase) {
        cluster.activePods("sum").forEach(pod -> end(cluster, pod, phase, phase.equals("Failed") ? 1 : 0));
        cluster.converge();
    }

    static List<String> conditions(SimulatedCluster cluster) {
        return get(cluster).getStatus().getConditions().stream()
                .map(RunJobSimulationTest::line)
                .toList();
    }

    private static String line(JobCondition condition) {
        return condition.getType() + "=" + condition.getStatus() + " " + condition.getReason();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void everyEndIsCountedOnceAndTheJobCompletes(long seed) {
        SimulatedCluster cluster = cluster(seed, j -> j).expectPods("sum", 2);
        assertThat(get(cluster).getStatus().getActive()).isEqualTo(2);
        assertThat(get(cluster).getStatus().getReady()).isEqualTo(2);
        assertThat(cluster.pods())
                .allSatisfy(p -> assertThat(p.getMetadata().getFinalizers()).containsExactly(JobPods.FINALIZER));
        endAll(cluster, "Succeeded");
        cluster.expectPods("sum", 1);
        endAll(cluster, "Succeeded");
        Job job = get(cluster);
        assertThat(job.getStatus().getSucceeded()).isEqualTo(3);
        assertThat(job.getStatus().getFailed()).isNull();
        assertThat(job.getStatus().getActive()).isNull();
        assertThat(job.getStatus().getCompletionTime()).isNotNull();
        assertThat(conditions(cluster))
                .containsExactly("SuccessCriteriaMet=True CompletionsReached", "Complete=True CompletionsReached");
        assertThat(cluster.pods())
                .hasSize(3)
                .allSatisfy(p -> assertThat(p.getMetadata().getFinalizers()).isEmpty());
        cluster.expectEvents("Normal Completed Job/sum Job completed");
        cluster.server.forgetRequests();
        cluster.converge();
        assertThat(cluster.server.writes()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void failuresAreRetriedLaterEachTimeUntilTheLimit(long seed) {
        SimulatedCluster cluster = cluster(seed, j -> j.editSpec()
                .withParallelism(1)
                .withCompletions(1)
                .withBackoffLimit(1)
                .endSpec());
        end(cluster, cluster.activePods("sum").getFirst(), "Failed", 1);
        cluster.advance(Duration.ofSeconds(5)).expectPods("sum", 0);
        cluster.advance(Duration.ofSeconds(10)).expectPods("sum", 1);
        assertThat(get(cluster).getStatus().getFailed()).isEqualTo(1);
        endAll(cluster, "Failed");
        assertThat(get(cluster).getStatus().getFailed()).isEqualTo(2);
        assertThat(get(cluster).getStatus().getCompletionTime()).isNull();
        assertThat(conditions(cluster))
                .containsExactly("FailureTarget=True BackoffLimitExceeded", "Failed=True BackoffLimitExceeded");
        cluster.expectPods("sum", 0);
        cluster.expectEvents("Warning BackoffLimitExceeded Job/sum Job has reached the specified backoff limit");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void anIndexedJobDoesEachIndexOnce(long seed) {
        SimulatedCluster cluster =
                cluster(seed, j -> j.editSpec().withCompletionMode("Indexed").endSpec());
        Pod first = cluster.activePods("sum").stream()
                .filter(p -> JobPods.index(p) == 0)
                .findFirst()
                .orElseThrow();
        assertThat(first.getMetadata().getName()).startsWith("sum-0-");
        assertThat(first.getSpec().getHostname()).isEqualTo("sum-0");
        assertThat(first.getMetadata().getLabels()).containsEntry(JobPods.INDEX, "0");
        assertThat(first.getSpec()
                        .getContainers()
                        .getFirst()
                        .getEnv()
                        .getFirst()
                        .getName())
                .isEqualTo("JOB_COMPLETION_INDEX");
        assertThat(first.getSpec()
                        .getContainers()
                        .getFirst()
                        .getEnv()
                        .getFirst()
                        .getValueFrom()
                        .getFieldRef()
                        .getFieldPath())
                .isEqualTo("metadata.labels['batch.kubernetes.io/job-completion-index']");
        end(cluster, first, "Failed", 1);
        cluster.converge();
        assertThat(cluster.activePods("sum")).extracting(JobPods::index).containsExactlyInAnyOrder(0, 1);
        endAll(cluster, "Succeeded");
        assertThat(get(cluster).getStatus().getCompletedIndexes()).isEqualTo("0,1");
        assertThat(cluster.activePods("sum")).extracting(JobPods::index).containsExactly(2);
        endAll(cluster, "Succeeded");
        assertThat(get(cluster).getStatus().getCompletedIndexes()).isEqualTo("0-2");
        assertThat(get(cluster).getStatus().getSucceeded()).isEqualTo(3);
        assertThat(get(cluster).getStatus().getFailed()).isEqualTo(1);
        assertThat(conditions(cluster)).contains("Complete=True CompletionsReached");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aSuspendedJobHasNoPodsUntilItIsResumed(long seed) {
        SimulatedCluster cluster =
                cluster(seed, j -> j.editSpec().withSuspend(true).endSpec()).expectPods("sum", 0);
        assertThat(get(cluster).getStatus().getStartTime()).isNull();
        edit(cluster, j -> j.editSpec().withSuspend(false).endSpec());
        cluster.converge().expectPods("sum", 2);
        assertThat(conditions(cluster)).containsExactly("Suspended=False JobResumed");
        assertThat(get(cluster).getStatus().getStartTime()).isNotNull();
        edit(cluster, j -> j.editSpec().withSuspend(true).endSpec());
        cluster.converge().expectPods("sum", 0);
        assertThat(conditions(cluster)).containsExactly("Suspended=True JobSuspended");
        assertThat(get(cluster).getStatus().getFailed())
                .as("what is taken away has not failed")
                .isNull();
        cluster.expectEvents("Normal Suspended Job/sum Job suspended", "Normal Resumed Job/sum Job resumed");
        assertThat(cluster.pods()).isEmpty();
    }

    @Test
    void aJobThatTakesTooLongFails() {
        SimulatedCluster cluster =
                cluster(1, j -> j.editSpec().withActiveDeadlineSeconds(300L).endSpec());
        cluster.advance(Duration.ofSeconds(100)).expectPods("sum", 2);
        cluster.advance(Duration.ofSeconds(300)).expectPods("sum", 0);
        assertThat(conditions(cluster))
                .containsExactly("FailureTarget=True DeadlineExceeded", "Failed=True DeadlineExceeded");
        assertThat(cluster.pods()).isEmpty();
    }

    @Test
    void aFinishedJobIsDeletedWhenItsTimeToLiveIsOver() {
        SimulatedCluster cluster = cluster(1, j -> j.editSpec()
                .withCompletions(2)
                .withTtlSecondsAfterFinished(600)
                .endSpec());
        endAll(cluster, "Succeeded");
        cluster.advance(Duration.ofSeconds(400));
        assertThat(get(cluster).isMarkedForDeletion()).isFalse();
        cluster.advance(Duration.ofSeconds(400));
        assertThat(get(cluster).getMetadata().getFinalizers()).containsExactly("foregroundDeletion");
    }

    @Test
    void theFailurePolicyIgnoresOrFailsAtOnce() {
        SimulatedCluster cluster = cluster(1, j -> j.editSpec()
                .withPodReplacementPolicy("Failed")
                .withNewPodFailurePolicy()
                .addNewRule()
                .withAction("Ignore")
                .addNewOnPodCondition()
                .withType("DisruptionTarget")
                .withStatus("True")
                .endOnPodCondition()
                .endRule()
                .addNewRule()
                .withAction("FailJob")
                .withNewOnExitCodes()
                .withOperator("In")
                .withValues(42)
                .endOnExitCodes()
                .endRule()
                .endPodFailurePolicy()
                .endSpec());
        Pod evicted = cluster.activePods("sum").getFirst();
        cluster.quietly(() -> cluster.api.updateStatus(new PodBuilder(evicted)
                .editStatus()
                .withPhase("Failed")
                .addNewCondition()
                .withType("DisruptionTarget")
                .withStatus("True")
                .endCondition()
                .endStatus()
                .build()));
        cluster.converge().expectPods("sum", 2);
        assertThat(get(cluster).getStatus().getFailed()).isNull();
        Pod hopeless = cluster.activePods("sum").getFirst();
        end(cluster, hopeless, "Failed", 42);
        cluster.converge().expectPods("sum", 0);
        assertThat(conditions(cluster))
                .containsExactly("FailureTarget=True PodFailurePolicy", "Failed=True PodFailurePolicy");
        assertThat(get(cluster).getStatus().getConditions().getFirst().getMessage())
                .isEqualTo(
                        "Container c for pod default/" + hopeless.getMetadata().getName()
                                + " failed with exit code 42 matching FailJob rule at index 1");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void podsOfADeletedJobAreFreedOfTheFinalizer(long seed) {
        SimulatedCluster cluster = cluster(seed, j -> j);
        cluster.quietly(() -> cluster.api.delete(get(cluster), Propagation.BACKGROUND));
        cluster.converge();
        assertThat(cluster.pods())
                .hasSize(2)
                .allSatisfy(p -> assertThat(p.getMetadata().getFinalizers()).isEmpty());
    }

    @Test
    void aWorkQueueIsDoneWhenOneHasSucceededAndAllHaveEnded() {
        SimulatedCluster cluster =
                cluster(1, j -> j.editSpec().withCompletions(null).endSpec());
        end(cluster, cluster.activePods("sum").getFirst(), "Succeeded", 0);
        cluster.converge().expectPods("sum", 1);
        assertThat(conditions(cluster)).isEmpty();
        endAll(cluster, "Succeeded");
        assertThat(conditions(cluster)).contains("Complete=True CompletionsReached");
        assertThat(cluster.pods().stream().filter(Pods::isTerminal)).hasSize(2);
    }
}
