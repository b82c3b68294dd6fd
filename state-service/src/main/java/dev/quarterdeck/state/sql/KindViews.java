package dev.quarterdeck.state.sql;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.state.postgres.PostgresConnections;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one view per resource in schema {@code kube}, and the role {@code quarterdeck_reader}, which may read that schema and nothing else; secrets have no
 * view. The role can't log in: an administrator grants it to users who may see all of a cluster.
 */
public final class KindViews {
    private static final Logger LOG = LoggerFactory.getLogger(KindViews.class);
    private static final String READER = "quarterdeck_reader";
    private static final long LOCK = 0x717561727465_04L;
    private static final String DEPENDENT_OBJECTS = "2BP01";

    private KindViews() {}

    /**
     * Makes those that are missing or of an older definition; replicas that start together take turns. A view that somebody's own view is built on stays as it is. Where the
     * database user may not make roles, views are made all the same and granted to nobody.
     */
    public static void ensure(PostgresConnections connections, Collection<StoredResource> resources)
            throws SQLException {
        ViewColumns columns = ViewColumns.read();
        try (Connection connection = open(connections);
                Statement statement = connection.createStatement()) {
            Map<String, String> present = marks(statement);
            StringBuilder missing = new StringBuilder();
            for (StoredResource resource : resources) {
                KindView view = new KindView(resource, columns.of(resource), KindView.Origin.BUILT_IN);
                if (resource.id().equals("secrets") || view.mark().equals(present.get(view.relation()))) {
                    continue;
                }
                if (present.containsKey(view.relation())) {
                    replace(statement, view);
                } else {
                    missing.append(making(view)).append(';');
                }
            }
            if (!missing.isEmpty()) {
                statement.execute(missing.toString());
            }
            grant(statement);
        }
    }

    /** A connection whose holder alone changes views, until it is closed. */
    static Connection open(PostgresConnections connections) throws SQLException {
        Connection connection = connections.openForWaiting("quarterdeck-state-views");
        try (Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_advisory_lock(" + LOCK + ")");
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /** The comment of each view, by its name. */
    static Map<String, String> marks(Statement statement) throws SQLException {
        Map<String, String> marks = new HashMap<>();
        try (ResultSet row = statement.executeQuery(
                "SELECT c.relname, COALESCE(obj_description(c.oid, 'pg_class'), '')"
                        + " FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'kube' AND c.relkind = 'v'")) {
            while (row.next()) {
                marks.put(row.getString(1), row.getString(2));
            }
        }
        return marks;
    }

    static String making(KindView view) {
        return view.definition() + "; COMMENT ON VIEW " + view.name() + " IS '" + view.mark() + "'";
    }

    static void replace(Statement statement, KindView view) throws SQLException {
        drop(statement, view.name(), making(view));
    }

    /** The statements of one call are one transaction. */
    static void drop(Statement statement, String view, String next) throws SQLException {
        try {
            statement.execute("DROP VIEW " + view + ";" + next);
        } catch (SQLException e) {
            if (!DEPENDENT_OBJECTS.equals(e.getSQLState())) {
                throw e;
            }
            LOG.warn("{} stays as it was made before: {}", view, e.getMessage());
        }
    }

    static void grant(Statement statement) throws SQLException {
        try {
            statement.execute("DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = '" + READER + "')"
                    + " THEN CREATE ROLE " + READER + " NOLOGIN; END IF; END $$;"
                    + "GRANT USAGE ON SCHEMA kube TO " + READER
                    + "; GRANT SELECT ON ALL TABLES IN SCHEMA kube TO " + READER
                    + "; GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA kube TO " + READER);
        } catch (SQLException e) {
            LOG.info("No role {}: {}", READER, e.getMessage());
        }
    }
}
