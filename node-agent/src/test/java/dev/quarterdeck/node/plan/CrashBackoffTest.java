package dev.quarterdeck.node.plan;

import static dev.quarterdeck.node.testing.Observed.T0;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class CrashBackoffTest {
    private final CrashBackoff backoff = new CrashBackoff();

    @Test
    void doubles_up_to_five_minutes() {
        Instant now = T0;
        assertThat(backoff.until("a", now)).isEqualTo(now);
        for (long seconds : new long[] {10, 20, 40, 80, 160, 300, 300}) {
            backoff.restarted("a", now, now);
            assertThat(Duration.between(now, backoff.until("a", now))).isEqualTo(Duration.ofSeconds(seconds));
        }
    }

    @Test
    void forgets_after_ten_quiet_minutes() {
        backoff.restarted("a", T0, T0);
        backoff.restarted("a", T0, T0);
        Instant later = T0.plus(Duration.ofMinutes(11));
        assertThat(backoff.until("a", later)).isEqualTo(later);
        backoff.restarted("a", later, later);
        assertThat(backoff.delay("a")).isEqualTo(Duration.ofSeconds(10));
    }
}
