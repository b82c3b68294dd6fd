package dev.quarterdeck.scheduler.bind;

import dev.quarterdeck.kube.status.ApiException;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is written beside the loop, at most a fixed number at a time: who decides waits where there are more. Thread-safe. */
final class Writes {
    private static final Logger LOG = LoggerFactory.getLogger(Writes.class);
    private static final int MOST = 64;

    private final Executor writers;
    private final Semaphore free = new Semaphore(MOST);

    Writes(Executor writers) {
        this.writers = writers;
    }

    /** One write. */
    interface Write {
        void run() throws InterruptedException;
    }

    /** Waits until there is room for one more, and leaves it to a writer. */
    void begin(Runnable write) throws InterruptedException {
        free.acquire();
        writers.execute(() -> {
            try {
                write.run();
            } finally {
                free.release();
            }
        });
    }

    /** For what may block when a write is waited for. */
    Executor writers() {
        return writers;
    }

    /** Tells the pod something; that it cannot be told is no failure of what it is told. */
    static void tell(Pod pod, Write write) {
        try {
            write.run();
        } catch (ApiException e) {
            LOG.warn(
                    "cannot say why {}/{} waits: {}",
                    pod.getMetadata().getNamespace(),
                    pod.getMetadata().getName(),
                    e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
