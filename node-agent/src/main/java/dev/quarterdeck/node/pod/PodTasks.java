package dev.quarterdeck.node.pod;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The slow things under way for one pod (starting, stopping, reporting), each at most once at a time by its key. They run beside the pod's worker, which
 * never waits for them and is woken when one ends.
 */
final class PodTasks {
    /** What the keys of tasks begin with that start a container. */
    static final String STARTING = "start:";

    /** What the keys of tasks begin with that stop a container. */
    static final String STOPPING = "stop:";

    private static final Logger log = LoggerFactory.getLogger(PodTasks.class);

    private final Executor threads;
    private final Runnable wake;
    private final Map<String, Running> running = new ConcurrentHashMap<>();

    PodTasks(Executor threads, Runnable wake) {
        this.threads = threads;
        this.wake = wake;
    }

    /** @return false if it is under way already */
    boolean start(String key, Task task) {
        Running entry = new Running(task);
        if (running.putIfAbsent(key, entry) != null) {
            return false;
        }
        threads.execute(() -> {
            try {
                entry.run();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (Exception e) {
                log.warn("{} failed", key, e);
            } finally {
                running.remove(key);
                wake.run();
            }
        });
        return true;
    }

    Set<String> keys() {
        return Set.copyOf(running.keySet());
    }

    boolean any(String prefix) {
        return running.keySet().stream().anyMatch(key -> key.startsWith(prefix));
    }

    /** Interrupts what begins with the prefix. Its key stays taken until it has ended. */
    void interrupt(String prefix) {
        running.forEach((key, entry) -> {
            if (key.startsWith(prefix)) {
                entry.interrupt();
            }
        });
    }

    interface Task {
        void run() throws Exception;
    }

    private static final class Running {
        private final Task task;
        private @Nullable Thread thread;
        private boolean interrupted;

        Running(Task task) {
            this.task = task;
        }

        void run() throws Exception {
            synchronized (this) {
                if (interrupted) {
                    return;
                }
                thread = Thread.currentThread();
            }
            try {
                task.run();
            } finally {
                synchronized (this) {
                    thread = null;
                }
            }
        }

        synchronized void interrupt() {
            interrupted = true;
            if (thread != null) {
                thread.interrupt();
            }
        }
    }
}
