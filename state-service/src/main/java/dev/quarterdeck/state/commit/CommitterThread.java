package dev.quarterdeck.state.commit;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The thread {@code state-committer}: steps a {@link GroupCommitter} until it is closed and what waits is answered. */
public final class CommitterThread implements AutoCloseable {
    private final GroupCommitter committer;
    private final Thread thread;

    public CommitterThread(GroupCommitter committer) {
        this.committer = committer;
        this.thread = Thread.ofPlatform().name("state-committer").daemon().start(this::run);
    }

    private void run() {
        while (true) {
            long pause = committer.step();
            if (pause == GroupCommitter.IDLE) {
                if (!committer.awaitWork()) {
                    break;
                }
            } else if (pause > 0) {
                LockSupport.parkNanos(pause);
            }
        }
        committer.end();
    }

    /** Lets no more writes in, commits those that wait, and returns when they are answered. */
    @Override
    public void close() {
        committer.refuseMore();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(20));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
