package dev.quarterdeck.launcher.jvm;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Nice values of threads, by the system's {@code renice}. Where there is none, nothing can be set. */
class Renice {
    private static final Logger LOG = LoggerFactory.getLogger(Renice.class);

    /** Whether a thread that is made nicer can be given its former value again: a process that ends at once tries it with itself. */
    boolean canUndo(int nice, int former) {
        return run(List.of("sh", "-c", "renice " + nice + " -p $$ && renice " + former + " -p $$"));
    }

    /** Those of the threads that are still there. */
    void set(int nice, List<String> threads) {
        List<String> command = new ArrayList<>(List.of("renice", Integer.toString(nice), "-p"));
        command.addAll(threads);
        run(command);
    }

    private static boolean run(List<String> command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor() == 0;
        } catch (IOException e) {
            LOG.debug("{} cannot be run", command.getFirst(), e);
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
