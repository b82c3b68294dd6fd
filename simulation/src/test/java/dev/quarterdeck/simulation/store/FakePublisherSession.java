package dev.quarterdeck.simulation.store;

import dev.quarterdeck.simulation.store.StoreSession.LostException;
import dev.quarterdeck.simulation.world.SimProcess;
import dev.quarterdeck.simulation.world.SimThread;
import dev.quarterdeck.state.publish.PublisherSession;

/** An advisory lock that goes with its session. */
public final class FakePublisherSession implements PublisherSession {
    private final FakePostgres postgres;
    private final StoreSession session;

    private FakePublisherSession(FakePostgres postgres, StoreSession session) {
        this.postgres = postgres;
        this.session = session;
    }

    public static PublisherSession open(SimProcess process, FakePostgres postgres) throws EndedException {
        try {
            return new FakePublisherSession(postgres, postgres.connect(process));
        } catch (LostException e) {
            throw new EndedException(e);
        }
    }

    @Override
    public boolean tryLock() throws EndedException {
        try {
            return postgres.ask(session, () -> postgres.tryPublisherLock(session));
        } catch (LostException e) {
            throw new EndedException(e);
        }
    }

    @Override
    public void lead() throws EndedException {
        try {
            postgres.ask(session, () -> session.publishes = true);
        } catch (LostException e) {
            throw new EndedException(e);
        }
    }

    @Override
    public boolean heard(int millis) throws EndedException {
        if (!session.notified) {
            SimThread thread = SimThread.current(postgres.world());
            session.onNotify = thread::unpark;
            session.onEnd = thread::unpark;
            thread.park(millis * 1_000_000L);
        }
        if (session.ended) {
            throw new EndedException(new LostException("the connection was closed by the server"));
        }
        boolean heard = session.notified;
        session.notified = false;
        return heard;
    }

    @Override
    public void giveSignOfLife() throws EndedException {
        try {
            postgres.ask(session, () -> true);
        } catch (LostException e) {
            throw new EndedException(e);
        }
    }

    @Override
    public void close() {
        postgres.world().after(1_000_000L, () -> postgres.end(session));
    }
}
