package dev.quarterdeck.launcher.backup;

import dev.quarterdeck.launcher.data.LauncherException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/** Which backup a restore starts from: the newest that ended before the target, on the timeline that is followed. Pure. */
final class BackupChoice {
    private BackupChoice() {}

    /** @throws LauncherException that says which targets there are, where none of the backups serves */
    static BackupManifest choose(
            Path repository, List<BackupManifest> backups, TimelineHistory timelines, RestoreTarget target) {
        List<BackupManifest> usable =
                backups.stream().filter(timelines::contains).toList();
        if (usable.isEmpty()) {
            throw new LauncherException("no backup in " + repository);
        }
        return usable.stream()
                .filter(backup -> endsBefore(backup, target))
                .max(Comparator.comparing(BackupManifest::stopped))
                .orElseThrow(() -> new LauncherException(reason(repository, usable, target)));
    }

    private static boolean endsBefore(BackupManifest backup, RestoreTarget target) {
        return switch (target) {
            case RestoreTarget.Latest l -> true;
            case RestoreTarget.Time t -> !backup.stopped().isAfter(t.time());
            case RestoreTarget.Revision r -> backup.revision() <= r.revision();
        };
    }

    private static String reason(Path repository, List<BackupManifest> usable, RestoreTarget target) {
        BackupManifest oldest = usable.stream()
                .min(Comparator.comparing(BackupManifest::stopped))
                .orElseThrow();
        String wanted =
                switch (target) {
                    case RestoreTarget.Latest l -> "the latest state";
                    case RestoreTarget.Time t -> t.time().toString();
                    case RestoreTarget.Revision r -> "revision " + r.revision();
                };
        return wanted + " is before the oldest backup in " + repository + ", which reaches back to " + oldest.stopped()
                + ", revision " + oldest.revision();
    }
}
