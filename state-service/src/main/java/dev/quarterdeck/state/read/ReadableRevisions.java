package dev.quarterdeck.state.read;

import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.StatusReason;
import dev.quarterdeck.state.postgres.HistoryTable;
import dev.quarterdeck.stream.record.RevisionLeap;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/** Of which revisions a past can be read: none that is compacted, none that a restore has made void, none that is yet to come. */
final class ReadableRevisions {
    private ReadableRevisions() {}

    /** One row: how far history reaches back, and the leap over the revision that is the parameter, twice; null where it is not void. */
    static String sql(HistoryTable history) {
        return "SELECT c.compacted, l.restored, l.resumed FROM compaction c"
                + " LEFT JOIN leaps l ON l.restored < ? AND l.resumed > ? WHERE c.history = '" + history.table() + "'";
    }

    /** @param parameter the first of the two */
    static void set(PreparedStatement statement, int parameter, long revision) throws SQLException {
        statement.setLong(parameter, revision);
        statement.setLong(parameter + 1, revision);
    }

    /** @throws ApiException Expired */
    static void check(Connection connection, HistoryTable history, long revision) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql(history))) {
            set(statement, 1, revision);
            try (ResultSet row = statement.executeQuery()) {
                check(row, revision);
            }
        }
    }

    /**
     * Of a statement that asks several things, the next of which is {@link #sql}.
     *
     * @throws ApiException Expired
     */
    static void checkNext(PreparedStatement statement, long revision) throws SQLException {
        statement.getMoreResults();
        try (ResultSet row = statement.getResultSet()) {
            check(row, revision);
        }
    }

    private static void check(ResultSet row, long revision) throws SQLException {
        if (!row.next()) {
            throw new SQLException("the compacted revision is missing");
        }
        long compacted = row.getLong(1);
        long resumed = row.getLong(3);
        if (!row.wasNull()) {
            throw madeVoid(revision, new RevisionLeap(row.getLong(2), resumed));
        }
        if (revision < compacted) {
            throw new ApiException(
                    StatusReason.EXPIRED,
                    "too old resource version: " + revision + " (" + compacted + ")",
                    ApiException.Details.NONE);
        }
    }

    private static ApiException madeVoid(long revision, RevisionLeap leap) {
        return new ApiException(
                StatusReason.EXPIRED,
                "too old resource version: " + revision + " (" + leap.resumed()
                        + "): the cluster was restored to the state of resource version " + leap.restored()
                        + ", and what came after it is lost",
                ApiException.Details.NONE);
    }

    /**
     * @param current the newest revision that is committed
     * @throws ApiException Timeout, as of a server that waits for a revision in vain
     */
    static void checkNotAhead(long revision, long current) {
        if (revision > current) {
            throw new ApiException(
                    StatusReason.TIMEOUT,
                    "Timeout: Too large resource version: " + revision + ", current: " + current,
                    new ApiException.Details(
                            null,
                            null,
                            null,
                            null,
                            List.of(new ApiException.Cause(
                                    "ResourceVersionTooLarge", "Too large resource version", "")),
                            1));
        }
    }
}
