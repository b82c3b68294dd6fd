package dev.quarterdeck.conformance.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * One of the kubectl programs of this machine: the one on the path, and those that {@code QUARTERDECK_KUBECTLS} names (paths with colons between them), which is
 * how other versions are tried.
 */
final class KubectlProgram {
    private final Path program;
    private final RunningCluster cluster;
    private final String namespace;

    KubectlProgram(Path program, RunningCluster cluster, String namespace) {
        this.program = program;
        this.cluster = cluster;
        this.namespace = namespace;
    }

    static List<Path> found() {
        List<Path> found = new ArrayList<>();
        Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                .map(directory -> Path.of(directory, "kubectl"))
                .filter(Files::isExecutable)
                .findFirst()
                .ifPresent(found::add);
        Stream.of(System.getenv().getOrDefault("QUARTERDECK_KUBECTLS", "").split(":"))
                .filter(name -> !name.isEmpty())
                .map(Path::of)
                .forEach(found::add);
        return found;
    }

    ProcessBuilder builder(String... arguments) {
        List<String> command = new ArrayList<>(List.of(program.toString(), "-n", namespace));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("KUBECONFIG", cluster.kubeconfig().toString());
        builder.environment().put("HOME", cluster.home().toString());
        return builder;
    }

    Program.Result attempt(String input, String... arguments) {
        return Program.run(builder(arguments), input);
    }

    /** What it printed; anything but exit code 0 fails the test with its words. */
    String run(String... arguments) {
        return runWith("", arguments);
    }

    String runWith(String input, String... arguments) {
        Program.Result result = attempt(input, arguments);
        assertThat(result.code())
                .as("kubectl " + String.join(" ", arguments) + "\n" + result.out() + result.err())
                .isZero();
        return result.out().strip();
    }

    /** The words with which it refuses. */
    String refusal(String input, String... arguments) {
        Program.Result result = attempt(input, arguments);
        assertThat(result.code())
                .as("kubectl " + String.join(" ", arguments) + "\n" + result.out() + result.err())
                .isNotZero();
        return result.err().strip();
    }

    String apply(String manifest) {
        return runWith(manifest, "apply", "-f", "-");
    }

    /** Asks again until the answer is as wanted. */
    String await(Predicate<String> wanted, String... arguments) {
        long deadline = System.nanoTime() + Duration.ofSeconds(40).toNanos();
        while (true) {
            Program.Result result = attempt("", arguments);
            if (result.code() == 0 && wanted.test(result.out().strip())) {
                return result.out().strip();
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError(
                        "kubectl " + String.join(" ", arguments) + " still says:\n" + result.out() + result.err());
            }
        }
    }
}
