package dev.quarterdeck.launcher.cli;

import dev.quarterdeck.launcher.data.DataDirectory;
import dev.quarterdeck.launcher.data.RunState;
import dev.quarterdeck.launcher.up.HostTeardown;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Stops the cluster and everything it runs on this machine. Data stays. */
@Command(name = "down", description = "Stop the cluster; its data stays.", mixinStandardHelpOptions = true)
final class DownCommand implements Callable<Integer> {
    @Mixin
    private DataOption data = new DataOption();

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        out.println(stop(data.directory()) ? "stopped" : "not running");
        out.flush();
        return 0;
    }

    /** @return whether a cluster process was running; what a killed one left behind is removed all the same */
    static boolean stop(DataDirectory directory) {
        if (!UpCommand.isMade(directory)) {
            return false;
        }
        var running = RunState.ofRunning(directory);
        running.ifPresent(r -> ClusterProcess.stop(r.pid()));
        HostTeardown.of(directory).run();
        return running.isPresent();
    }
}
