package dev.quarterdeck.state.read;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.StatusReason;
import dev.quarterdeck.state.postgres.HistoryTable;
import dev.quarterdeck.stateclient.ObjectRevision;
import dev.quarterdeck.stateclient.StateClient.Revisions;
import dev.quarterdeck.stream.record.Change;
import dev.quarterdeck.stream.record.ChangeType;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the past of the cluster and of one object was: from a time to a revision, and from an object to its revisions. Each on a connection that it is given. */
final class PastReader {
    /** So much may the clock of who asks be ahead of the store's. */
    private static final Duration SKEW = Duration.ofSeconds(5);
    /** A page ends early where its objects are large. */
    private static final long PAGE_BYTES = 16L << 20;

    private static final String REVISION_AT =
            "SELECT now(), last_revision_at('history', ?), last_revision_at('brief_history', ?), c.compacted, c.compacted_at,"
                    + " (SELECT created_at FROM history ORDER BY revision LIMIT 1) FROM compaction c WHERE c.history = 'history'";

    private PastReader() {}

    static long revisionAt(Connection connection, Instant time) throws SQLException {
        OffsetDateTime at = time.atOffset(ZoneOffset.UTC);
        try (PreparedStatement statement = connection.prepareStatement(REVISION_AT)) {
            statement.setObject(1, at);
            statement.setObject(2, at);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    throw new SQLException("what is compacted is missing");
                }
                Instant now = row.getTimestamp(1).toInstant();
                if (time.isAfter(now.plus(SKEW))) {
                    throw ApiException.badRequest(
                            "the time " + time + " has not come yet: it is " + now.truncatedTo(ChronoUnit.SECONDS));
                }
                long last = row.getLong(2);
                boolean none = row.wasNull();
                long brief = row.getLong(3);
                Timestamp compactedAt = row.getTimestamp(5);
                if (none && compactedAt != null && !time.isBefore(compactedAt.toInstant())) {
                    last = row.getLong(4);
                    none = false;
                }
                if (none) {
                    throw beforeHistory(time, compactedAt, row.getTimestamp(6));
                }
                return Math.max(last, brief);
            }
        }
    }

    private static ApiException beforeHistory(
            Instant time, @Nullable Timestamp compactedAt, @Nullable Timestamp oldest) {
        Timestamp begins = compactedAt == null ? oldest : compactedAt;
        return new ApiException(
                StatusReason.EXPIRED,
                "the time " + time + " is before history, which "
                        + (begins == null ? "is empty" : "begins at " + begins.toInstant()),
                ApiException.Details.NONE);
    }

    static Revisions objectHistory(
            Connection connection, HistoryTable history, StoredResource resource, ObjectKey key, long before, int limit)
            throws SQLException {
        String ofObject = " WHERE resource = ? AND namespace = ? AND name = ? AND revision < ?";
        List<ObjectRevision> revisions = new ArrayList<>();
        long bytes = 0;
        boolean begun = false;
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT revision, type, value, created_at, changed_by, user_agent, field_manager, verb, subresource FROM "
                        + history.table() + ofObject + " ORDER BY revision DESC LIMIT ?")) {
            statement.setFetchSize(50);
            bind(statement, resource, key, before);
            statement.setInt(5, limit + 1);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    if (revisions.size() == limit || bytes > PAGE_BYTES) {
                        return new Revisions(revisions, true);
                    }
                    ObjectRevision revision = revision(resource, key, row);
                    bytes += revision.change().json().length;
                    begun = revision.change().type() == ChangeType.ADDED;
                    revisions.add(revision);
                }
            }
        }
        if (!begun) {
            try (PreparedStatement statement =
                    connection.prepareStatement("SELECT revision, value FROM history_base" + ofObject)) {
                bind(statement, resource, key, before);
                try (ResultSet row = statement.executeQuery()) {
                    if (row.next()) {
                        if (revisions.size() == limit) {
                            return new Revisions(revisions, true);
                        }
                        Change change = new Change(resource, key, row.getLong(1), ChangeType.MODIFIED, row.getBytes(2));
                        revisions.add(new ObjectRevision(change, null, "", "", "", "", ""));
                    }
                }
            }
        }
        return new Revisions(revisions, false);
    }

    private static void bind(PreparedStatement statement, StoredResource resource, ObjectKey key, long before)
            throws SQLException {
        statement.setString(1, resource.id());
        statement.setString(2, key.namespace());
        statement.setString(3, key.name());
        statement.setLong(4, before);
    }

    private static ObjectRevision revision(StoredResource resource, ObjectKey key, ResultSet row) throws SQLException {
        return new ObjectRevision(
                new Change(resource, key, row.getLong(1), ChangeType.valueOf(row.getString(2)), row.getBytes(3)),
                row.getTimestamp(4).toInstant(),
                text(row, 5),
                text(row, 6),
                text(row, 7),
                text(row, 8),
                text(row, 9));
    }

    private static String text(ResultSet row, int column) throws SQLException {
        String text = row.getString(column);
        return text == null ? "" : text;
    }
}
