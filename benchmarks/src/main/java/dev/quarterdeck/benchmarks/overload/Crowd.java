package dev.quarterdeck.benchmarks.overload;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * Workers of one user who create ConfigMaps as fast as they are let, and another user with one quiet client. Who is refused comes again when the answer says, as
 * Kubernetes' own clients do.
 */
final class Crowd {
    private final Clients clients;
    private final String namespace;
    private final LongAdder created = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder unavailable = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final ConcurrentLinkedQueue<Long> latencies = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Long> quiet = new ConcurrentLinkedQueue<>();

    Crowd(Clients clients, String namespace) {
        this.clients = clients;
        this.namespace = namespace;
    }

    /** What came of it. Latencies in milliseconds, of successes only; {@code quiet} is the other user's. */
    record Outcome(
            int workers,
            double perSecond,
            long refused,
            long unavailable,
            long failed,
            double p50,
            double p99,
            double quietP50,
            double quietWorst) {}

    /** @param round tells names of different crowds apart */
    Outcome run(int round, int workers, int seconds) {
        long start = System.nanoTime();
        long end = start + TimeUnit.SECONDS.toNanos(seconds);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < workers; i++) {
                int worker = i;
                threads.execute(() -> create(round, worker, end));
            }
            threads.execute(() -> ask(end));
        }
        double took = (System.nanoTime() - start) / 1e9;
        double[] sorted = sorted(latencies);
        double[] others = sorted(quiet);
        return new Outcome(
                workers,
                created.sum() / took,
                refused.sum(),
                unavailable.sum(),
                failed.sum(),
                at(sorted, 0.5),
                at(sorted, 0.99),
                at(others, 0.5),
                at(others, 1));
    }

    private void create(int round, int worker, long end) {
        for (int i = 0; System.nanoTime() < end; i++) {
            String body = "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"o-" + round + "-"
                    + worker + "-" + i + "\"},\"data\":{\"x\":\"" + "x".repeat(256) + "\"}}";
            long start = System.nanoTime();
            try {
                HttpResponse<String> answer =
                        clients.send(worker, "POST", "/api/v1/namespaces/" + namespace + "/configmaps", body);
                switch (answer.statusCode()) {
                    case 201 -> {
                        created.increment();
                        latencies.add(System.nanoTime() - start);
                    }
                    case 429 -> {
                        refused.increment();
                        comeAgain(answer);
                    }
                    case 503 -> {
                        unavailable.increment();
                        comeAgain(answer);
                    }
                    default -> failed.increment();
                }
            } catch (IOException e) {
                failed.increment();
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private static void comeAgain(HttpResponse<String> answer) {
        long seconds = answer.headers().firstValueAsLong("Retry-After").orElse(0);
        LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(seconds));
    }

    private void ask(long end) {
        while (System.nanoTime() < end) {
            long start = System.nanoTime();
            try {
                HttpResponse<String> answer = clients.send(
                        0, "GET", "/api/v1/namespaces/" + namespace, "", "Impersonate-User", "overload-quiet-user");
                if (answer.statusCode() == 200 || answer.statusCode() == 403) {
                    quiet.add(System.nanoTime() - start);
                } else {
                    failed.increment();
                }
            } catch (IOException e) {
                failed.increment();
            } catch (InterruptedException e) {
                return;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        }
    }

    private static double[] sorted(Iterable<Long> nanos) {
        java.util.stream.LongStream.Builder all = java.util.stream.LongStream.builder();
        nanos.forEach(all::add);
        double[] millis = all.build().mapToDouble(n -> n / 1e6).toArray();
        Arrays.sort(millis);
        return millis;
    }

    private static double at(double[] sorted, double part) {
        return sorted.length == 0
                ? Double.NaN
                : sorted[(int) Math.min(sorted.length - 1L, (long) (part * sorted.length))];
    }
}
