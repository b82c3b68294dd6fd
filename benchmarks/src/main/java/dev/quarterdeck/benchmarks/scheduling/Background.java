package dev.quarterdeck.benchmarks.scheduling;

import dev.quarterdeck.benchmarks.process.ProgramFailure;
import dev.quarterdeck.benchmarks.scheduling.Scenario.Churn;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Something that goes on, at a fixed pace, while pods are measured. */
final class Background implements AutoCloseable {
    /** A node that comes and goes. */
    static final NodeSort CHURN = new NodeSort("churn", 1, 110, List.of(), false, false, "", 0);

    private final ScheduledExecutorService thread = Executors.newScheduledThreadPool(
            1, Thread.ofPlatform().daemon().name("background-", 0).factory());

    private Background(Runnable step, long everyMicros) {
        thread.scheduleAtFixedRate(
                () -> {
                    try {
                        step.run();
                    } catch (ProgramFailure e) {
                        System.err.println("  " + e.getMessage());
                    }
                },
                0,
                everyMicros,
                TimeUnit.MICROSECONDS);
    }

    /** Deletes what is below a path now, so many a second. */
    static Background delete(ApiClient client, String path, int perSecond) {
        Deque<String> names = new ArrayDeque<>(Inventory.names(client, path));
        return new Background(
                () -> {
                    String name = names.poll();
                    if (name != null) {
                        client.delete(path + "/" + name);
                    }
                },
                1_000_000 / perSecond);
    }

    static Background churn(ApiClient client, String namespace, Churn churn) {
        String body = churn.template().body();
        AtomicInteger count = new AtomicInteger();
        String pods = "/api/v1/namespaces/" + namespace + "/pods";
        if (!churn.recreated()) {
            return new Background(
                    () -> client.post(pods, PodTemplate.json(body, "churn-" + count.getAndIncrement(), "", "")),
                    churn.everyMillis() * 1000L);
        }
        String services = "/api/v1/namespaces/" + namespace + "/services";
        return new Background(
                () -> {
                    if (count.getAndIncrement() % 2 == 0) {
                        client.post("/api/v1/nodes", CHURN.json(0));
                        client.post(pods, PodTemplate.json(body, "churn-0", "", ""));
                        client.post(
                                services,
                                "{\"apiVersion\":\"v1\",\"kind\":\"Service\",\"metadata\":{\"name\":\"churn-0\"},"
                                        + "\"spec\":{\"selector\":{\"app\":\"foo\"},\"ports\":[{\"port\":8080,\"targetPort\":8080}]}}");
                    } else {
                        client.delete("/api/v1/nodes/" + CHURN.name(0));
                        client.delete(pods + "/churn-0");
                        client.delete(services + "/churn-0");
                    }
                },
                churn.everyMillis() * 1000L);
    }

    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(30, TimeUnit.SECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            thread.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
