package dev.quarterdeck.launcher.jvm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which threads of a cluster that starts have the processors first. The JVM's second compiler (C2) gets what nobody else wants: what it makes pays in the minutes
 * after, not in the seconds that a start takes. What the API does not wait for can {@linkplain #yieldToApi yield} to it until it {@linkplain #served serves}. Closing
 * gives all threads the priority that the process has.
 *
 * <p>Linux has a nice value for each thread, and a thread has at first that of the one that started it, see sched(7). Making it smaller again is a privilege
 * ({@code CAP_SYS_NICE}): where the process may not, nothing is changed at all.
 */
public final class StartPriorities implements AutoCloseable {
    static final int YIELDING = 10;
    static final int LAST = 19;

    private static final Logger LOG = LoggerFactory.getLogger(StartPriorities.class);
    /** As far as the kernel keeps names. */
    private static final String COMPILER = "C2 CompilerThre";
    /** New threads can come while the others are given theirs back. */
    private static final int PASSES = 3;

    private final Path tasks;
    private final Renice renice;
    private final int usual;
    private final boolean able;

    /** @param tasks a directory for each thread, as proc_pid_task(5) has them */
    StartPriorities(Path tasks, Renice renice) {
        this.tasks = tasks;
        this.renice = renice;
        List<ThreadStat> compilers = threads(thread -> thread.name().startsWith(COMPILER));
        usual = compilers.isEmpty() ? LAST : compilers.getFirst().nice();
        able = usual < YIELDING && renice.canUndo(LAST, usual);
        if (able) {
            renice.set(LAST, ids(compilers));
        }
    }

    /** From now on, of this process. */
    public static StartPriorities begin() {
        return new StartPriorities(Path.of("/proc/self/task"), new Renice());
    }

    /** The calling thread, a platform thread, and those that it starts from now on. */
    public void yieldToApi() {
        if (able) {
            try {
                Path own = Files.readSymbolicLink(Path.of("/proc/thread-self"));
                renice.set(YIELDING, List.of(own.getFileName().toString()));
            } catch (IOException e) {
                LOG.debug("a thread does not know its number", e);
            }
        }
    }

    /** The API serves: what has yielded to it need not any more. */
    public void served() {
        restore(nice -> nice == YIELDING);
    }

    @Override
    public void close() {
        restore(nice -> nice > usual);
    }

    private void restore(Predicate<Integer> changed) {
        for (int pass = 0; able && pass < PASSES; pass++) {
            List<ThreadStat> left = threads(thread -> changed.test(thread.nice()));
            if (left.isEmpty()) {
                return;
            }
            renice.set(usual, ids(left));
        }
        if (able && !threads(thread -> changed.test(thread.nice())).isEmpty()) {
            LOG.warn("threads keep the nice value of a start: the cluster is slower than it could be");
        }
    }

    private static List<String> ids(List<ThreadStat> threads) {
        return threads.stream().map(ThreadStat::id).toList();
    }

    private List<ThreadStat> threads(Predicate<ThreadStat> wanted) {
        try (Stream<Path> all = Files.list(tasks)) {
            return all.flatMap(ThreadStat::read).filter(wanted).toList();
        } catch (IOException e) {
            LOG.debug("no threads in {}", tasks, e);
            return List.of();
        }
    }
}
