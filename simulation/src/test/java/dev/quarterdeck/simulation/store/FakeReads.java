package dev.quarterdeck.simulation.store;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.StatusReason;
import dev.quarterdeck.simulation.store.StoreSession.LostException;
import dev.quarterdeck.simulation.world.SimProcess;
import dev.quarterdeck.state.commit.CurrentObject;
import dev.quarterdeck.state.commit.RowKey;
import dev.quarterdeck.state.commit.StoredRow;
import dev.quarterdeck.state.postgres.BatchedReads;
import dev.quarterdeck.state.postgres.PostgresReads;
import dev.quarterdeck.state.read.StateReader;
import dev.quarterdeck.stateclient.StateClient.Page;
import dev.quarterdeck.stateclient.StateClient.Revisions;
import dev.quarterdeck.stream.publish.ChangeLog;
import dev.quarterdeck.stream.record.Change;
import dev.quarterdeck.stream.record.ChangeType;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a state-service reads: current rows, the past, and the log that is published. Each answer is of one moment. The product's breaker and its sharing of
 * freshness questions stand before it.
 */
public final class FakeReads implements StateReader, ChangeLog {
    private final SimProcess process;
    private final FakePostgres postgres;
    private final PostgresReads pool;
    private final BatchedReads<StoredResource, Progress> freshness;

    /** @param breaker around reads */
    public FakeReads(SimProcess process, FakePostgres postgres, CircuitBreaker breaker) {
        this.process = process;
        this.postgres = postgres;
        this.pool = new PostgresReads(new FakeDataSource(process, postgres).pool(), breaker, process.executor());
        this.freshness = new BatchedReads<>(
                pool, (connection, asked) -> ask(connection, () -> progress(asked)), 1, process.executor());
    }

    /** Of all that were asked about, at one moment. */
    private List<Progress> progress(List<StoredResource> asked) {
        long revision = postgres.revision();
        return asked.stream()
                .map(resource -> new Progress(postgres.newest.getOrDefault(resource, 0L), revision))
                .toList();
    }

    private <T> T ask(Supplier<T> question) throws LostException {
        StoreSession session = postgres.connect(process);
        try {
            return postgres.ask(session, question);
        } finally {
            postgres.end(session);
        }
    }

    private <T> CompletableFuture<T> later(Supplier<T> question) {
        return pool.later(connection -> ask(connection, question));
    }

    /** What is refused at the server is thrown here. */
    private <T> T ask(Connection connection, Supplier<T> question) throws SQLException {
        try {
            Supplier<T> answer = postgres.ask(connection.unwrap(StoreSession.class), () -> {
                try {
                    T value = question.get();
                    return () -> value;
                } catch (ApiException e) {
                    return () -> {
                        throw e;
                    };
                }
            });
            return answer.get();
        } catch (LostException e) {
            throw FakeDataSource.lost(e);
        }
    }

    private <T> T log(Supplier<T> question) throws UnavailableException {
        try {
            return ask(question);
        } catch (LostException e) {
            throw new UnavailableException(e);
        }
    }

    // ---- current rows

    public CompletableFuture<Optional<CurrentObject>> get(StoredResource resource, ObjectKey key) {
        return later(() -> Optional.ofNullable(FakeBatchTransaction.object(postgres.row(new RowKey(resource, key)))));
    }

    public CompletableFuture<List<CurrentObject>> list(
            StoredResource resource, String namespace, @Nullable ObjectKey after, int limit) {
        return later(() -> postgres.rows.getOrDefault(resource, new TreeMap<>()).values().stream()
                .filter(row ->
                        namespace.isEmpty() || row.key().key().namespace().equals(namespace))
                .filter(row -> after == null || row.key().key().compareTo(after) > 0)
                .limit(limit)
                .map(FakeBatchTransaction::object)
                .toList());
    }

    // ---- the past

    @Override
    public CompletableFuture<Snapshot> snapshot(StoredResource resource) {
        return later(() -> new Snapshot(postgres.revision(), current(resource)));
    }

    private List<Change> current(StoredResource resource) {
        List<Change> objects = new ArrayList<>();
        for (StoredRow row :
                postgres.rows.getOrDefault(resource, new TreeMap<>()).values()) {
            byte[] json = row.json();
            if (json != null) {
                objects.add(new Change(resource, row.key().key(), row.revision(), ChangeType.ADDED, json));
            }
        }
        return objects;
    }

    @Override
    public CompletableFuture<Progress> progressOf(StoredResource resource) {
        return freshness.ask(resource);
    }

    private TreeMap<ObjectKey, Change> at(StoredResource resource, long revision) {
        checkCompacted(resource, revision);
        if (revision > postgres.revision()) {
            throw new ApiException(
                    StatusReason.TIMEOUT, "Too large resource version: " + revision, ApiException.Details.NONE);
        }
        TreeMap<ObjectKey, Change> state = new TreeMap<>();
        for (FakePostgres.HistoryRow row : postgres.history) {
            Change c = row.change().change();
            if (c.revision() <= revision && c.resource().equals(resource)) {
                if (c.type() == ChangeType.DELETED) {
                    state.remove(c.key());
                } else {
                    state.put(c.key(), new Change(resource, c.key(), c.revision(), ChangeType.ADDED, c.json()));
                }
            }
        }
        return state;
    }

    private void checkCompacted(StoredResource resource, long revision) {
        if (revision < postgres.keptFrom(resource)) {
            throw new ApiException(
                    StatusReason.EXPIRED,
                    "too old resource version: " + revision + " (" + postgres.keptFrom(resource) + ")",
                    ApiException.Details.NONE);
        }
    }

    @Override
    public CompletableFuture<Optional<Change>> getAt(StoredResource resource, ObjectKey key, long revision) {
        return later(() -> Optional.ofNullable(at(resource, revision).get(key)));
    }

    @Override
    public CompletableFuture<Page> listAt(
            StoredResource resource, String namespace, long revision, @Nullable ObjectKey after, int limit) {
        return later(() -> {
            List<Change> rest = at(resource, revision).values().stream()
                    .filter(c -> namespace.isEmpty() || c.key().namespace().equals(namespace))
                    .filter(c -> after == null || c.key().compareTo(after) > 0)
                    .toList();
            return new Page(List.copyOf(rest.subList(0, Math.min(limit, rest.size()))), rest.size() > limit);
        });
    }

    @Override
    public CompletableFuture<List<Change>> history(StoredResource resource, long after, long upTo, int limit) {
        return later(() -> {
            checkCompacted(resource, after);
            return rows(after, limit, c -> c.resource().equals(resource) && c.revision() <= upTo);
        });
    }

    @Override
    public CompletableFuture<Long> revisionAt(Instant time) {
        throw new UnsupportedOperationException("no simulated client asks by time");
    }

    @Override
    public CompletableFuture<Revisions> objectHistory(StoredResource resource, ObjectKey key, long before, int limit) {
        throw new UnsupportedOperationException("no simulated client asks what became of an object");
    }

    private List<Change> rows(long after, int limit, java.util.function.Predicate<Change> wanted) {
        List<Change> found = new ArrayList<>();
        for (FakePostgres.HistoryRow row : postgres.history) {
            Change change = row.change().change();
            if (change.revision() > Math.max(after, postgres.keptFrom(change.resource()))
                    && wanted.test(change)
                    && found.size() < limit) {
                found.add(change);
            }
        }
        return found;
    }

    // ---- the log

    @Override
    public Heads heads() throws UnavailableException {
        return log(() -> {
            Map<StoredResource, Long> begins = new HashMap<>();
            postgres.newest.keySet().forEach(r -> begins.put(r, postgres.keptFrom(r)));
            return new Heads(postgres.revision(), new HashMap<>(postgres.newest), begins, postgres.published);
        });
    }

    @Override
    public List<Change> read(long after, int limit) throws UnavailableException {
        return log(() -> rows(after, limit, c -> true));
    }

    @Override
    public List<Change> read(StoredResource resource, long after, int limit) throws UnavailableException {
        return log(() -> rows(after, limit, c -> c.resource().equals(resource)));
    }

    @Override
    public void published(long revision) throws UnavailableException {
        log(() -> postgres.published = Math.max(postgres.published, revision));
    }
}
