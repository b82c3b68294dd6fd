package dev.quarterdeck.conformance.clients;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the threads of another JVM are at, virtual ones too. */
final class ThreadsOf {
    private static final int FRAMES = 12;

    private ThreadsOf() {}

    /** Those that have something of Quarterdeck on their stacks, with their topmost frames. */
    static String process(long pid, Path directory) {
        Path dump = directory.resolve("threads-" + pid);
        Program.Result result = Program.run(
                new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/jcmd",
                        Long.toString(pid),
                        "Thread.dump_to_file",
                        "-overwrite",
                        dump.toString()),
                "");
        if (result.code() != 0) {
            return "process " + pid + " does not tell its threads: " + result.out() + result.err() + "\n";
        }
        try {
            return Stream.of(Files.readString(dump).split("\n\n"))
                    .filter(thread -> thread.contains("dev.quarterdeck"))
                    .map(ThreadsOf::top)
                    .collect(Collectors.joining("\n", "---- threads of " + pid + "\n", "\n"));
        } catch (IOException e) {
            return "no threads of " + pid + ": " + e + "\n";
        }
    }

    private static String top(String thread) {
        List<String> lines = thread.lines().toList();
        return String.join("\n", lines.subList(0, Math.min(lines.size(), FRAMES)));
    }
}
