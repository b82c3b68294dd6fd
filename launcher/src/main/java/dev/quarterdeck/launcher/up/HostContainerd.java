package dev.quarterdeck.launcher.up;

import dev.quarterdeck.launcher.data.DataDirectory;
import dev.quarterdeck.launcher.host.ClusterHost;
import dev.quarterdeck.node.containerd.ContainerdSettings;
import java.nio.file.Path;

/** Where the containerd of a host keeps its things: what must last in the data directory, sockets and state under /run. */
public final class HostContainerd {
    /** Sandboxes hold namespaces open with this image; made here where it can't be pulled. */
    public static final String SANDBOX_IMAGE = "quarterdeck.local/pause:1";

    private HostContainerd() {}

    public static ContainerdSettings settings(DataDirectory directory, ClusterHost host) {
        ContainerdSettings settings = new ContainerdSettings(
                directory.host(host.node()).resolve("containerd"),
                Path.of("/run/quarterdeck", host.node()),
                ContainerdSettings.DEFAULT_CNI_BIN_DIRECTORY,
                SANDBOX_IMAGE,
                null,
                "containerd");
        return host.isThisMachine() ? settings : settings.withNetworkNamespace(host.namespace());
    }
}
