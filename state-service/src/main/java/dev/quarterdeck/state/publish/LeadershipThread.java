package dev.quarterdeck.state.publish;

import dev.quarterdeck.state.postgres.PostgresConnections;
import dev.quarterdeck.stream.publish.ChangePublisher;
import dev.quarterdeck.stream.publish.RecentChanges;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * The threads of publishing: {@code state-publisher-lock} steps a {@link PublisherLeadership}; {@code state-publisher} runs a {@link ChangePublisher}, while
 * the replica leads.
 */
public final class LeadershipThread implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final PublisherLeadership leadership;
    private final Thread thread;
    private volatile boolean closing;

    /** @param mayLead false for a replica that only commits */
    public LeadershipThread(PublisherLeadership leadership, boolean mayLead) {
        this.leadership = leadership;
        this.closing = !mayLead;
        this.thread = Thread.ofPlatform().name("state-publisher-lock").daemon().start(this::run);
    }

    /** Leadership by a session of PostgreSQL. */
    public static LeadershipThread on(
            PostgresConnections connections,
            Supplier<ChangePublisher> publishers,
            RecentChanges recent,
            boolean mayLead) {
        return new LeadershipThread(
                new PublisherLeadership(
                        () -> PostgresPublisherSession.open(connections),
                        publishing(publishers),
                        recent,
                        System::nanoTime),
                mayLead);
    }

    /** A publisher for each term, on a thread of its own. */
    private static PublisherLeadership.Publishing publishing(Supplier<ChangePublisher> publishers) {
        return leading -> {
            ChangePublisher publisher = publishers.get();
            Thread publishing =
                    Thread.ofPlatform().name("state-publisher").daemon().start(() -> publisher.run(leading));
            return () -> join(publishing);
        };
    }

    public boolean isLeading() {
        return leadership.isLeading();
    }

    private void run() {
        while (!closing) {
            long pause = leadership.step();
            if (pause > 0 && !closing) {
                LockSupport.parkNanos(pause);
            }
        }
        leadership.end();
    }

    private static void join(Thread thread) {
        try {
            if (!thread.join(PATIENCE)) {
                thread.interrupt();
                thread.join(PATIENCE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(thread);
        join(thread);
    }
}
