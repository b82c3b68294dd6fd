package dev.quarterdeck.stream.publish;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PaceTest {
    private long now = Long.MAX_VALUE - 5;
    private final Pace pace = new Pace(10, 25, 4, () -> now);

    @Test
    void beginsAtOnceAfterAQuietTimeAndKeepsTheNextApart() {
        assertThat(pace.next(3)).isZero();
        now += 3;
        assertThat(pace.next(3)).isEqualTo(7);
        now += 7;
        assertThat(pace.next(3)).isEqualTo(10);
        now += 10 + 25;
        assertThat(pace.next(3)).isZero();
    }

    @Test
    void whereThereIsMuchToDoMoreGoesTogether() {
        assertThat(pace.next(0)).isZero();
        now += 3;
        assertThat(pace.next(4)).isEqualTo(22);
        now += 22 + 25;
        assertThat(pace.next(100)).isZero();
    }

    @Test
    void whereThereIsNoEndMoreGoesTogetherToo() {
        assertThat(pace.next(1)).isZero();
        for (int i = 0; i < 16; i++) {
            now += 10;
            assertThat(pace.next(1)).isZero();
        }
        now += 10;
        assertThat(pace.next(1)).isEqualTo(15);
        now += 15 + 50;
        assertThat(pace.next(1)).isZero();
        now += 3;
        assertThat(pace.next(1)).isEqualTo(7);
    }
}
