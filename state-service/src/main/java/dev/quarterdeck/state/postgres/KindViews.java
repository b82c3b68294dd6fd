package dev.quarterdeck.state.postgres;

import dev.quarterdeck.kube.kind.StoredResource;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One view per resource in schema {@code kube}, named as its id ({@code kube.pods}, {@code kube."deployments.apps"}), and the role {@code quarterdeck_reader} that
 * may read them and nothing else; secrets have no view. The role can't log in: an administrator grants it to users.
 */
public final class KindViews {
    private static final Logger LOG = LoggerFactory.getLogger(KindViews.class);
    private static final long LOCK = 0x717561727465_04L;

    private KindViews() {}

    /** Makes those that are missing. Where the database user may not make roles, views are made all the same and granted to nobody. */
    public static void ensure(PostgresConnections connections, Collection<StoredResource> resources)
            throws SQLException {
        try (Connection connection = connections.openForWaiting("quarterdeck-state-views");
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_advisory_lock(" + LOCK + ")");
            statement.execute("CREATE SCHEMA IF NOT EXISTS kube");
            Set<String> present = new HashSet<>();
            try (ResultSet row = statement.executeQuery("SELECT viewname FROM pg_views WHERE schemaname = 'kube'")) {
                while (row.next()) {
                    present.add(row.getString(1));
                }
            }
            for (StoredResource resource : resources) {
                if (!present.contains(resource.id()) && !resource.id().equals("secrets")) {
                    statement.execute("CREATE VIEW kube.\"" + resource.id().replace("\"", "")
                            + "\" AS SELECT namespace, name, uid, revision, labels, object FROM objects_json WHERE resource = '"
                            + resource.id().replace("'", "") + "'");
                }
            }
            try {
                statement.execute(
                        "DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'quarterdeck_reader')"
                                + " THEN CREATE ROLE quarterdeck_reader NOLOGIN; END IF; END $$");
                statement.execute("GRANT USAGE ON SCHEMA kube TO quarterdeck_reader");
                statement.execute("GRANT SELECT ON ALL TABLES IN SCHEMA kube TO quarterdeck_reader");
            } catch (SQLException e) {
                LOG.info("No role quarterdeck_reader: {}", e.getMessage());
            }
        }
    }
}
