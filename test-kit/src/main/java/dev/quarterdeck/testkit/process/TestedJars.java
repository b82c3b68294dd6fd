package dev.quarterdeck.testkit.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is tested, as jars, whether it has been packaged or not: users' clusters run from jars, and only of jars can a start archive be made. Test classes are
 * not among them.
 */
public final class TestedJars {
    /** Where {@link #trained} keeps jars and archive. */
    public static final Path DIRECTORY = Path.of("target", "tested-jars").toAbsolutePath();

    /** The training run's home directory. */
    public static final Path HOME = Path.of("target", "tested-jars-home").toAbsolutePath();
    /** What the training run said. */
    public static final Path LOG = Path.of("target", "tested-jars.log").toAbsolutePath();

    private static final String CLASSES = "target/classes";
    private static final int TRAINING_MINUTES = 5;

    private static @Nullable String trained;

    private TestedJars() {}

    /**
     * A class path of this module's tests with a start archive beside its first jar, so that clusters start from it as users' do. Made once and kept while nothing
     * changes. Without an archive, should making one fail: everything works, only later.
     *
     * @param training makes the archive of the class path it runs with; its argument is for how many seconds to work
     */
    public static synchronized String trained(Class<?> main, Class<?> training) {
        if (trained == null) {
            try {
                Files.createDirectories(DIRECTORY);
                String classPath = packed(main, DIRECTORY);
                train(classPath, training);
                trained = classPath;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
        return trained;
    }

    /**
     * The class path of this module's tests, with what lies in directories packed into {@code directory}.
     *
     * @param main what is in the jar or directory of this class comes first, and always from {@code directory}
     */
    public static String packed(Class<?> main, Path directory) throws IOException {
        Path first = source(main);
        List<String> entries = new ArrayList<>();
        entries.add(pack(first, directory).toString());
        String tested = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        for (String entry : tested.split(":")) {
            Path path = Path.of(entry);
            if (path.toAbsolutePath().equals(first)) {
                continue;
            }
            if (entry.endsWith(".jar")) {
                entries.add(entry);
            } else if (path.endsWith(CLASSES)) {
                entries.add(pack(path, directory).toString());
            }
        }
        return String.join(":", entries);
    }

    private static Path source(Class<?> main) {
        try {
            return Path.of(main.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toAbsolutePath();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A jar as it is; of {@code module/target/classes}, one named after the module. One that holds the same files already stays, and so does its time. */
    private static Path pack(Path source, Path directory) throws IOException {
        boolean isJar = source.toString().endsWith(".jar");
        Path jar = directory.resolve(
                isJar ? source.getFileName() + "" : source.getName(source.getNameCount() - 3) + ".jar");
        Path contents = jar.resolveSibling(jar.getFileName() + ".contents");
        String now = contents(source);
        if (Files.exists(jar)
                && Files.exists(contents)
                && Files.readString(contents).equals(now)) {
            return jar;
        }
        Files.deleteIfExists(contents);
        if (isJar) {
            Files.copy(source, jar, StandardCopyOption.REPLACE_EXISTING);
        } else {
            packClasses(source, jar);
        }
        Files.writeString(contents, now);
        return jar;
    }

    private static String contents(Path source) throws IOException {
        StringBuilder contents = new StringBuilder();
        try (Stream<Path> files = Files.walk(source)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                contents.append(file).append(' ').append(Files.size(file)).append(' ');
                contents.append(Files.getLastModifiedTime(file)).append('\n');
            }
        }
        return contents.toString();
    }

    private static void packClasses(Path classes, Path jar) throws IOException {
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
                Stream<Path> files = Files.walk(classes)) {
            // Directories too: who looks for resources by directory finds none in a jar without.
            for (Path file : files.filter(f -> !f.equals(classes)).sorted().toList()) {
                boolean isDirectory = Files.isDirectory(file);
                out.putNextEntry(new JarEntry(classes.relativize(file) + (isDirectory ? "/" : "")));
                if (!isDirectory) {
                    Files.copy(file, out);
                }
                out.closeEntry();
            }
        }
    }

    private static void train(String classPath, Class<?> training) throws IOException, InterruptedException {
        Files.createDirectories(HOME);
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        classPath,
                        training.getName(),
                        "2")
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(LOG.toFile());
        builder.environment().put("HOME", HOME.toString());
        Process process = builder.start();
        if (!process.waitFor(TRAINING_MINUTES, TimeUnit.MINUTES)) {
            process.destroy();
            process.waitFor();
        }
        if (process.exitValue() != 0) {
            System.err.println("no start archive, clusters start slower: " + Files.readString(LOG));
        }
    }
}
