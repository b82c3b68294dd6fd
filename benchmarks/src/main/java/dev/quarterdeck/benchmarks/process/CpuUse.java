package dev.quarterdeck.benchmarks.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** CPU seconds until now: of the server, of this JVM, and of everything on the machine. */
public record CpuUse(double server, double client, double machine) {

    public static CpuUse of(ServerCpu server) {
        double client = ProcessHandle.current()
                        .info()
                        .totalCpuDuration()
                        .orElse(Duration.ZERO)
                        .toMillis()
                / 1000.0;
        return new CpuUse(server.seconds(), client, ofAll());
    }

    public CpuUse since(CpuUse before) {
        return new CpuUse(server - before.server, client - before.client, machine - before.machine);
    }

    /** What neither the server nor this JVM took. */
    public double others() {
        return Math.max(0, machine - server - client);
    }

    private static double ofAll() {
        try {
            return busy(Files.readAllLines(Path.of("/proc/stat")).getFirst());
        } catch (IOException e) {
            return 0;
        }
    }

    /** The first line of {@code /proc/stat}: all but idle and waiting for disks. */
    static double busy(String line) {
        String[] fields = line.trim().split("\\s+");
        double ticks = 0;
        for (int i = 1; i < Math.min(fields.length, 9); i++) {
            if (i != 4 && i != 5) {
                ticks += Double.parseDouble(fields[i]);
            }
        }
        return ticks / 100;
    }
}
