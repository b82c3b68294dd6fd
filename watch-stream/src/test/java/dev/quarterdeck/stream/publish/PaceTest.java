package dev.quarterdeck.stream.publish;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PaceTest {
    private long now = Long.MAX_VALUE - 5;
    private final Pace pace = new Pace(10, () -> now);

    @Test
    void beginsAtOnceAfterAQuietTimeAndKeepsTheNextApart() {
        assertThat(pace.next()).isZero();
        now += 3;
        assertThat(pace.next()).isEqualTo(7);
        now += 7;
        assertThat(pace.next()).isEqualTo(10);
        now += 10 + 25;
        assertThat(pace.next()).isZero();
    }
}
