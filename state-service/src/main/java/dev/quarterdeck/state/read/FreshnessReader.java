package dev.quarterdeck.state.read;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.state.postgres.PostgresReads;
import dev.quarterdeck.state.postgres.SharedQuery;
import dev.quarterdeck.stream.cache.SnapshotSource.Progress;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** Which resources are how far; one query answers everybody who asked before it began, whatever the resource. Thread-safe. */
final class FreshnessReader {
    /** A resource that the store does not know may have been known before the last restore: it counts as changed at its leap. */
    private static final String ANY = "*";

    private final SharedQuery<Map<String, Long>> all;

    FreshnessReader(PostgresReads reads, Executor executor) {
        this.all = new SharedQuery<>(reads, FreshnessReader::read, executor);
    }

    private static Map<String, Long> read(Connection connection) throws SQLException {
        Map<String, Long> revisions = new HashMap<>();
        try (PreparedStatement statement =
                        connection.prepareStatement("SELECT resource, current FROM revision UNION ALL SELECT '" + ANY
                                + "', max(resumed) FROM leaps");
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                revisions.put(row.getString(1), row.getLong(2));
            }
        }
        return Collections.unmodifiableMap(revisions);
    }

    CompletableFuture<Progress> progressOf(StoredResource resource) {
        return all.ask()
                .thenApply(m ->
                        new Progress(m.getOrDefault(resource.id(), m.getOrDefault(ANY, 0L)), m.getOrDefault("", 0L)));
    }
}
