package dev.quarterdeck.launcher.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class WalSegmentsTest {
    @Test
    void segmentsFollowOneAnotherAcrossTheFilesOfTheLog() {
        assertThat(WalSegments.between("0000000200000001000000FE", "000000020000000200000001"))
                .containsExactly(
                        "0000000200000001000000FE",
                        "0000000200000001000000FF",
                        "000000020000000200000000",
                        "000000020000000200000001");
    }

    @Test
    void placesAreComparedWhateverTheTimeline() {
        assertThat(WalSegments.oldest(List.of("000000010000000000000009", "000000020000000000000007")))
                .isEqualTo("000000020000000000000007");
        assertThat(WalSegments.isBefore("000000020000000000000006", "000000010000000000000007"))
                .isTrue();
        assertThat(WalSegments.isBefore("000000010000000000000007", "000000010000000000000007"))
                .isFalse();
        assertThat(WalSegments.isBefore("000000010000000000000006.00000028.backup", "000000010000000000000007"))
                .isTrue();
    }

    @Test
    void historiesOfTimelinesAreNeverOld() {
        assertThat(WalSegments.isBefore("00000002.history", "000000020000000000000006"))
                .isFalse();
    }
}
