package dev.quarterdeck.launcher.up;

import dev.quarterdeck.launcher.data.ClusterSettings;
import dev.quarterdeck.launcher.data.DataDirectory;
import dev.quarterdeck.launcher.data.LauncherException;
import dev.quarterdeck.launcher.host.ClusterHost;
import dev.quarterdeck.launcher.host.HostCommand;
import dev.quarterdeck.launcher.host.HostNetwork;
import dev.quarterdeck.network.HostTables;
import dev.quarterdeck.network.kernel.HostPrograms;
import dev.quarterdeck.network.kernel.ProcessHostPrograms;
import dev.quarterdeck.node.containerd.ContainerdProcess;
import dev.quarterdeck.node.containerd.ContainerdSettings;
import dev.quarterdeck.node.host.NodeCleanup;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.IntStream;

/** Takes everything off this machine that the hosts of a cluster put there: containers, containerd, rules, routes, links, namespaces. Data stays. */
public final class HostTeardown {
    private final DataDirectory directory;
    private final ClusterSettings settings;

    private HostTeardown(DataDirectory directory, ClusterSettings settings) {
        this.directory = directory;
        this.settings = settings;
    }

    public static HostTeardown of(DataDirectory directory) {
        return new HostTeardown(
                directory,
                ClusterSettings.read(directory)
                        .orElseThrow(() -> new LauncherException("no settings in " + directory.root())));
    }

    /** Idempotent: what is gone already is no error. The control plane must have ended. */
    public void run() {
        if (settings.runtime() != ClusterSettings.Runtime.CONTAINERD) {
            return;
        }
        List<ClusterHost> hosts = IntStream.rangeClosed(1, settings.nodes())
                .mapToObj(ClusterHost::of)
                .toList();
        for (ClusterHost host : hosts) {
            HostProcess.endLeftOver(directory.run().resolve(host.node() + ".properties"));
            removeContainers(host);
            if (host.isThisMachine() || Files.exists(java.nio.file.Path.of("/run/netns", host.namespace()))) {
                HostPrograms programs =
                        host.isThisMachine() ? new ProcessHostPrograms() : new ProcessHostPrograms(host.namespace());
                HostTables.remove(programs);
            }
        }
        HostCommand.attempt("ip", "link", "del", "qd-pods");
        new HostNetwork().remove(hosts);
    }

    private void removeContainers(ClusterHost host) {
        ContainerdSettings containerd = HostContainerd.settings(directory, host);
        ContainerdProcess process = new ContainerdProcess(containerd);
        try {
            if (process.running().isPresent()) {
                NodeCleanup.removeAll(
                        containerd.socket(),
                        directory.host(host.node()).resolve("node"),
                        "/quarterdeck-" + host.node());
                process.stop();
            }
        } catch (IOException e) {
            throw new LauncherException("cannot stop containerd of " + host.node() + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LauncherException("interrupted");
        }
    }
}
