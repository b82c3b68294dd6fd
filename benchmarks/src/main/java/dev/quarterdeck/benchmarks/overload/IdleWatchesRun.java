package dev.quarterdeck.benchmarks.overload;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;

/** Watches on which nothing happens, about a hundred to a connection. */
final class IdleWatchesRun {
    private final Target target;
    private final int watches;

    IdleWatchesRun(Target target, int watches) {
        this.target = target;
        this.watches = watches;
    }

    void print() {
        try (Clients clients = new Clients(target, watches)) {
            String path = "/api/v1/namespaces/" + target.namespace + "/configmaps";
            clients.send(0, "POST", path, Crowd.configMap("seed"));
            double live = target.memory.liveMegabytes();
            target.memory.peakMegabytes();
            double resident = target.memory.peakMegabytes();
            List<CompletableFuture<HttpResponse<InputStream>>> open = new ArrayList<>();
            for (int i = 0; i < watches; i++) {
                open.add(clients.of(i)
                        .sendAsync(
                                clients.request("GET", path + "?watch=1&allowWatchBookmarks=true&resourceVersion=0", "")
                                        .build(),
                                HttpResponse.BodyHandlers.ofInputStream()));
            }
            long answered =
                    open.stream().filter(f -> f.join().statusCode() == 200).count();
            double peak = target.memory.peakMegabytes();
            double liveAfter = target.memory.liveMegabytes();
            target.memory.peakMegabytes();
            double residentAfter = target.memory.peakMegabytes();
            System.out.printf(
                    Locale.ROOT,
                    "%d of %d idle watches: %.0f MB of live heap, %.1f KB each; resident %.0f MB more (%.0f MB before, %.0f MB at most, %.0f MB then)%n",
                    answered,
                    watches,
                    liveAfter - live,
                    (liveAfter - live) * 1024 / watches,
                    residentAfter - resident,
                    resident,
                    peak,
                    residentAfter);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
