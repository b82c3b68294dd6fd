package dev.quarterdeck.node.host;

import dev.quarterdeck.node.cri.CriClient;
import dev.quarterdeck.node.cri.v1.ListPodSandboxRequest;
import dev.quarterdeck.node.cri.v1.PodSandbox;
import dev.quarterdeck.node.cri.v1.RemovePodSandboxRequest;
import dev.quarterdeck.node.cri.v1.StopPodSandboxRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Removes what the pods of a node left on its host when the cluster is taken down: sandboxes with their containers and networks, mounts of volumes, control
 * groups. The node agent must have ended. Blocks.
 */
public final class NodeCleanup {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private NodeCleanup() {}

    /**
     * @param socket CRI socket of the running container runtime
     * @param directory of the node agent
     * @param cgroupRoot control group of the node's pods
     * @throws IOException where a mount cannot be removed
     */
    public static void removeAll(Path socket, Path directory, String cgroupRoot)
            throws IOException, InterruptedException {
        try (CriClient client = new CriClient(socket)) {
            for (PodSandbox sandbox : client.runtime(LIMIT)
                    .listPodSandbox(ListPodSandboxRequest.getDefaultInstance())
                    .getItemsList()) {
                client.runtime(LIMIT)
                        .stopPodSandbox(StopPodSandboxRequest.newBuilder()
                                .setPodSandboxId(sandbox.getId())
                                .build());
                client.runtime(LIMIT)
                        .removePodSandbox(RemovePodSandboxRequest.newBuilder()
                                .setPodSandboxId(sandbox.getId())
                                .build());
            }
        }
        unmountBelow(directory);
        removeCgroups(cgroupRoot);
    }

    private static void unmountBelow(Path directory) throws IOException, InterruptedException {
        String prefix = directory.toAbsolutePath() + "/";
        List<String> mounts = Files.readAllLines(Path.of("/proc/self/mounts"), StandardCharsets.UTF_8).stream()
                .map(line -> line.split(" ")[1].replace("\\040", " "))
                .filter(point -> point.startsWith(prefix))
                .sorted(Comparator.reverseOrder())
                .toList();
        for (String mount : mounts) {
            Process process = new ProcessBuilder("umount", mount)
                    .redirectErrorStream(true)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IOException("cannot unmount " + mount + ": " + output.strip());
            }
        }
    }

    /** Groups without processes are directories that can be removed, the innermost first; one that is in use stays. */
    private static void removeCgroups(String cgroupRoot) throws IOException {
        String relative = cgroupRoot.startsWith("/") ? cgroupRoot.substring(1) : cgroupRoot;
        try (Stream<Path> controllers = Files.list(Path.of("/sys/fs/cgroup"))) {
            for (Path controller :
                    controllers.filter(c -> !Files.isSymbolicLink(c)).toList()) {
                Path group = controller.resolve(relative);
                if (Files.isDirectory(group)) {
                    try (Stream<Path> groups = Files.walk(group)) {
                        groups.filter(Files::isDirectory)
                                .sorted(Comparator.reverseOrder())
                                .forEach(g -> g.toFile().delete());
                    }
                }
            }
        }
    }
}
