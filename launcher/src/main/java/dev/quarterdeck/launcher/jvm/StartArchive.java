package dev.quarterdeck.launcher.jvm;

import dev.quarterdeck.launcher.data.LauncherException;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * What a JVM learnt in a training run (JEP 483, 514, 515): loaded and linked classes, and profiles of hot methods, so that the next one need not learn it
 * again. It lies beside the built jars and is good for one JDK, one class path and one set of flags; its key names them. A stale or missing archive costs
 * time only.
 *
 * @param file the archive; its key is beside it, with {@code .key} at the end of its name
 * @param classPath that it is for
 */
public record StartArchive(Path file, String classPath) {
    private static final String NAME = "quarterdeck.aot";
    /** The JVM says on its standard output what it does not like about an archive; that is for progress. */
    private static final List<String> QUIET = List.of("-Xlog:disable", "-Xlog:all=error:stderr");

    /** The one beside the jars that we were started from; empty where we run from anything but jars, which no archive can be made of. */
    public static Optional<StartArchive> ofThisBuild() {
        return of(System.getProperty("java.class.path"));
    }

    /** As {@link #ofThisBuild}, of what runs with this class path. */
    public static Optional<StartArchive> of(String given) {
        String classPath = ClusterJvm.ordered(given);
        List<String> entries = List.of(classPath.split(File.pathSeparator));
        Path directory = Path.of(entries.getFirst()).getParent();
        return directory != null && entries.stream().allMatch(e -> e.endsWith(".jar"))
                ? Optional.of(new StartArchive(directory.resolve(NAME), classPath))
                : Optional.empty();
    }

    /** Whether it was made by this JDK from these jars with these flags. */
    public boolean isCurrent() {
        try {
            return Files.exists(file)
                    && Files.exists(keyFile())
                    && Files.readString(keyFile()).equals(key());
        } catch (IOException e) {
            return false;
        }
    }

    /** Flags of a JVM that starts from it. */
    public List<String> use() {
        List<String> flags = new ArrayList<>(QUIET);
        flags.add("-XX:AOTCache=" + file);
        return flags;
    }

    /** Flags of a JVM that writes one to {@code fresh} when it ends in order. */
    public List<String> train(Path fresh) {
        List<String> flags = new ArrayList<>(QUIET);
        flags.add("-XX:AOTCacheOutput=" + fresh);
        return flags;
    }

    /** {@code fresh} takes the place of what was there. */
    public void replaceWith(Path fresh) throws IOException {
        Files.deleteIfExists(keyFile());
        Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
        Files.writeString(keyFile(), key());
    }

    private Path keyFile() {
        return file.resolveSibling(file.getFileName() + ".key");
    }

    private String key() throws IOException {
        MessageDigest digest = sha256();
        add(digest, System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"));
        ClusterJvm.flags().forEach(flag -> add(digest, flag));
        for (String entry : classPath.split(File.pathSeparator)) {
            Path jar = Path.of(entry);
            add(
                    digest,
                    entry + " " + Files.size(jar) + " "
                            + Files.getLastModifiedTime(jar).toMillis());
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void add(MessageDigest digest, String line) {
        digest.update((line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new LauncherException("no SHA-256 in this JVM", e);
        }
    }
}
