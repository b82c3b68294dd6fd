package dev.quarterdeck.node.volume;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The host's mounts, changed with {@code mount} and {@code umount}. Blocks; any thread. */
public final class MountTable {
    private static final Path MOUNT_INFO = Path.of("/proc/self/mountinfo");
    private static final int MOUNT_POINT_FIELD = 4;

    /** @param sizeBytes 0 = the kernel's choice, half of the memory */
    public void tmpfs(Path directory, long sizeBytes) throws IOException {
        String options = sizeBytes > 0 ? "size=" + sizeBytes : "mode=0777";
        run(List.of("mount", "-t", "tmpfs", "-o", options, "tmpfs", directory.toString()));
    }

    public boolean isMounted(Path directory) throws IOException {
        return below(directory).contains(directory.toString());
    }

    /** Unmounts everything at or below the directory, the deepest first. */
    public void unmountBelow(Path directory) throws IOException {
        for (String point : below(directory)) {
            run(List.of("umount", "-l", point));
        }
    }

    /** Mount points at or below the directory, the deepest first. */
    public List<String> below(Path directory) throws IOException {
        String root = directory.toString();
        List<String> points = new ArrayList<>();
        for (String line : Files.readAllLines(MOUNT_INFO, StandardCharsets.UTF_8)) {
            String point = line.split(" ")[MOUNT_POINT_FIELD]
                    .replace("\\040", " ")
                    .replace("\\011", "\t")
                    .replace("\\012", "\n")
                    .replace("\\134", "\\");
            if (point.equals(root) || point.startsWith(root + "/")) {
                points.add(point);
            }
        }
        points.sort(Comparator.comparing(String::length).reversed());
        return points;
    }

    private static void run(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException(String.join(" ", command) + ": " + output.strip());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
