package dev.quarterdeck.launcher.story;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.launcher.cli.QuarterdeckCommand;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The command line as a process of its own, as {@code ./quarterdeck} starts it, on a data directory of the test. */
final class Launcher {
    record Result(int code, String output) {}

    private final Path data;
    private final Path home;

    Launcher(Path data, Path home) {
        this.data = data;
        this.home = home;
    }

    Path data() {
        return data;
    }

    Result attempt(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                System.getProperty("java.home") + "/bin/java",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                QuarterdeckCommand.class.getName()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--data", data.toString()));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("HOME", home.toString());
        builder.environment().put("KUBECONFIG", home.resolve("kubeconfig").toString());
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(5, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new AssertionError("quarterdeck " + String.join(" ", arguments) + " does not end");
            }
            return new Result(process.exitValue(), output);
        } catch (IOException e) {
            throw new AssertionError("the launcher cannot be run", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    String run(String... arguments) {
        Result result = attempt(arguments);
        assertThat(result.code())
                .as("quarterdeck " + String.join(" ", arguments) + "\n" + result.output())
                .isZero();
        return result.output();
    }
}
