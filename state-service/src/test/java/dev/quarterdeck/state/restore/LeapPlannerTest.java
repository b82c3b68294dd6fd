package dev.quarterdeck.state.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarterdeck.stream.record.RevisionLeap;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LeapPlannerTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private static final long EXACT_IN_A_DOUBLE = 1L << 53;

    @Test
    void itGoesAboveWhatAStoreCanHaveGivenOutSinceItBegan() {
        RevisionLeap leap = LeapPlanner.plan(100, 0, NOW);
        assertThat(leap.restored()).isEqualTo(100);
        assertThat(leap.resumed()).isGreaterThan(NOW.getEpochSecond() * LeapPlanner.CEILING);
    }

    /** All that the first future gave out is lost with the store and the topics: the second leap must pass it, knowing nothing of it. */
    @Test
    void aSecondRestoreOfTheSameBackupGoesAboveAllThatTheFirstGaveOut() {
        RevisionLeap first = LeapPlanner.plan(100, 0, NOW);
        Duration lived = Duration.ofMinutes(7);
        long newestOfFirst = first.resumed() + (lived.toSeconds() - 1) * LeapPlanner.CEILING;
        assertThat(LeapPlanner.plan(100, 0, NOW.plus(lived)).resumed()).isGreaterThan(newestOfFirst);
    }

    @Test
    void itGoesAboveWhatIsKnownWhateverTheClockSays() {
        Instant wrong = Instant.parse("1971-01-01T00:00:00Z");
        long known = LeapPlanner.plan(100, 0, NOW).resumed() + 5;
        assertThat(LeapPlanner.plan(100, known, wrong).resumed()).isGreaterThan(known);
        assertThat(LeapPlanner.plan(known, 0, wrong).resumed()).isGreaterThan(known + 1);
    }

    @Test
    void aClockThatIsADayBehindDoesNoHarm() {
        RevisionLeap first =
                LeapPlanner.plan(100, 0, NOW.minus(Duration.ofDays(1)).plusSeconds(2));
        assertThat(first.resumed()).isGreaterThan(NOW.getEpochSecond() * LeapPlanner.CEILING);
    }

    @Test
    void clientsThatKeepNumbersAsDoublesCanCompareThemForCenturies() {
        assertThat(LeapPlanner.plan(1, 0, Instant.parse("2500-01-01T00:00:00Z")).resumed())
                .isLessThan(EXACT_IN_A_DOUBLE);
    }

    @Test
    void aLeapThatDoesNotFitIsRefused() {
        assertThatThrownBy(() -> LeapPlanner.plan(1, Long.MAX_VALUE - 1, NOW)).isInstanceOf(ArithmeticException.class);
    }

    @Test
    void bothEndsOfALeapAreRevisionsThatCanBeRead() {
        RevisionLeap leap = new RevisionLeap(10, 20);
        assertThat(leap.isVoid(10)).isFalse();
        assertThat(leap.isVoid(11)).isTrue();
        assertThat(leap.isVoid(19)).isTrue();
        assertThat(leap.isVoid(20)).isFalse();
        assertThatThrownBy(() -> new RevisionLeap(10, 11)).isInstanceOf(IllegalArgumentException.class);
    }
}
