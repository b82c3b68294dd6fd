package dev.quarterdeck.state.postgres;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The texts of a batch: everything it has to say in one text per round trip, so that the driver sends it in one go. Few distinct texts exist, so the server
 * keeps their plans.
 */
final class BatchSql {
    static final String READ = "SELECT current FROM revision WHERE resource = '' FOR NO KEY UPDATE;"
            + "SELECT k.i, o.uid, o.revision, o.claims FROM unnest(?::text[], ?::text[], ?::text[]) WITH ORDINALITY AS k(resource, namespace, name, i)"
            + " JOIN objects o ON o.resource = k.resource AND o.namespace = k.namespace AND o.name = k.name";

    static final String READ_CLAIMS = READ
            + ";SELECT k.i, c.resource, c.namespace, c.name FROM unnest(?::text[], ?::text[]) WITH ORDINALITY AS k(scope, value, i)"
            + " JOIN claims c ON c.scope = k.scope AND c.value = k.value";

    static final String VALUES =
            "SELECT k.i, o.value FROM unnest(?::text[], ?::text[], ?::text[]) WITH ORDINALITY AS k(resource, namespace, name, i)"
                    + " JOIN objects o ON o.resource = k.resource AND o.namespace = k.namespace AND o.name = k.name";

    static final String FATE = "SELECT current FROM revision WHERE resource = '' FOR NO KEY UPDATE;"
            + "SELECT batch FROM history WHERE revision = ? UNION ALL SELECT batch FROM brief_history WHERE revision = ?";

    /** Which parts a batch has. */
    record Parts(boolean history, boolean brief, boolean removes, boolean releases, boolean takes, boolean notifies) {}

    private final Map<Parts, String> texts = new ConcurrentHashMap<>();

    String write(Parts parts) {
        return texts.computeIfAbsent(parts, BatchSql::text);
    }

    private static String text(Parts parts) {
        StringBuilder sql = new StringBuilder();
        if (parts.history()) {
            sql.append(changes(HistoryTable.LONG));
        }
        if (parts.brief()) {
            sql.append(changes(HistoryTable.BRIEF));
        }
        if (parts.removes()) {
            sql.append(
                    "DELETE FROM objects o USING unnest(?::text[], ?::text[], ?::text[]) AS k(resource, namespace, name)"
                            + " WHERE o.resource = k.resource AND o.namespace = k.namespace AND o.name = k.name;");
        }
        if (parts.releases()) {
            sql.append("DELETE FROM claims c USING unnest(?::text[], ?::text[]) AS k(scope, value)"
                    + " WHERE c.scope = k.scope AND c.value = k.value;");
        }
        if (parts.takes()) {
            sql.append("INSERT INTO claims (scope, value, resource, namespace, name)"
                    + " SELECT * FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[]);");
        }
        sql.append(
                "INSERT INTO revision (resource, current) SELECT * FROM unnest(?::text[], ?::bigint[])"
                        + " ON CONFLICT (resource) DO UPDATE SET current = EXCLUDED.current, changed_at = greatest(now(), revision.changed_at);");
        if (parts.notifies()) {
            sql.append("SELECT pg_notify('" + PostgresObjectStore.CHANNEL + "', '');");
        }
        return sql.append("COMMIT").toString();
    }

    /** Values travel once: the last state of each object goes from the same input into objects. So do authors: rows have their place in a list of them. */
    private static String changes(HistoryTable table) {
        return "WITH input AS MATERIALIZED (SELECT * FROM unnest(?::bigint[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::bytea[],"
                + " ?::text[], ?::bool[], ?::int[]) AS u(revision, resource, namespace, name, uid, type, value, claims, last, author)),"
                + " h AS (INSERT INTO " + table.table()
                + " (revision, resource, namespace, name, uid, type, batch, value, created_at,"
                + " changed_by, user_agent, field_manager, verb, subresource)"
                + " SELECT revision, resource, namespace, name, uid, type, ?, value,"
                + " (SELECT greatest(now(), changed_at) FROM revision WHERE resource = ''),"
                + " (?::text[])[author], (?::text[])[author], (?::text[])[author], (?::text[])[author], (?::text[])[author] FROM input)"
                + " INSERT INTO objects AS o (resource, namespace, name, uid, revision, claims, value)"
                + " SELECT resource, namespace, name, uid, revision, claims, value FROM input WHERE last"
                + " ON CONFLICT (resource, namespace, name)"
                + " DO UPDATE SET uid = EXCLUDED.uid, revision = EXCLUDED.revision, claims = EXCLUDED.claims, value = EXCLUDED.value;";
    }
}
