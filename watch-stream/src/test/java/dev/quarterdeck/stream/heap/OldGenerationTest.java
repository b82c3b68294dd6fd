package dev.quarterdeck.stream.heap;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OldGenerationTest {
    private static final long MB = 1 << 20;

    @Test
    void littleIsLeftAlone() {
        assertThat(OldGeneration.threshold(0, 1_365 * MB)).isEqualTo(256 * MB);
        assertThat(OldGeneration.threshold(100 * MB, 1_365 * MB)).isEqualTo(256 * MB);
    }

    @Test
    void aSmallHeapIsCollectedSooner() {
        assertThat(OldGeneration.threshold(0, 400 * MB)).isEqualTo(80 * MB);
        assertThat(OldGeneration.threshold(50 * MB, 400 * MB)).isEqualTo(100 * MB);
        assertThat(OldGeneration.patience(50 * MB, 400 * MB)).isEqualTo(90 * MB);
    }

    @Test
    void asMuchAgainAsIsLiveMayCome() {
        assertThat(OldGeneration.threshold(400 * MB, 1_365 * MB)).isEqualTo(800 * MB);
        assertThat(OldGeneration.threshold(400 * MB, -1)).isEqualTo(800 * MB);
    }

    @Test
    void aFullGenerationIsTheCollectorsOwn() {
        assertThat(OldGeneration.threshold(1_000 * MB, 1_365 * MB)).isEqualTo(1_365 * MB);
    }

    @Test
    void whatHasLainForAWhileIsLookedAtSooner() {
        assertThat(OldGeneration.patience(100 * MB, 1_365 * MB)).isEqualTo(256 * MB);
        assertThat(OldGeneration.patience(800 * MB, 1_365 * MB)).isEqualTo(1_000 * MB);
    }

    @Test
    void whoRestsCollectsWhatWouldMakeOthersWaitLater() {
        assertThat(OldGeneration.leisure(150 * MB, 1_365 * MB)).isEqualTo(214 * MB);
        assertThat(OldGeneration.leisure(50 * MB, 400 * MB)).isEqualTo(70 * MB);
    }
}
