package dev.quarterdeck.plugin.cli;

import dev.quarterdeck.plugin.kubectl.Kubectl;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code as-of TIME COMMAND ...}: any command of kubectl that only reads, on the cluster as it was. */
@Command(
        name = "as-of",
        description = "Run a kubectl command that reads, such as get or describe, on the cluster as it was.",
        mixinStandardHelpOptions = true)
final class AsOfCommand implements Callable<Integer> {
    @Mixin
    private ClusterFlags cluster = new ClusterFlags();

    @Parameters(
            index = "0",
            paramLabel = "TIME",
            description = "a time (2026-11-20T10:00:00Z), how long ago (10m, 2h30m, 3d), or a resourceVersion")
    private String time = "";

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "COMMAND", description = "the command, with its flags")
    private List<String> command = new ArrayList<>();

    @Override
    public Integer call() {
        List<String> arguments = new ArrayList<>(command);
        String namespace = cluster.givenNamespace();
        if (namespace != null) {
            arguments.add(1, "--namespace=" + namespace);
        }
        try (Kubectl.Past past = cluster.kubectl().asOf(time)) {
            return past.onTerminal(arguments);
        }
    }
}
