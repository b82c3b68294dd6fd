package dev.quarterdeck.launcher.cli;

import dev.quarterdeck.launcher.data.ClusterSettings;
import dev.quarterdeck.launcher.data.DataDirectory;
import dev.quarterdeck.launcher.data.LauncherException;
import dev.quarterdeck.launcher.data.RunState;
import dev.quarterdeck.launcher.host.ClusterHost;
import dev.quarterdeck.launcher.up.HostContainerd;
import dev.quarterdeck.node.image.ImageImport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Images of the hosts. */
@Command(
        name = "image",
        description = "Images of the hosts.",
        mixinStandardHelpOptions = true,
        subcommands = ImageCommand.Import.class)
final class ImageCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return 2;
    }

    /** Puts the images of an OCI or Docker archive on every host. */
    @Command(name = "import", description = "Put the images of a tar on every host.", mixinStandardHelpOptions = true)
    static final class Import implements Callable<Integer> {
        @Mixin
        private DataOption data = new DataOption();

        @Parameters(index = "0", paramLabel = "FILE.tar")
        @SuppressWarnings("NullAway.Init")
        private Path archive;

        @Spec
        @SuppressWarnings("NullAway.Init")
        private CommandSpec spec;

        @Override
        public Integer call() throws InterruptedException {
            DataDirectory directory = data.directory();
            ClusterSettings settings = ClusterSettings.read(directory)
                    .filter(s -> RunState.ofRunning(directory).isPresent())
                    .orElseThrow(() -> new LauncherException("no cluster is up in " + directory.root()));
            if (settings.runtime() != ClusterSettings.Runtime.CONTAINERD) {
                throw new LauncherException("simulated hosts have no images");
            }
            if (!Files.isReadable(archive)) {
                throw new LauncherException("cannot read " + archive);
            }
            PrintWriter out = spec.commandLine().getOut();
            for (int i = 1; i <= settings.nodes(); i++) {
                ClusterHost host = ClusterHost.of(i);
                try {
                    new ImageImport(HostContainerd.settings(directory, host).socket()).load(archive);
                } catch (IOException e) {
                    throw new LauncherException(
                            "cannot import " + archive + " on " + host.node() + ": " + e.getMessage(), e);
                }
                out.println("imported on " + host.node());
                out.flush();
            }
            return 0;
        }
    }
}
