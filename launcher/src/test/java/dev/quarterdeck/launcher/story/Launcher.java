package dev.quarterdeck.launcher.story;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.launcher.training.TrainedCommandLine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The command line as a process of its own, as {@code ./quarterdeck} starts it, on a data directory of the test. */
public final class Launcher {
    public record Result(int code, String output) {}

    private final Path data;
    private final Path home;

    public Launcher(Path data, Path home) {
        this.data = data;
        this.home = home;
    }

    public Path data() {
        return data;
    }

    /** kubectl with the kubeconfig that this command line writes. */
    public Kubectl kubectl() {
        return new Kubectl(home.resolve("kubeconfig"), home);
    }

    /** Its output, errors too, is on its input stream. */
    public Process start(String... arguments) {
        List<String> command = TrainedCommandLine.command();
        command.addAll(List.of(arguments));
        command.addAll(List.of("--data", data.toString()));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("HOME", home.toString());
        builder.environment().put("KUBECONFIG", home.resolve("kubeconfig").toString());
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            return process;
        } catch (IOException e) {
            throw new AssertionError("the launcher cannot be run", e);
        }
    }

    public Result attempt(String... arguments) {
        return end(start(arguments));
    }

    /** Waits until it ends. */
    public static Result end(Process process) {
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(5, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new AssertionError("the launcher does not end: " + output);
            }
            return new Result(process.exitValue(), output);
        } catch (IOException e) {
            throw new AssertionError("the launcher cannot be heard", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    public String run(String... arguments) {
        Result result = attempt(arguments);
        assertThat(result.code())
                .as("quarterdeck " + String.join(" ", arguments) + "\n" + result.output() + threads())
                .isZero();
        return result.output();
    }

    /** What a cluster that was not ready in time waited for: the data directory is gone when somebody looks. */
    private String threads() {
        try {
            return Files.readString(data.resolve("logs").resolve("threads.txt"));
        } catch (IOException e) {
            return "";
        }
    }

    /** Command lines of all processes that work in the data directory, those of this class too. */
    public List<String> processes() {
        try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
            return all.map(Launcher::commandLine)
                    .filter(line -> line.contains(data.toString()))
                    .toList();
        }
    }

    private static String commandLine(ProcessHandle process) {
        try {
            return process.pid() + " "
                    + Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"), StandardCharsets.ISO_8859_1)
                            .replace('\0', ' ');
        } catch (IOException e) {
            return "";
        }
    }
}
