package dev.quarterdeck.benchmarks.overload;

import dev.quarterdeck.benchmarks.process.Program;
import dev.quarterdeck.benchmarks.process.ProgramFailure;
import dev.quarterdeck.benchmarks.process.ServerProcesses;
import dev.quarterdeck.benchmarks.scale.ProcessMeter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the processes of a server hold: resident, and of their JVMs what is live. Linux, and the JDK's jcmd. */
final class ServerMemory implements AutoCloseable {
    /** A generation, however the collector calls it. */
    private static final Pattern USED = Pattern.compile("total .*?used (\\d+)K");

    private final List<Long> jvms;
    private final ProcessMeter meter;

    ServerMemory(String pids) {
        jvms = ServerProcesses.of(pids).roots().stream()
                .filter(root -> !root.descendants())
                .map(ServerProcesses.Root::pid)
                .toList();
        meter = new ProcessMeter(pids);
    }

    boolean isKnown() {
        return !jvms.isEmpty();
    }

    /** Of all processes together since this was asked last. */
    double peakMegabytes() {
        return isKnown() ? meter.peakMegabytes() : Double.NaN;
    }

    /** Of the JVMs, after a collection. */
    double liveMegabytes() {
        long kilobytes = 0;
        for (long jvm : jvms) {
            jcmd(jvm, "GC.run");
            jcmd(jvm, "GC.run");
            String said = jcmd(jvm, "GC.heap_info");
            Matcher used = USED.matcher(said);
            if (!used.find()) {
                throw new ProgramFailure("jcmd says of no heap how much is used: " + said);
            }
            do {
                kilobytes += Long.parseLong(used.group(1));
            } while (used.find());
        }
        return isKnown() ? kilobytes / 1024.0 : Double.NaN;
    }

    private static String jcmd(long pid, String command) {
        Path log = null;
        try {
            log = Files.createTempFile("jcmd", ".log");
            return new Program(
                            List.of(System.getProperty("java.home") + "/bin/jcmd", Long.toString(pid), command),
                            Map.of(),
                            log,
                            Duration.ofSeconds(30))
                    .run();
        } catch (IOException e) {
            throw new ProgramFailure("jcmd", e);
        } finally {
            if (log != null) {
                log.toFile().delete();
            }
        }
    }

    @Override
    public void close() {
        meter.close();
    }
}
