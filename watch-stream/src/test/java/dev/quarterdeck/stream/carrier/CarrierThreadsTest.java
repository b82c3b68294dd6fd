package dev.quarterdeck.stream.carrier;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CarrierThreadsTest {
    private final Fake scheduler = new Fake();
    private final CarrierThreads threads = new CarrierThreads(scheduler);

    private static final class Fake implements CarrierThreads.Scheduler {
        private long waiting;
        private long cpu;
        private int carriers = 2;

        @Override
        public long waiting() {
            return waiting;
        }

        @Override
        public long cpu() {
            return cpu;
        }

        @Override
        public int addCarrier() {
            return ++carriers;
        }
    }

    private int looks(int count) {
        int added = 0;
        for (int i = 0; i < count; i++) {
            added = Math.max(added, threads.look());
        }
        return added;
    }

    @Test
    void nobodyWaits() {
        assertThat(looks(100)).isZero();
    }

    @Test
    void allStandStill() {
        scheduler.waiting = 1;
        assertThat(looks(2)).isZero();
        assertThat(looks(1)).isEqualTo(3);
    }

    @Test
    void oneMoreWasNotEnough() {
        scheduler.waiting = 4;
        assertThat(looks(5)).isEqualTo(5);
    }

    @Test
    void theyGoOnWithOneMore() {
        scheduler.waiting = 4;
        looks(3);
        scheduler.cpu += 500_000_000;
        assertThat(looks(2)).isZero();
        scheduler.waiting = 0;
        assertThat(looks(100)).isZero();
    }

    @Test
    void manyWaitSinceAllCarriersWork() {
        scheduler.waiting = 1_000;
        for (int i = 0; i < 100; i++) {
            scheduler.cpu += 1_900_000_000;
            assertThat(threads.look()).isZero();
        }
    }

    @Test
    void thoseThatWaitedGotTheirTurnBetweenTwoLooks() {
        for (int i = 0; i < 100; i++) {
            scheduler.waiting = i % 2;
            assertThat(threads.look()).isZero();
        }
    }
}
