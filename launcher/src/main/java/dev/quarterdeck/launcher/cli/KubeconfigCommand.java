package dev.quarterdeck.launcher.cli;

import dev.quarterdeck.launcher.data.DataDirectory;
import dev.quarterdeck.launcher.data.LauncherException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints the cluster's own kubeconfig, with its certificates inside. */
@Command(name = "kubeconfig", description = "Print a self-contained kubeconfig.", mixinStandardHelpOptions = true)
final class KubeconfigCommand implements Callable<Integer> {
    @Mixin
    private DataOption data = new DataOption();

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        DataDirectory directory = data.directory();
        if (!Files.exists(directory.kubeconfig())) {
            throw new LauncherException("no cluster in " + directory.root() + "; start one with ./quarterdeck up");
        }
        PrintWriter out = spec.commandLine().getOut();
        out.print(Files.readString(directory.kubeconfig()));
        out.flush();
        return 0;
    }
}
