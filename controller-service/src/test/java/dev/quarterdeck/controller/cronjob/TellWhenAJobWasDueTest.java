package dev.quarterdeck.controller.cronjob;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.CronJobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A Job carries the time that it was due at, as its schedule's time zone writes it; not the time it was made. */
class TellWhenAJobWasDueTest {
    private static final String DUE = "batch.kubernetes.io/cronjob-scheduled-timestamp";

    private static CronJob cron(@Nullable String zone) {
        return new CronJobBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName("tick")
                .withUid("u")
                .endMetadata()
                .withNewSpec()
                .withSchedule("0 9 * * *")
                .withTimeZone(zone)
                .withNewJobTemplate()
                .withNewMetadata()
                .addToAnnotations("own", "kept")
                .addToAnnotations(DUE, "not this")
                .endMetadata()
                .withNewSpec()
                .endSpec()
                .endJobTemplate()
                .endSpec()
                .build();
    }

    @ParameterizedTest
    @CsvSource({
        ", 2026-03-01T09:00:00Z, 2026-03-01T09:00:00Z",
        "Etc/UTC, 2026-03-01T09:00:00Z, 2026-03-01T09:00:00Z",
        "Europe/Berlin, 2026-03-01T08:00:00Z, 2026-03-01T09:00:00+01:00",
        "Europe/Berlin, 2026-07-01T07:00:00Z, 2026-07-01T09:00:00+02:00",
        "Asia/Kolkata, 2026-03-01T03:30:00Z, 2026-03-01T09:00:00+05:30",
        "America/St_Johns, 2026-01-01T12:30:00Z, 2026-01-01T09:00:00-03:30",
    })
    void asTheTimeZoneWritesIt(@Nullable String zone, String due, String written) {
        Job job = CronJobReconciler.job(cron(zone), Instant.parse(due));
        assertThat(job.getMetadata().getAnnotations())
                .containsEntry(DUE, written)
                .containsEntry("own", "kept");
    }

    @Test
    void theNameFollowsFromTheTimeAlone() {
        Instant due = Instant.parse("2026-03-01T09:00:00Z");
        assertThat(CronJobReconciler.job(cron(null), due).getMetadata().getName())
                .isEqualTo(CronJobReconciler.job(cron("Asia/Kolkata"), due)
                        .getMetadata()
                        .getName())
                .isEqualTo("tick-" + due.getEpochSecond() / 60);
    }
}
