package dev.quarterdeck.state.read;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.state.postgres.BatchedReads;
import dev.quarterdeck.state.postgres.PostgresReads;
import dev.quarterdeck.stream.cache.SnapshotSource.Progress;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * Which resources are how far; one query answers everybody who asked before it began, whatever the resource, and reads the rows of those that were asked about:
 * what a question costs does not grow with the kinds that there are. Thread-safe.
 */
final class FreshnessReader {
    /** A resource that the store does not know may have been known before the last restore: it counts as changed at its leap. */
    private static final String ANY = "*";

    private static final String COUNTER = "";

    private final BatchedReads<StoredResource, Progress> reads;

    FreshnessReader(PostgresReads reads, Executor executor) {
        this.reads = new BatchedReads<>(reads, FreshnessReader::read, 1, executor);
    }

    private static List<Progress> read(Connection connection, List<StoredResource> asked) throws SQLException {
        Set<String> ids = new HashSet<>();
        ids.add(COUNTER);
        asked.forEach(resource -> ids.add(resource.id()));
        Map<String, Long> revisions = new HashMap<>();
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT resource, current FROM revision WHERE resource = ANY(?) UNION ALL"
                        + " SELECT '" + ANY + "', max(resumed) FROM leaps")) {
            statement.setArray(1, connection.createArrayOf("text", ids.toArray(String[]::new)));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    revisions.put(row.getString(1), row.getLong(2));
                }
            }
        }
        long unknown = revisions.getOrDefault(ANY, 0L);
        long revision = revisions.getOrDefault(COUNTER, 0L);
        return asked.stream()
                .map(resource -> new Progress(revisions.getOrDefault(resource.id(), unknown), revision))
                .toList();
    }

    CompletableFuture<Progress> progressOf(StoredResource resource) {
        return reads.ask(resource);
    }
}
