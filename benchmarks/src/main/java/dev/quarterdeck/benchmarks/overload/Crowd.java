package dev.quarterdeck.benchmarks.overload;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.util.Arrays;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/** Workers of one user who create or read ConfigMaps as fast as they are let, and another user with one quiet client. */
final class Crowd {
    private final Clients clients;
    private final String path;
    private final Work work;
    private final LongAdder done = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder unavailable = new LongAdder();
    private final LongAdder hasty = new LongAdder();
    private final LongAdder timedOut = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final ConcurrentLinkedQueue<Long> latencies = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Long> quiet = new ConcurrentLinkedQueue<>();

    /** @param path of ConfigMaps of a namespace, where {@code seed} is one */
    Crowd(Clients clients, String path, Work work) {
        this.clients = clients;
        this.path = path;
        this.work = work;
    }

    enum Work {
        CREATE,
        GET
    }

    /** What a client does when it is refused: Kubernetes' own come again when the answer says, others at once. */
    enum Manners {
        HONOURS_RETRY_AFTER,
        COMES_AGAIN_AT_ONCE
    }

    /**
     * What came of it. Latencies in milliseconds, of successes only; {@code quiet} is the other user's.
     *
     * @param hasty answers 429 and 503 that did not say when to come again
     */
    record Outcome(
            int workers,
            double perSecond,
            long refused,
            long unavailable,
            long hasty,
            long timedOut,
            long failed,
            double p50,
            double p99,
            double quietP50,
            double quietWorst) {}

    /** @param round tells names of different crowds apart */
    Outcome run(int round, int workers, int seconds, Manners manners) {
        long start = System.nanoTime();
        long end = start + TimeUnit.SECONDS.toNanos(seconds);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < workers; i++) {
                int worker = i;
                threads.execute(() -> work(round, worker, end, manners));
            }
            threads.execute(() -> ask(end));
        }
        double took = (System.nanoTime() - start) / 1e9;
        double[] sorted = sorted(latencies);
        double[] others = sorted(quiet);
        return new Outcome(
                workers,
                done.sum() / took,
                refused.sum(),
                unavailable.sum(),
                hasty.sum(),
                timedOut.sum(),
                failed.sum(),
                at(sorted, 0.5),
                at(sorted, 0.99),
                at(others, 0.5),
                at(others, 1));
    }

    private void work(int round, int worker, long end, Manners manners) {
        for (int i = 0; System.nanoTime() < end; i++) {
            long start = System.nanoTime();
            try {
                HttpResponse<String> answer =
                        switch (work) {
                            case CREATE ->
                                clients.send(worker, "POST", path, configMap("o-" + round + "-" + worker + "-" + i));
                            case GET -> clients.send(worker, "GET", path + "/seed", "");
                        };
                switch (answer.statusCode()) {
                    case 200, 201 -> {
                        done.increment();
                        latencies.add(System.nanoTime() - start);
                    }
                    case 429 -> {
                        refused.increment();
                        comeAgain(answer, manners, end);
                    }
                    case 503 -> {
                        unavailable.increment();
                        comeAgain(answer, manners, end);
                    }
                    case 504 -> timedOut.increment();
                    default -> failed.increment();
                }
            } catch (HttpTimeoutException e) {
                timedOut.increment();
            } catch (IOException e) {
                failed.increment();
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    static String configMap(String name) {
        return "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"" + name
                + "\"},\"data\":{\"x\":\"" + "x".repeat(256) + "\"}}";
    }

    private void comeAgain(HttpResponse<String> answer, Manners manners, long end) {
        long seconds = answer.headers().firstValueAsLong("Retry-After").orElse(0);
        if (seconds == 0) {
            hasty.increment();
        }
        if (manners == Manners.HONOURS_RETRY_AFTER) {
            LockSupport.parkNanos(Math.min(TimeUnit.SECONDS.toNanos(seconds), end - System.nanoTime()));
        }
    }

    private void ask(long end) {
        while (System.nanoTime() < end) {
            long start = System.nanoTime();
            try {
                HttpResponse<String> answer =
                        clients.send(0, "GET", path + "/seed", "", "Impersonate-User", "overload-quiet-user");
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
