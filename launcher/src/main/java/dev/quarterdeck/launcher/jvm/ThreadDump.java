package dev.quarterdeck.launcher.jvm;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What all threads of a JVM are doing, virtual ones too, as a file: for the question why something does not go on. */
public final class ThreadDump {
    private static final int LIMIT_SECONDS = 20;

    private ThreadDump() {}

    /**
     * Of the cluster's JVM, where the process is that or has started it.
     *
     * @param file is replaced
     * @return whether there is one; not of another program, and not with a JVM that does not answer
     */
    public static boolean write(Process process, Path file) throws InterruptedException {
        List<ProcessHandle> jvms = Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .filter(p ->
                        p.info().command().filter(ClusterJvm.java()::equals).isPresent())
                .toList();
        return !jvms.isEmpty() && write(jvms.getFirst().pid(), file);
    }

    private static boolean write(long pid, Path file) throws InterruptedException {
        String jcmd = Path.of(ClusterJvm.java()).resolveSibling("jcmd").toString();
        ProcessBuilder command =
                new ProcessBuilder(jcmd, Long.toString(pid), "Thread.dump_to_file", "-overwrite", file.toString());
        try {
            Process asked = command.redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (asked.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                return asked.exitValue() == 0;
            }
            asked.destroyForcibly();
            return false;
        } catch (IOException e) {
            // a runtime without its tools
            return false;
        }
    }
}
