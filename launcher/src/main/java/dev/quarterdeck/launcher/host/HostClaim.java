package dev.quarterdeck.launcher.host;

import dev.quarterdeck.launcher.data.LauncherException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Which data directory this machine's host network belongs to: its names and addresses are fixed, so one cluster with containerd fits on a machine. The claim
 * counts while that network exists.
 *
 * @param file names the data directory
 * @param bridge exists while the network does
 */
public record HostClaim(Path file, Path bridge) {
    public static HostClaim ofThisMachine() {
        return new HostClaim(Path.of("/run/quarterdeck/owner"), Path.of("/sys/class/net", HostNetwork.BRIDGE));
    }

    /** Whether the hosts of some cluster are up, if only what a killed one left. */
    public boolean isNetworkUp() {
        return Files.exists(bridge);
    }

    /** @throws LauncherException where the network belongs to a cluster in another data directory */
    public void check(Path root) {
        if (!isNetworkUp() || !Files.exists(file)) {
            return;
        }
        try {
            Path owner = Path.of(Files.readString(file).strip());
            if (!owner.equals(root) && Files.exists(owner.resolve("cluster.json"))) {
                throw new LauncherException("the hosts of the cluster in " + owner
                        + " are up, and one cluster with containerd fits on a machine; ./quarterdeck down --data "
                        + owner
                        + " stops it, --runtime simulated needs no hosts");
            }
        } catch (IOException e) {
            throw new LauncherException("cannot read " + file + ": " + e.getMessage());
        }
    }

    /** Claims the network that is about to be made. */
    public void take(Path root) {
        check(root);
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, root + "\n");
        } catch (IOException e) {
            throw new LauncherException("cannot write " + file + ": " + e.getMessage());
        }
    }
}
