package dev.quarterdeck.simulation.store;

import dev.quarterdeck.simulation.store.StoreSession.LostException;
import dev.quarterdeck.simulation.world.Fault;
import dev.quarterdeck.simulation.world.SimProcess;
import dev.quarterdeck.state.commit.BatchPlan;
import dev.quarterdeck.state.commit.BatchPlanner;
import dev.quarterdeck.state.commit.BatchTransaction;
import dev.quarterdeck.state.commit.CommitOutcome;
import dev.quarterdeck.state.commit.CurrentObject;
import dev.quarterdeck.state.commit.Mutation;
import dev.quarterdeck.state.commit.MutationGroup;
import dev.quarterdeck.state.commit.RowKey;
import dev.quarterdeck.state.commit.StoredRow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A batch in two round trips, as {@code PostgresBatchTransaction}: lock the counter, read and decide; write and COMMIT. */
public final class FakeBatchTransaction implements BatchTransaction {
    private final SimProcess process;
    private final FakePostgres postgres;
    private final BooleanSupplier notifies;
    private final Consumer<BatchPlan> beforeCommit;
    private @Nullable StoreSession open;

    /** @param beforeCommit sees what is about to be committed */
    public FakeBatchTransaction(
            SimProcess process, FakePostgres postgres, BooleanSupplier notifies, Consumer<BatchPlan> beforeCommit) {
        this.process = process;
        this.postgres = postgres;
        this.notifies = notifies;
        this.beforeCommit = beforeCommit;
    }

    /** The server's answer to the first round trip. */
    private record Read(boolean locked, @Nullable BatchPlan plan, List<CommitOutcome> outcomes) {}

    @Override
    public Result run(List<MutationGroup> groups) throws NotCommittedException, FateUnknownException {
        boolean reused = open != null;
        try {
            return runOnce(groups);
        } catch (NotCommittedException e) {
            if (reused && open == null && e.unavailable()) {
                return runOnce(groups);
            }
            throw e;
        }
    }

    private Result runOnce(List<MutationGroup> groups) throws NotCommittedException, FateUnknownException {
        StoreSession session;
        Read read;
        try {
            session = session();
            read = postgres.ask(
                    session,
                    answer -> postgres.lockCounter(
                            session,
                            () -> answer.accept(plan(groups)),
                            () -> answer.accept(new Read(false, null, List.of()))),
                    FakePostgres.ANSWER_LIMIT);
        } catch (LostException e) {
            discard();
            throw new NotCommittedException(true, String.valueOf(e.getMessage()), e);
        }
        BatchPlan plan = read.plan();
        if (!read.locked() || plan == null) {
            discard();
            throw new NotCommittedException(true, "lock timeout", new IllegalStateException());
        }
        if (plan.changesNothing()) {
            postgres.release(session);
            return new Result(read.outcomes(), List.of());
        }
        beforeCommit.accept(plan);
        long batch = postgres.world().between(1, Long.MAX_VALUE);
        Result result = new Result(read.outcomes(), plan.changes());
        boolean told = notifies.getAsBoolean();
        try {
            if (postgres.strikes(Fault.SLOW_COMMIT, session, 150)) {
                postgres.world().sleep(postgres.world().between(10_000_000L, 4_000_000_000L));
            }
            postgres.<Boolean>ask(
                    session, answer -> commit(session, plan, batch, told, answer), FakePostgres.ANSWER_LIMIT);
        } catch (LostException e) {
            discard();
            throw new FateUnknownException(plan.changes().getFirst().change().revision(), batch, result, e);
        }
        return result;
    }

    /** At the server, with the counter held. */
    private Read plan(List<MutationGroup> groups) {
        Map<RowKey, StoredRow> current = new HashMap<>();
        for (MutationGroup group : groups) {
            for (Mutation mutation : group.mutations()) {
                RowKey key = new RowKey(mutation.resource(), mutation.key());
                StoredRow row = postgres.row(key);
                if (row != null) {
                    current.put(key, row);
                }
            }
        }
        BatchPlan plan = BatchPlanner.plan(postgres.revision(), current, Map.of(), groups);
        List<CommitOutcome> outcomes = new ArrayList<>();
        for (BatchPlan.Decision decision : plan.decisions()) {
            outcomes.add(
                    switch (decision) {
                        case BatchPlan.Decision.Apply a -> new CommitOutcome.Committed(a.applied());
                        case BatchPlan.Decision.Refuse r ->
                            new CommitOutcome.Conflict(r.mutation(), object(r.current()));
                        case BatchPlan.Decision.Taken t -> new CommitOutcome.ClaimTaken(t.claim());
                    });
        }
        return new Read(true, plan, outcomes);
    }

    static @Nullable CurrentObject object(@Nullable StoredRow row) {
        if (row == null || row.json() == null) {
            return null;
        }
        return new CurrentObject(row.key().resource(), row.key().key(), row.uid(), row.revision(), row.json());
    }

    private void commit(StoreSession session, BatchPlan plan, long batch, boolean told, Consumer<Boolean> answer) {
        if (!postgres.holdsCounter(session)) {
            return;
        }
        if (postgres.strikes(Fault.LOST_BEFORE_COMMIT, session, 120)) {
            postgres.end(session);
            return;
        }
        postgres.commit(session, plan, batch, told);
        if (postgres.strikes(Fault.LOST_AFTER_COMMIT, session, 60)) {
            postgres.end(session);
            return;
        }
        answer.accept(true);
    }

    /** With the counter held, so that the session that held it when the connection broke has ended, one way or the other. */
    @Override
    public boolean wasCommitted(FateUnknownException unknown) throws NotCommittedException {
        try {
            StoreSession session = session();
            Boolean found = postgres.<Boolean>ask(
                    session,
                    answer -> postgres.lockCounter(
                            session,
                            () -> {
                                boolean is = postgres.history.stream()
                                        .anyMatch(h -> h.change().change().revision() == unknown.revision()
                                                && h.batch() == unknown.batch());
                                postgres.release(session);
                                answer.accept(is);
                            },
                            () -> postgres.end(session)),
                    FakePostgres.ANSWER_LIMIT);
            return found;
        } catch (LostException e) {
            discard();
            throw new NotCommittedException(true, String.valueOf(e.getMessage()), e);
        }
    }

    private StoreSession session() throws LostException {
        StoreSession session = open;
        if (session == null) {
            session = postgres.connect(process);
            open = session;
        }
        return session;
    }

    private void discard() {
        StoreSession session = open;
        open = null;
        if (session != null) {
            // the server learns of it as of any connection that is closed
            postgres.world().after(postgres.world().between(0, 2_000_000L), () -> postgres.end(session));
        }
    }

    @Override
    public void close() {
        discard();
    }
}
