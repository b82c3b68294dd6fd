package dev.quarterdeck.benchmarks.overload;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.SSLContext;

/** Clients who ask for much and take one byte of it, each over its own connection: what each costs. */
final class SlowReadersRun {
    private static final int RECEIVE_BUFFER = 8 << 10;
    private static final int EVENTS = 2_000;

    private final Target target;
    private final int readers;

    SlowReadersRun(Target target, int readers) {
        this.target = target;
        this.readers = readers;
    }

    void print() {
        String path = BigSecrets.path(target);
        Map<String, String> asked = new LinkedHashMap<>();
        asked.put("a list of 100 MB", path);
        asked.put(
                "a watch that begins with 100 MB",
                path + "?watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true");
        asked.put(
                "a watch with " + EVENTS + " events", "/api/v1/namespaces/" + target.namespace + "/configmaps?watch=1");
        asked.put("nothing: an idle connection", "/version");
        try {
            BigSecrets.make(target, 100, 1_000_000);
            // what the first of each sort makes for good is not theirs
            for (String what : asked.values()) {
                cost(what, 5, false);
            }
            for (Map.Entry<String, String> entry : asked.entrySet()) {
                double[] cost = cost(entry.getValue(), readers, entry.getKey().contains("events"));
                System.out.printf(
                        Locale.ROOT,
                        "%d clients who take nothing of %s: %.0f KB of live heap each, %.0f KB resident each%n",
                        readers,
                        entry.getKey(),
                        cost[0] * 1024 / readers,
                        cost[1] * 1024 / readers);
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private double[] cost(String path, int count, boolean writing) throws IOException, InterruptedException {
        SSLContext tls = target.tls();
        double live = target.memory.liveMegabytes();
        target.memory.peakMegabytes();
        double resident = target.memory.peakMegabytes();
        List<RawConnection> connections = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                RawConnection connection =
                        new RawConnection(target.server(), tls, target.token(), RECEIVE_BUFFER, 60_000);
                connections.add(connection);
                connection.get(path);
            }
            if (writing) {
                write();
            }
            double liveAfter = target.memory.liveMegabytes();
            target.memory.peakMegabytes();
            return new double[] {liveAfter - live, target.memory.peakMegabytes() - resident};
        } finally {
            for (RawConnection connection : connections) {
                connection.close();
            }
        }
    }

    private void write() throws IOException, InterruptedException {
        try (Clients clients = new Clients(target, 1)) {
            for (int i = 0; i < EVENTS; i++) {
                clients.send(
                        0,
                        "POST",
                        "/api/v1/namespaces/" + target.namespace + "/configmaps",
                        Crowd.configMap("event-" + System.nanoTime()));
            }
        }
    }
}
