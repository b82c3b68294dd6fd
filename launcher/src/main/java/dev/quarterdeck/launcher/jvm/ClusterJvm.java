package dev.quarterdeck.launcher.jvm;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The JVM that holds every service: its program, flags and class path. The same for the cluster that is used and for the one that is started to train the archive. */
public final class ClusterJvm {
    private ClusterJvm() {}

    /** The JVM that runs us, so that the cluster runs on the same one. */
    public static String java() {
        return System.getProperty("java.home") + "/bin/java";
    }

    /** The parallel collector (each core works while nobody else may), small headers, a heap that grows only where it must. Figures are in {@code docs/footprint.md}. */
    public static List<String> flags() {
        return List.of(
                "-XX:+UseParallelGC",
                "-XX:+UseCompactObjectHeaders",
                "-Xms96m",
                "-Xmx2g",
                "-XX:MaxNewSize=128m",
                "-XX:MinHeapFreeRatio=10",
                "-XX:MaxHeapFreeRatio=25",
                "-XX:TrimNativeHeapInterval=30000",
                "-Xss512k",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Dio.netty.allocator.numDirectArenas=2",
                "-Dio.netty.allocator.numHeapArenas=1",
                "-Djava.net.preferIPv4Stack=true");
    }

    /** Ours, absolute. Jars other than the first are sorted, since an archive is good for one order only and a directory names its files in any. */
    public static String classPath() {
        return ordered(System.getProperty("java.class.path"));
    }

    static String ordered(String classPath) {
        List<String> entries = new ArrayList<>();
        for (String entry : classPath.split(File.pathSeparator)) {
            entries.add(Path.of(entry).toAbsolutePath().normalize().toString());
        }
        if (entries.stream().allMatch(e -> e.endsWith(".jar"))) {
            entries.subList(1, entries.size()).sort(null);
        }
        return String.join(File.pathSeparator, entries);
    }
}
