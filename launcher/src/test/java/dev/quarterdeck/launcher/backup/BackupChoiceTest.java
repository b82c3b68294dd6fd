package dev.quarterdeck.launcher.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarterdeck.launcher.data.LauncherException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class BackupChoiceTest {
    private static final Path PLACE = Path.of("/backups");
    private static final TimelineHistory NEVER_RESTORED = TimelineHistory.parse(1, List.of());

    private static Instant at(int minute) {
        return Instant.parse("2026-11-21T12:00:00Z").plusSeconds(60L * minute);
    }

    private static BackupManifest backup(int timeline, int minute, long revision, String stopLsn) {
        String wal = String.format("%08X0000000000000001", timeline);
        return new BackupManifest(
                1,
                "b" + minute,
                "18",
                "7",
                wal,
                wal,
                "0/1000000",
                stopLsn,
                at(minute - 1),
                at(minute),
                revision,
                List.of());
    }

    private final BackupManifest early = backup(1, 10, 100, "0/1000100");
    private final BackupManifest late = backup(1, 20, 200, "0/2000100");
    private final List<BackupManifest> both = List.of(early, late);

    private BackupManifest choose(RestoreTarget target) {
        return BackupChoice.choose(PLACE, both, NEVER_RESTORED, target);
    }

    @Test
    void theNewestThatEndedBeforeTheTarget() {
        assertThat(choose(new RestoreTarget.Latest())).isEqualTo(late);
        assertThat(choose(new RestoreTarget.Time(at(20)))).isEqualTo(late);
        assertThat(choose(new RestoreTarget.Time(at(20).minusNanos(1)))).isEqualTo(early);
        assertThat(choose(new RestoreTarget.Revision(200))).isEqualTo(late);
        assertThat(choose(new RestoreTarget.Revision(199))).isEqualTo(early);
    }

    @Test
    void aTargetBeforeAllOfThemIsRefusedWithTheFirstThatCanBeReached() {
        assertThatThrownBy(() -> choose(new RestoreTarget.Time(at(9))))
                .isInstanceOf(LauncherException.class)
                .hasMessageContaining("reaches back to " + at(10));
        assertThatThrownBy(() -> choose(new RestoreTarget.Revision(99))).hasMessageContaining("revision 100");
        assertThatThrownBy(() -> BackupChoice.choose(PLACE, List.of(), NEVER_RESTORED, new RestoreTarget.Latest()))
                .hasMessageContaining("no backup in /backups");
    }

    @Test
    void aBackupOfALostFutureIsNotStartedFrom() {
        TimelineHistory restored = TimelineHistory.parse(2, List.of("1\t0/1800000\tbefore 2026-11-21 12:15:00+00"));
        assertThat(BackupChoice.choose(PLACE, both, restored, new RestoreTarget.Latest()))
                .isEqualTo(early);
        BackupManifest after = backup(2, 30, 5_000, "0/1A00000");
        assertThat(BackupChoice.choose(PLACE, List.of(early, late, after), restored, new RestoreTarget.Latest()))
                .isEqualTo(after);
    }
}
