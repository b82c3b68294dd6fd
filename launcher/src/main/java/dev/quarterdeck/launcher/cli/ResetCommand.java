package dev.quarterdeck.launcher.cli;

import dev.quarterdeck.embedded.EmbeddedDirectories;
import dev.quarterdeck.launcher.data.DataDirectory;
import dev.quarterdeck.launcher.data.LauncherException;
import dev.quarterdeck.launcher.kubeconfig.Kubeconfig;
import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Stops the cluster and deletes its data. Deletes only what a cluster puts there. */
@Command(name = "reset", description = "Stop the cluster and delete its data.", mixinStandardHelpOptions = true)
final class ResetCommand implements Callable<Integer> {
    @Mixin
    private DataOption data = new DataOption();

    @Option(names = "--yes", description = "do not ask")
    private boolean yes;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        DataDirectory directory = data.directory();
        if (!UpCommand.isMade(directory)) {
            out.println("no cluster in " + directory.root());
            out.flush();
            return 0;
        }
        if (!yes) {
            confirm(directory);
        }
        DownCommand.stop(directory);
        for (Path place : new Path[] {
            directory.postgres(),
            directory.kafka(),
            directory.hosts(),
            directory.pki(),
            directory.run(),
            directory.logs(),
            directory.programs(),
            directory.restore(),
            directory.replaced()
        }) {
            EmbeddedDirectories.delete(place);
        }
        java.nio.file.Files.deleteIfExists(directory.kubeconfig());
        java.nio.file.Files.deleteIfExists(directory.settings());
        Kubeconfig.removeFrom(Kubeconfig.userFile());
        out.println("deleted the cluster in " + directory.root()
                + (java.nio.file.Files.isDirectory(directory.backups()) ? "; its backups are kept" : ""));
        out.flush();
        return 0;
    }

    private static void confirm(DataDirectory directory) {
        Console console = System.console();
        if (console == null || !console.isTerminal()) {
            throw new LauncherException("this deletes everything in " + directory.root() + "; say --yes to do it");
        }
        String answer = console.readLine("delete everything in %s? [y/N] ", directory.root());
        if (!"y".equalsIgnoreCase(answer)) {
            throw new LauncherException("nothing was deleted");
        }
    }
}
