package dev.quarterdeck.launcher.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** kubectl as users have it: the program on the path, with the cluster's kubeconfig. */
public final class Kubectl {
    private static final Duration LIMIT = Duration.ofMinutes(3);

    record Result(int code, String out, String err) {}

    private final Path kubeconfig;
    private final Path home;
    private final Map<String, String> environment;

    public Kubectl(Path kubeconfig, Path home) {
        this(kubeconfig, home, Map.of());
    }

    private Kubectl(Path kubeconfig, Path home, Map<String, String> environment) {
        this.kubeconfig = kubeconfig;
        this.home = home;
        this.environment = environment;
    }

    /** With plugins from this directory. */
    Kubectl withPlugins(Path directory) {
        return new Kubectl(kubeconfig, home, Map.of("PATH", directory + ":" + System.getenv("PATH")));
    }

    /** As kubectl before 1.31 and client-go's SPDY executor speak with pods. */
    Kubectl overSpdy() {
        return new Kubectl(
                kubeconfig,
                home,
                Map.of("KUBECTL_REMOTE_COMMAND_WEBSOCKETS", "false", "KUBECTL_PORT_FORWARD_WEBSOCKETS", "false"));
    }

    ProcessBuilder builder(String... arguments) {
        List<String> command = new ArrayList<>(List.of("kubectl"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("KUBECONFIG", kubeconfig.toString());
        builder.environment().put("HOME", home.toString());
        builder.environment().putAll(environment);
        return builder;
    }

    Result attempt(String input, String... arguments) {
        return end(input, builder(arguments));
    }

    /** Starts it, gives it nothing to read, and waits until it ends. */
    static Result end(ProcessBuilder builder) {
        return end("", builder);
    }

    private static Result end(String input, ProcessBuilder builder) {
        try {
            Path err = Files.createTempFile("kubectl", "err");
            Process process = builder.redirectError(err.toFile()).start();
            try (OutputStream in = process.getOutputStream()) {
                in.write(input.getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                // kubectl ended without reading its input; its exit code says why.
            }
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(String.join(" ", builder.command()) + " does not end");
            }
            Result result = new Result(process.exitValue(), out, Files.readString(err));
            Files.delete(err);
            return result;
        } catch (IOException e) {
            throw new AssertionError("kubectl cannot be run", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Runs it and returns what it printed; anything but exit code 0 fails the test with its words. */
    public String run(String... arguments) {
        return runWith("", arguments);
    }

    public String runWith(String input, String... arguments) {
        Result result = attempt(input, arguments);
        assertThat(result.code())
                .as("kubectl " + String.join(" ", arguments) + "\n" + result.out() + result.err())
                .isZero();
        return result.out().strip();
    }

    String apply(String manifest) {
        return runWith(manifest, "apply", "-f", "-");
    }

    /** Asks again until the answer is as wanted, at most {@code limit}. */
    public String await(Duration limit, Predicate<String> wanted, String... arguments) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (true) {
            Result result = attempt("", arguments);
            String answer = result.out().strip();
            if (result.code() == 0 && wanted.test(answer)) {
                return answer;
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError("kubectl " + String.join(" ", arguments) + " still says after " + limit + ":\n"
                        + result.out() + result.err());
            }
        }
    }
}
