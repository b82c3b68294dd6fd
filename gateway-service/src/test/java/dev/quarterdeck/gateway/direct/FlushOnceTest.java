package dev.quarterdeck.gateway.direct;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import org.junit.jupiter.api.Test;

class FlushOnceTest {
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
    private int flushes;
    private final FlushOnce flush = new FlushOnce(waiting::add, () -> flushes++);

    @Test
    void flushesOnceForAllThatAskedBefore() {
        flush.ask();
        flush.ask();
        flush.ask();
        assertThat(flushes).isZero();
        assertThat(waiting).hasSize(1);
        waiting.remove().run();
        assertThat(flushes).isEqualTo(1);
        flush.ask();
        waiting.remove().run();
        assertThat(flushes).isEqualTo(2);
    }
}
