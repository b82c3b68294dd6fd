package dev.quarterdeck.launcher.backup;

import dev.quarterdeck.embedded.EmbeddedPostgres;
import dev.quarterdeck.embedded.WalArchive;
import dev.quarterdeck.launcher.data.ClusterSettings;
import dev.quarterdeck.launcher.data.DataDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;

/** How the archiving of a running cluster's log goes: where it fails for long, PostgreSQL's own disk fills. */
public final class ArchiveState {
    private static final String QUERY = "SELECT CASE"
            + " WHEN last_failed_time > coalesce(last_archived_time, '-infinity')"
            + " THEN 'FAILING since ' || to_char(last_failed_time AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') || ' at segment ' || last_failed_wal"
            + " WHEN last_archived_time IS NULL THEN 'nothing yet'"
            + " ELSE 'up to ' || to_char(last_archived_time AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') END"
            + " FROM pg_stat_archiver";

    private ArchiveState() {}

    /** One line for people; empty where nothing is archived, because there never was a backup. */
    public static Optional<String> of(DataDirectory directory, ClusterSettings settings) {
        try {
            Optional<Path> target = new WalArchive(directory.postgres()).target();
            Optional<EmbeddedPostgres> server = EmbeddedPostgres.running(new EmbeddedPostgres.Settings(
                    directory.postgres(), directory.programs(), 0, settings.postgresPassword()));
            if (target.isEmpty() || server.isEmpty()) {
                return Optional.empty();
            }
            // not closed: that would stop the cluster's server
            try (StoreSession session = StoreSession.open(server.get())) {
                return Optional.of(target.get() + ": " + session.text(QUERY));
            }
        } catch (IOException | SQLException e) {
            return Optional.of("cannot tell: " + e.getMessage());
        }
    }
}
