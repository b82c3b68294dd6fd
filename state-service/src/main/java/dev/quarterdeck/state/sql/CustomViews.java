package dev.quarterdeck.state.sql;

import dev.quarterdeck.kube.definition.Definition;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.state.commit.CommittedChange;
import dev.quarterdeck.state.kind.Trees;
import dev.quarterdeck.state.postgres.PostgresConnections;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Keeps a view for each custom resource: made soon after its definition, made anew when the definition's columns change, dropped with it. The replica that commits a change of a definition
 * does it, a second later at most, on a thread of its own; every replica looks at all of them when it starts, so what a replica left undone is done by the next. Reads only definitions that
 * it has not read before.
 */
public final class CustomViews implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CustomViews.class);
    private static final long PAUSE_MILLIS = 1_000;
    private static final long RETRY_MILLIS = 10_000;

    private final PostgresConnections connections;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofVirtual().name("custom-views").factory());
    private final AtomicBoolean due = new AtomicBoolean();

    /** What each definition was when it was last read; of this object's thread. */
    private final Map<String, Seen> seen = new HashMap<>();

    private record Seen(long revision, KindView view) {}

    public CustomViews(PostgresConnections connections) {
        this.connections = connections;
    }

    public void start() {
        lookIn(0);
    }

    /** Told of everything that this replica commits, on the committer's thread. */
    public void committed(List<CommittedChange> changes) {
        for (CommittedChange committed : changes) {
            if (committed.change().resource().equals(Definition.RESOURCE)) {
                lookIn(PAUSE_MILLIS);
                return;
            }
        }
    }

    private void lookIn(long millis) {
        if (due.compareAndSet(false, true)) {
            try {
                thread.schedule(this::look, millis, TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException e) {
                LOG.debug("The service ends; the next to start looks at views", e);
            }
        }
    }

    private void look() {
        due.set(false);
        try {
            ensure();
        } catch (SQLException | RuntimeException e) {
            if (!thread.isShutdown()) {
                LOG.warn("Views of custom resources are looked at again in a moment: {}", e.getMessage());
                lookIn(RETRY_MILLIS);
            }
        }
    }

    /** Makes what is missing, drops what has no definition any more. One thread at a time. */
    void ensure() throws SQLException {
        try (Connection connection = KindViews.open(connections);
                Statement statement = connection.createStatement()) {
            read(connection);
            Map<String, String> present = KindViews.marks(statement);
            Set<String> wanted = new HashSet<>();
            boolean made = false;
            for (Seen known : seen.values()) {
                KindView view = known.view();
                wanted.add(view.relation());
                String mark = present.get(view.relation());
                if (mark == null) {
                    statement.execute(KindViews.making(view));
                    made = true;
                } else if (mark.startsWith(KindView.Origin.CUSTOM.mark) && !mark.equals(view.mark())) {
                    KindViews.replace(statement, view);
                    made = true;
                }
            }
            for (Map.Entry<String, String> view : present.entrySet()) {
                if (view.getValue().startsWith(KindView.Origin.CUSTOM.mark) && !wanted.contains(view.getKey())) {
                    KindViews.drop(statement, "kube.\"" + view.getKey() + '"', "");
                }
            }
            if (made) {
                KindViews.grant(statement);
            }
        }
    }

    private void read(Connection connection) throws SQLException {
        Set<String> gone = new HashSet<>(seen.keySet());
        try (PreparedStatement names =
                        connection.prepareStatement("SELECT name, revision FROM objects WHERE resource = ?");
                PreparedStatement value = connection.prepareStatement(
                        "SELECT revision, value FROM objects WHERE resource = ? AND namespace = '' AND name = ?")) {
            names.setString(1, Definition.RESOURCE.id());
            value.setString(1, Definition.RESOURCE.id());
            try (ResultSet row = names.executeQuery()) {
                while (row.next()) {
                    String name = row.getString(1);
                    gone.remove(name);
                    Seen before = seen.get(name);
                    if (before == null || before.revision() != row.getLong(2)) {
                        readOne(value, name);
                    }
                }
            }
        }
        gone.forEach(seen::remove);
    }

    private void readOne(PreparedStatement value, String name) throws SQLException {
        value.setString(2, name);
        try (ResultSet row = value.executeQuery()) {
            if (!row.next()) {
                seen.remove(name);
                return;
            }
            ObjectNode definition = Json.read(row.getBytes(2));
            StoredResource resource = new StoredResource(
                    Trees.text(definition, "spec", "group"), Trees.text(definition, "spec", "names", "plural"));
            seen.put(
                    name,
                    new Seen(
                            row.getLong(1),
                            new KindView(resource, PrinterColumns.of(definition), KindView.Origin.CUSTOM)));
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
