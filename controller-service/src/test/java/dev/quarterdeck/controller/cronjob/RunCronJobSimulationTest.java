package dev.quarterdeck.controller.cronjob;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.controller.testing.SimulatedCluster;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.CronJobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobConditionBuilder;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunCronJobSimulationTest {

    private static CronJob cron(UnaryOperator<CronJobBuilder> more) {
        return more.apply(new CronJobBuilder()
                        .withNewMetadata()
                        .withNamespace("default")
                        .withName("tick")
                        .endMetadata()
                        .withNewSpec()
                        .withSchedule("*/10 * * * *")
                        .withConcurrencyPolicy("Allow")
                        .withSuccessfulJobsHistoryLimit(2)
                        .withFailedJobsHistoryLimit(1)
                        .withNewJobTemplate()
                        .withNewMetadata()
                        .addToLabels("app", "tick")
                        .endMetadata()
                        .withNewSpec()
                        .withCompletions(1)
                        .withNewTemplate()
                        .withNewSpec()
                        .addNewContainer()
                        .withName("c")
                        .withImage("tick:1")
                        .endContainer()
                        .endSpec()
                        .endTemplate()
                        .endSpec()
                        .endJobTemplate()
                        .endSpec())
                .build();
    }

    private static SimulatedCluster cluster(long seed, UnaryOperator<CronJobBuilder> more) {
        return new SimulatedCluster(seed).run(CronJobController::create).create(cron(more));
    }

    private static CronJob get(SimulatedCluster cluster) {
        return cluster.get(
                () -> cluster.api.get(CronJob.class, "default", "tick").orElseThrow());
    }

    private static List<Job> jobs(SimulatedCluster cluster) {
        return cluster.get(() -> cluster.api.list(Job.class, "default"));
    }

    private static void edit(SimulatedCluster cluster, UnaryOperator<CronJobBuilder> change) {
        cluster.quietly(() -> cluster.api.update(
                change.apply(new CronJobBuilder(get(cluster))).build()));
    }

    private static void end(SimulatedCluster cluster, Job job, String how) {
        String now = cluster.time.instant().toString();
        cluster.quietly(() -> cluster.api.updateStatus(new JobBuilder(job)
                .withNewStatus()
                .withStartTime(job.getMetadata().getCreationTimestamp())
                .withCompletionTime(how.equals("Complete") ? now : null)
                .withConditions(new JobConditionBuilder()
                        .withType(how)
                        .withStatus("True")
                        .withLastTransitionTime(now)
                        .build())
                .endStatus()
                .build()));
    }

    private static void endAll(SimulatedCluster cluster, String how) {
        jobs(cluster).stream()
                .filter(job -> CronJobPlanner.finished(job).isEmpty())
                .forEach(job -> end(cluster, job, how));
    }

    private static void minutes(SimulatedCluster cluster, int minutes) {
        cluster.advance(Duration.ofMinutes(minutes));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void aJobIsStartedAtEachTimeOnce(long seed) {
        SimulatedCluster cluster = cluster(seed, c -> c);
        minutes(cluster, 31);
        assertThat(jobs(cluster)).hasSize(3);
        Job job = jobs(cluster).getLast();
        long minute = Long.parseLong(job.getMetadata().getName().substring("tick-".length()));
        assertThat(minute % 10).isZero();
        assertThat(job.getMetadata().getLabels()).containsEntry("app", "tick");
        assertThat(job.getMetadata().getAnnotations()).containsKey("batch.kubernetes.io/cronjob-scheduled-timestamp");
        assertThat(get(cluster).getStatus().getActive()).hasSize(3);
        assertThat(get(cluster).getStatus().getLastScheduleTime()).isNotNull();
        cluster.expectEvents("Normal SuccessfulCreate CronJob/tick Created job "
                + job.getMetadata().getName());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void endedJobsLeaveTheListAndTheOldestGo(long seed) {
        SimulatedCluster cluster = cluster(seed, c -> c);
        minutes(cluster, 1);
        for (String how : List.of("Failed", "Complete", "Complete", "Failed", "Complete")) {
            minutes(cluster, 10);
            endAll(cluster, how);
        }
        minutes(cluster, 1);
        assertThat(get(cluster).getStatus().getActive()).isEmpty();
        assertThat(get(cluster).getStatus().getLastSuccessfulTime()).isNotNull();
        assertThat(jobs(cluster).stream()
                        .filter(j -> CronJobPlanner.finished(j).orElseThrow().equals("Complete")))
                .hasSize(2);
        assertThat(jobs(cluster).stream()
                        .filter(j -> CronJobPlanner.finished(j).orElseThrow().equals("Failed")))
                .hasSize(1);
    }

    @Test
    void aJobOfItsOwnIsNeverUnexpected() {
        for (int seed = 1; seed <= 5; seed++) {
            SimulatedCluster cluster = cluster(seed, c -> c);
            minutes(cluster, 31);
            assertThat(cluster.events.events()).noneMatch(line -> line.contains("UnexpectedJob"));
        }
    }

    @Test
    void forbidWaitsForTheJobThatRuns() {
        SimulatedCluster cluster =
                cluster(1, c -> c.editSpec().withConcurrencyPolicy("Forbid").endSpec());
        minutes(cluster, 31);
        assertThat(jobs(cluster)).hasSize(1);
        cluster.expectEvents("Normal JobAlreadyActive CronJob/tick Not starting job because prior execution is running"
                + " and concurrency policy is Forbid");
        endAll(cluster, "Complete");
        minutes(cluster, 1);
        assertThat(jobs(cluster)).hasSize(2);
    }

    @Test
    void replaceDeletesTheJobThatRuns() {
        SimulatedCluster cluster =
                cluster(1, c -> c.editSpec().withConcurrencyPolicy("Replace").endSpec());
        minutes(cluster, 31);
        assertThat(jobs(cluster)).hasSize(1);
        assertThat(get(cluster).getStatus().getActive())
                .extracting(r -> r.getName())
                .containsExactly(jobs(cluster).getFirst().getMetadata().getName());
    }

    @Test
    void afterAPauseOnlyTheMostRecentTimeIsMadeUpFor() {
        SimulatedCluster cluster =
                cluster(1, c -> c.editSpec().withSuspend(true).endSpec());
        minutes(cluster, 65);
        assertThat(jobs(cluster)).isEmpty();
        edit(cluster, c -> c.editSpec().withSuspend(false).endSpec());
        cluster.advance(Duration.ofSeconds(5));
        assertThat(jobs(cluster)).hasSize(1);
    }

    @Test
    void aStartThatIsTooLateIsLeftOut() {
        SimulatedCluster cluster = cluster(1, c -> c.editSpec()
                .withSuspend(true)
                .withStartingDeadlineSeconds(60L)
                .endSpec());
        minutes(cluster, 65);
        edit(cluster, c -> c.editSpec().withSuspend(false).endSpec());
        cluster.advance(Duration.ofSeconds(5));
        assertThat(jobs(cluster)).isEmpty();
        minutes(cluster, 10);
        assertThat(jobs(cluster)).hasSize(1);
    }

    @Test
    void aScheduleThatCannotBeReadIsTold() {
        cluster(1, c -> c.editSpec().withTimeZone("Nowhere/Else").endSpec())
                .converge()
                .expectEvents("Warning UnknownTimeZone CronJob/tick invalid timeZone: \"Nowhere/Else\": "
                        + "unknown time zone Nowhere/Else");
    }

    @Test
    void aScheduleThatIsNeverDueIsTold() {
        cluster(1, c -> c.editSpec().withSchedule("0 0 31 2 *").endSpec())
                .converge()
                .expectEvents("Warning InvalidSchedule CronJob/tick invalid schedule: 0 0 31 2 * : "
                        + "time difference between two schedules is less than 1 second");
    }
}
