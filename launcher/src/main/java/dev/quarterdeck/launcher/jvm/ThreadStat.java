package dev.quarterdeck.launcher.jvm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * A thread as the system has it.
 *
 * @param id number of the thread
 * @param name its first 15 bytes
 * @param nice -20, first served, to 19
 */
record ThreadStat(String id, String name, int nice) {
    /** Where the nice value is, of what follows the name: fields 3 and on. */
    private static final int NICE = 19 - 3;

    /** @return empty where it has ended meanwhile */
    static Stream<ThreadStat> read(Path task) {
        try {
            return Stream.of(parse(Files.readString(task.resolve("stat"))));
        } catch (IOException e) {
            return Stream.empty();
        }
    }

    /** See proc_pid_stat(5); the name is in parentheses and may hold some itself. */
    static ThreadStat parse(String stat) {
        int open = stat.indexOf('(');
        int close = stat.lastIndexOf(')');
        String[] rest = stat.substring(close + 2).split(" ");
        return new ThreadStat(
                stat.substring(0, open - 1), stat.substring(open + 1, close), Integer.parseInt(rest[NICE]));
    }
}
