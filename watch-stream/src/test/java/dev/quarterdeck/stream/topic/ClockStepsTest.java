package dev.quarterdeck.stream.topic;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ClockStepsTest {
    private final AtomicReference<Instant> wall = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
    private final AtomicLong nanos = new AtomicLong(7);
    private final ClockSteps steps = new ClockSteps(wall::get, nanos::get);

    private void pass(Duration real, Duration shown) {
        nanos.addAndGet(real.toNanos());
        wall.updateAndGet(w -> w.plus(shown));
    }

    @Test
    void timeThatPassesIsNoStep() {
        pass(Duration.ofHours(3), Duration.ofHours(3).plusMillis(500));
        assertThat(steps.stepped()).isFalse();
    }

    @Test
    void aStepIsToldOnceInEitherDirection() {
        pass(Duration.ofSeconds(1), Duration.ofHours(1));
        assertThat(steps.stepped()).isTrue();
        assertThat(steps.stepped()).isFalse();
        pass(Duration.ofSeconds(1), Duration.ofHours(-1));
        assertThat(steps.stepped()).isTrue();
        assertThat(steps.stepped()).isFalse();
    }
}
