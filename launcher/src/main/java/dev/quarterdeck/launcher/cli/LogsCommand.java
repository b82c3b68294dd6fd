package dev.quarterdeck.launcher.cli;

import dev.quarterdeck.launcher.data.DataDirectory;
import dev.quarterdeck.launcher.data.LauncherException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows log files; {@code tail} of the host does the following. */
@Command(name = "logs", description = "Show the logs of all services, or of one.", mixinStandardHelpOptions = true)
final class LogsCommand implements Callable<Integer> {
    @Mixin
    private DataOption data = new DataOption();

    @Option(
            names = {"-f", "--follow"},
            description = "go on with what is written from now on")
    private boolean follow;

    @Option(names = "--tail", paramLabel = "N", defaultValue = "200", description = "lines from the end (200)")
    private int lines = 200;

    @Parameters(index = "0", arity = "0..1", paramLabel = "SERVICE", description = "for example state-service")
    private @Nullable String service;

    @Override
    public Integer call() throws Exception {
        List<String> command = new ArrayList<>(List.of("tail", "-n", Integer.toString(lines)));
        if (follow) {
            command.add("-F");
        }
        files(data.directory()).forEach(f -> command.add(f.toString()));
        return new ProcessBuilder(command).inheritIO().start().waitFor();
    }

    private List<Path> files(DataDirectory directory) throws IOException {
        List<Path> all = new ArrayList<>();
        for (Path place : List.of(directory.logs(), directory.postgres())) {
            if (Files.isDirectory(place)) {
                try (Stream<Path> found = Files.list(place)) {
                    found.filter(f -> f.toString().endsWith(".log")).sorted().forEach(all::add);
                }
            }
        }
        if (all.isEmpty()) {
            throw new LauncherException("no logs in " + directory.root());
        }
        if (service == null) {
            return all;
        }
        List<Path> chosen = all.stream()
                .filter(f -> f.getFileName().toString().equals(service + ".log"))
                .toList();
        if (chosen.isEmpty()) {
            String names = String.join(
                    ", ",
                    all.stream()
                            .map(f -> f.getFileName().toString().replace(".log", ""))
                            .toList());
            throw new LauncherException("no logs of " + service + "; there are: " + names);
        }
        return chosen;
    }
}
