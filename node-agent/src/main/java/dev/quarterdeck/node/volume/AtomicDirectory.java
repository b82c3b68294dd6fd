package dev.quarterdeck.node.volume;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A directory whose files change all at once: they live in a timestamped directory, {@code ..data} points to the current one, and each visible name
 * points through it. A reader sees all of the old or all of the new content, and who watches {@code ..data} sees one event. One writer at a time.
 */
public final class AtomicDirectory {
    private static final String CURRENT = "..data";

    private final Path directory;
    private final Ownership ownership;

    /**
     * Who the files belong to.
     *
     * @param group the pod's fsGroup, or -1 to leave files with root
     */
    public record Ownership(int group) {
        public static final Ownership ROOT = new Ownership(-1);
    }

    public AtomicDirectory(Path directory, Ownership ownership) {
        this.directory = directory;
        this.ownership = ownership;
    }

    /** @return false if the content was this already */
    public boolean write(Map<String, FilePayload> files) throws IOException {
        Files.createDirectories(directory);
        Path current = directory.resolve(CURRENT);
        Path before = Files.isSymbolicLink(current) ? directory.resolve(Files.readSymbolicLink(current)) : null;
        if (before != null && Files.isDirectory(before) && read(before).equals(effective(files))) {
            return false;
        }
        Path fresh = Files.createTempDirectory(directory, "..");
        for (Map.Entry<String, FilePayload> file : files.entrySet()) {
            Path path = fresh.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.write(path, file.getValue().content());
        }
        restrict(fresh, files);
        Path link = directory.resolve("..data_tmp");
        Files.deleteIfExists(link);
        Files.createSymbolicLink(link, fresh.getFileName());
        Files.move(link, current, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        publishNames(files.keySet());
        if (before != null) {
            deleteTree(before);
        }
        return true;
    }

    private void restrict(Path fresh, Map<String, FilePayload> files) throws IOException {
        try (Stream<Path> tree = Files.walk(fresh)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                    own(path);
                    Files.setAttribute(path, "unix:mode", ownership.group() >= 0 ? 02755 : 0755);
                } else {
                    FilePayload payload = files.get(fresh.relativize(path).toString());
                    own(path);
                    Files.setAttribute(path, "unix:mode", effectiveMode(payload == null ? 0 : payload.mode()));
                }
            }
        }
        if (ownership.group() >= 0) {
            own(directory);
            Files.setAttribute(directory, "unix:mode", 03777);
        } else {
            Files.setAttribute(directory, "unix:mode", 01777);
        }
    }

    private void own(Path path) throws IOException {
        if (ownership.group() >= 0) {
            Files.setAttribute(path, "unix:gid", ownership.group());
        }
    }

    /** A pod's group may read whatever its owner may. */
    private int effectiveMode(int mode) {
        return (ownership.group() >= 0 ? mode | 0440 : mode) & 0777;
    }

    private Map<String, FilePayload> effective(Map<String, FilePayload> files) {
        Map<String, FilePayload> result = new HashMap<>();
        files.forEach((name, file) -> result.put(name, new FilePayload(file.content(), effectiveMode(file.mode()))));
        return result;
    }

    private static Map<String, FilePayload> read(Path root) throws IOException {
        Map<String, FilePayload> files = new HashMap<>();
        try (Stream<Path> tree = Files.walk(root)) {
            for (Path path : tree.filter(Files::isRegularFile).toList()) {
                int mode = (Integer) Files.getAttribute(path, "unix:mode") & 0777;
                files.put(root.relativize(path).toString(), new FilePayload(Files.readAllBytes(path), mode));
            }
        }
        return files;
    }

    private void publishNames(Set<String> paths) throws IOException {
        Set<String> visible = new HashSet<>();
        for (String path : paths) {
            visible.add(path.split("/", 2)[0]);
        }
        for (String name : visible) {
            Path link = directory.resolve(name);
            if (!Files.isSymbolicLink(link)) {
                Files.createSymbolicLink(link, Path.of(CURRENT, name));
            }
        }
        List<Path> stale;
        try (Stream<Path> entries = Files.list(directory)) {
            stale = entries.filter(entry -> !entry.getFileName().toString().startsWith("..")
                            && !visible.contains(entry.getFileName().toString()))
                    .toList();
        }
        for (Path entry : stale) {
            Files.deleteIfExists(entry);
        }
    }

    static void deleteTree(Path root) throws IOException {
        try (Stream<Path> tree = Files.walk(root)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
