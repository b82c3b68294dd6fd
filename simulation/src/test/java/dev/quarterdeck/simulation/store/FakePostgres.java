package dev.quarterdeck.simulation.store;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.simulation.store.StoreSession.LostException;
import dev.quarterdeck.simulation.world.Fault;
import dev.quarterdeck.simulation.world.Network;
import dev.quarterdeck.simulation.world.SimProcess;
import dev.quarterdeck.simulation.world.SimThread;
import dev.quarterdeck.simulation.world.World;
import dev.quarterdeck.state.commit.BatchPlan;
import dev.quarterdeck.state.commit.CommittedChange;
import dev.quarterdeck.state.commit.RowKey;
import dev.quarterdeck.state.commit.StoredRow;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The server. What it is asked happens at one moment, so transactions are serialisable by construction; a batch is the exception: it holds the counter from
 * its first question to its COMMIT, as on PostgreSQL. A COMMIT that has been sent happens whatever becomes of its sender.
 */
public class FakePostgres {
    public static final String PLACE = "postgres";
    /** Its past is in a table of its own, which is dropped sooner. */
    public static final StoredResource BRIEF = new StoredResource("", "nodes");

    private static final long SECOND = 1_000_000_000L;
    private static final long IDLE_IN_TRANSACTION = 5 * SECOND;
    private static final long PUBLISHER_SILENCE = 5 * SECOND;
    private static final long CONNECT_LIMIT = 2 * SECOND;
    static final long LOCK_LIMIT = 7_500_000_000L;
    static final long ANSWER_LIMIT = 10 * SECOND;

    private final World world;
    private final Network network;
    private final Consumer<CommittedChange> onCommit;
    private final List<StoreSession> sessions = new ArrayList<>();
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private @Nullable StoreSession holder;
    private @Nullable StoreSession publisher;
    private boolean up = true;
    private boolean refusing;
    private boolean calm;

    protected long revision;
    protected final Map<StoredResource, Long> newest = new TreeMap<>();
    protected final Map<StoredResource, TreeMap<ObjectKey, StoredRow>> rows = new TreeMap<>();
    protected final List<HistoryRow> history = new ArrayList<>();
    protected long compacted;
    protected long briefCompacted;
    protected long published;

    /** @param batch what marks the rows of one commit */
    public record HistoryRow(CommittedChange change, long batch) {}

    private record Waiting(StoreSession session, Runnable granted) {}

    /** @param onCommit hears of each change at the moment when it is durable */
    public FakePostgres(World world, Network network, Consumer<CommittedChange> onCommit) {
        this.world = world;
        this.network = network;
        this.onCommit = onCommit;
        world.after(SECOND, this::endSilentSessions);
    }

    World world() {
        return world;
    }

    // ---- connections

    /** Blocks as a connect does. */
    StoreSession connect(SimProcess client) throws LostException {
        world.sleep(network.latency());
        if (!network.connects(client.name(), PLACE)) {
            world.sleep(CONNECT_LIMIT);
            throw new LostException("connect timed out");
        }
        if (!up || refusing) {
            throw new LostException("connection refused");
        }
        StoreSession session = new StoreSession(client);
        session.quietSince = world.now();
        sessions.add(session);
        return session;
    }

    /** One question and its answer; the action happens at the server, at one moment. */
    <T> T ask(StoreSession session, Supplier<T> action) throws LostException {
        return ask(session, answer -> answer.accept(action.get()), ANSWER_LIMIT);
    }

    /** @param action hands its answer over when it has one */
    <T> T ask(StoreSession session, Consumer<Consumer<T>> action, long limit) throws LostException {
        SimThread thread = SimThread.current(world);
        Slot<T> slot = new Slot<>();
        session.onEnd = thread::unpark;
        long giveUp = world.now() + limit;
        if (network.passes(session.client.name(), PLACE)) {
            world.after(network.latency(), () -> {
                if (session.ended) {
                    return;
                }
                session.quietSince = world.now();
                action.accept(value -> {
                    session.quietSince = world.now();
                    if (network.passes(PLACE, session.client.name())) {
                        session.client.after(network.latency(), () -> {
                            slot.value = value;
                            slot.filled = true;
                            thread.unpark();
                        });
                    }
                });
            });
        }
        while (!slot.filled) {
            if (session.ended && network.passes(PLACE, session.client.name())) {
                throw new LostException("the connection was closed by the server");
            }
            if (world.now() >= giveUp) {
                end(session);
                throw new LostException("read timed out");
            }
            thread.park(Math.min(giveUp - world.now(), SECOND));
        }
        return slot.taken();
    }

    private static final class Slot<T> {
        private @Nullable T value;
        private boolean filled;

        @SuppressWarnings("NullAway")
        T taken() {
            return value;
        }
    }

    /** The client is done with it, or the server ends it: its transaction is rolled back, its locks are free. */
    void end(StoreSession session) {
        if (session.ended) {
            return;
        }
        session.ended = true;
        sessions.remove(session);
        release(session);
        if (publisher == session) {
            publisher = null;
        }
        session.client.after(network.latency(), session.onEnd);
    }

    private void endSilentSessions() {
        for (StoreSession session : List.copyOf(sessions)) {
            long quiet = world.now() - session.quietSince;
            if (session.inTransaction && quiet > IDLE_IN_TRANSACTION
                    || session.publishes && quiet > PUBLISHER_SILENCE) {
                world.trace(PLACE, "ends the silent session of", session.client.name());
                end(session);
            }
        }
        world.after(SECOND / 4, this::endSilentSessions);
    }

    /** A process was killed; the server learns it soon. */
    public void clientDied(SimProcess client) {
        for (StoreSession session : List.copyOf(sessions)) {
            if (session.client == client && network.passes(client.name(), PLACE)) {
                world.after(world.between(0, 200_000_000L), () -> end(session));
            }
        }
    }

    // ---- the counter

    /** At the server: waits for the counter, then goes on. */
    void lockCounter(StoreSession session, Runnable granted, Runnable refused) {
        if (holder == null || holder == session) {
            holder = session;
            session.inTransaction = true;
            granted.run();
            return;
        }
        Waiting entry = new Waiting(session, granted);
        waiting.add(entry);
        world.after(LOCK_LIMIT, () -> {
            if (waiting.remove(entry) && !session.ended) {
                refused.run();
            }
        });
    }

    void release(StoreSession session) {
        session.inTransaction = false;
        if (holder != session) {
            return;
        }
        holder = null;
        while (!waiting.isEmpty() && holder == null) {
            Waiting next = waiting.remove();
            if (!next.session.ended) {
                holder = next.session;
                next.session.inTransaction = true;
                next.session.quietSince = world.now();
                next.granted.run();
            }
        }
    }

    boolean holdsCounter(StoreSession session) {
        return holder == session && up;
    }

    // ---- the publisher's lock, LISTEN and NOTIFY

    boolean tryPublisherLock(StoreSession session) {
        if (publisher == null) {
            publisher = session;
        }
        return publisher == session;
    }

    public boolean hasPublisher() {
        return publisher != null;
    }

    private void notifyListeners() {
        for (StoreSession session : sessions) {
            if (session.publishes && network.passes(PLACE, session.client.name())) {
                session.client.after(network.latency(), () -> {
                    session.notified = true;
                    session.onNotify.run();
                });
            }
        }
    }

    // ---- rows

    /** COMMIT arrives. Durable when this returns. */
    protected void commit(StoreSession session, BatchPlan plan, long batch, boolean notifies) {
        apply(plan, batch);
        release(session);
        if (notifies) {
            notifyListeners();
        }
    }

    protected final void apply(BatchPlan plan, long batch) {
        revision = plan.revision();
        plan.rows().forEach((key, row) -> {
            TreeMap<ObjectKey, StoredRow> table = rows.computeIfAbsent(key.resource(), r -> new TreeMap<>());
            row.ifPresentOrElse(r -> table.put(key.key(), r), () -> table.remove(key.key()));
        });
        newest.putAll(plan.newest());
        for (CommittedChange change : plan.changes()) {
            history.add(new HistoryRow(change, batch));
            onCommit.accept(change);
        }
    }

    @Nullable
    StoredRow row(RowKey key) {
        TreeMap<ObjectKey, StoredRow> table = rows.get(key.resource());
        return table == null ? null : table.get(key.key());
    }

    /** Of the current rows, in key order. */
    public List<Long> revisions(StoredResource resource) {
        return rows.getOrDefault(resource, new TreeMap<>()).values().stream()
                .map(StoredRow::revision)
                .toList();
    }

    /** From which revision on reads tell of a resource. */
    public long keptFrom(StoredResource resource) {
        return compacted(resource);
    }

    /** From which revision on the past of a resource can be told. */
    public long compacted(StoredResource resource) {
        return resource.equals(BRIEF) ? briefCompacted : compacted;
    }

    public long revision() {
        return revision;
    }

    // ---- faults

    /** No more connections break by chance. */
    public void calmDown() {
        calm = true;
        refusing = false;
        if (!up) {
            restart();
        }
    }

    /** Whether a fault happens that strikes one in n times. */
    boolean strikes(Fault fault, StoreSession session, int oneIn) {
        if (calm || !world.oneIn(oneIn)) {
            return false;
        }
        world.injected(fault, session.client.name());
        return true;
    }

    public void crash() {
        up = false;
        List.copyOf(sessions).forEach(this::end);
        waiting.clear();
        holder = null;
    }

    /** Crash recovery: what was committed is there. */
    public void restart() {
        up = true;
    }

    public void refuse(boolean connections) {
        refusing = connections;
    }

    /** Drops history up to a revision that was published. */
    public void compact() {
        long upTo = upToPublished();
        if (upTo > compacted) {
            compacted = world.between(compacted + 1, upTo + 1);
            world.injected(Fault.COMPACTION, PLACE, "up to revision", compacted);
        }
    }

    public void compactBriefly() {
        long upTo = upToPublished();
        if (upTo > briefCompacted) {
            briefCompacted = world.between(briefCompacted + 1, upTo + 1);
            world.injected(Fault.BRIEF_COMPACTION, PLACE, "up to revision", briefCompacted);
        }
    }

    private long upToPublished() {
        return Math.min(published, revision - 1);
    }
}
