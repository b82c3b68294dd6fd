package dev.quarterdeck.benchmarks.rounds;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.LongToDoubleFunction;
import org.junit.jupiter.api.Test;

class RestTest {
    private static final long SECOND = 1_000_000_000L;
    private long now;

    /** @param cpu seconds used until a moment */
    private boolean rests(LongToDoubleFunction cpu) {
        return new Rest(() -> cpu.applyAsDouble(now), () -> now, nanos -> now += Math.min(nanos, SECOND / 3)).taken();
    }

    @Test
    void endsWhenTwoSecondsInARowWereQuiet() {
        assertThat(rests(at -> 1.5 * Math.min(at, 5 * SECOND) / SECOND)).isTrue();
        assertThat(now).isEqualTo(7 * SECOND);
    }

    @Test
    void oneQuietSecondIsNotEnough() {
        assertThat(rests(at -> at / SECOND % 2 == 0 ? at / SECOND : at / SECOND + 0.1))
                .isFalse();
        assertThat(now).isEqualTo(Rest.LIMIT.toNanos());
    }

    @Test
    void isOverAfterAWhileWhateverTheServerDoes() {
        assertThat(rests(at -> 0.2 * at / SECOND)).isFalse();
        assertThat(now).isEqualTo(Rest.LIMIT.toNanos());
    }

    @Test
    void whatAnIdleServerUsesIsRest() {
        assertThat(rests(at -> 0.05 * at / SECOND)).isTrue();
        assertThat(now).isEqualTo(2 * SECOND);
    }
}
