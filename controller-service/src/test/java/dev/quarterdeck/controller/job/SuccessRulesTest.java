package dev.quarterdeck.controller.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuccessRulesTest {
    private static final Instant T = Instant.parse("2026-01-01T00:00:00Z");

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            delimiter = '|',
            value = {
                "0-2 | - | 0,1   | false",
                "0-2 | - | 0-2   | true",
                "0-2 | 2 | 0,2,4 | true",
                "0-2 | 2 | 2-4   | false",
                "-   | 3 | 0,4   | false",
                "-   | 3 | 0,2,4 | true",
                "9   | - | 0-4   | false",
                "x   | 1 | 0-4   | false",
            })
    void theTable(@Nullable String indexes, @Nullable Integer enough, String completed, boolean met) {
        Job job = new JobBuilder()
                .withNewSpec()
                .withNewSuccessPolicy()
                .addNewRule()
                .withSucceededIndexes(indexes)
                .withSucceededCount(enough)
                .endRule()
                .endSuccessPolicy()
                .endSpec()
                .build();
        assertThat(SuccessRules.met(job, Indexes.parse(completed, 5), 5).isPresent())
                .isEqualTo(met);
    }

    @Test
    void theBackOffGrowsWithFailuresSinceTheLastSuccessUpToTenMinutes() {
        BackOff once = BackOff.NONE.after(List.of(), List.of(T));
        assertThat(once.left(T)).isEqualTo(Duration.ofSeconds(10));
        assertThat(once.left(T.plusSeconds(4))).isEqualTo(Duration.ofSeconds(6));
        assertThat(once.left(T.plusSeconds(11))).isEqualTo(Duration.ZERO);
        assertThat(once.after(List.of(), List.of(T, T)).left(T)).isEqualTo(Duration.ofSeconds(40));
        assertThat(new BackOff(30, T).left(T)).isEqualTo(Duration.ofMinutes(10));
        assertThat(once.after(List.of(T.plusSeconds(5)), List.of(T.plusSeconds(4), T.plusSeconds(6))))
                .isEqualTo(new BackOff(1, T.plusSeconds(6)));
    }

    @Test
    void aClockThatWasSetBackMakesNobodyWaitLongerThanTheBackOff() {
        assertThat(new BackOff(1, T.plusSeconds(100_000)).left(T)).isEqualTo(Duration.ofSeconds(10));
    }
}
