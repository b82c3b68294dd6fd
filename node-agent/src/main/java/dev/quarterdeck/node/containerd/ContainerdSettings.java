package dev.quarterdeck.node.containerd;

import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where one containerd keeps its things. Several may run on one machine, each with directories of its own.
 *
 * @param directory holds everything that outlives a reboot: configuration, images, logs, CNI configuration
 * @param runDirectory holds socket, pid file and runtime state; a short path, since a unix socket's may have 107 characters
 * @param cniBinDirectory where the CNI plugins are installed
 * @param sandboxImage the image that holds a sandbox's namespaces open
 * @param networkNamespace a named network namespace ({@code ip netns}) that containerd and its pods live in; absent = the caller's
 * @param containerdBinary the program, looked up in the path where it has no slash
 */
public record ContainerdSettings(
        Path directory,
        Path runDirectory,
        Path cniBinDirectory,
        String sandboxImage,
        @Nullable String networkNamespace,
        String containerdBinary) {

    /** The plugin directory of Debian's and Fedora's packages, and the usual one elsewhere. */
    public static final Path DEFAULT_CNI_BIN_DIRECTORY = Path.of("/usr/lib/cni");

    public static final String DEFAULT_SANDBOX_IMAGE = "registry.k8s.io/pause:3.10";

    private static final int LONGEST_SOCKET_PATH = 107;

    public ContainerdSettings {
        Objects.requireNonNull(directory);
        String socket = runDirectory.resolve("containerd.sock.ttrpc").toString();
        if (socket.length() > LONGEST_SOCKET_PATH) {
            throw new IllegalArgumentException(
                    "the path of containerd's socket is longer than " + LONGEST_SOCKET_PATH + " characters: " + socket);
        }
    }

    public static ContainerdSettings in(Path directory, Path runDirectory) {
        return new ContainerdSettings(
                directory, runDirectory, DEFAULT_CNI_BIN_DIRECTORY, DEFAULT_SANDBOX_IMAGE, null, "containerd");
    }

    public ContainerdSettings withNetworkNamespace(@Nullable String name) {
        return new ContainerdSettings(directory, runDirectory, cniBinDirectory, sandboxImage, name, containerdBinary);
    }

    public Path socket() {
        return runDirectory.resolve("containerd.sock");
    }

    public Path configFile() {
        return directory.resolve("config.toml");
    }

    public Path logFile() {
        return directory.resolve("containerd.log");
    }

    public Path pidFile() {
        return runDirectory.resolve("containerd.pid");
    }

    public Path root() {
        return directory.resolve("root");
    }

    public Path state() {
        return runDirectory.resolve("state");
    }

    /** Where the node agent writes the network of its pods once it knows their addresses. */
    public Path cniConfDirectory() {
        return directory.resolve("cni");
    }
}
