package dev.quarterdeck.chaos.run;

import dev.quarterdeck.chaos.cluster.ChaosCluster;
import dev.quarterdeck.chaos.load.ApiClient;
import dev.quarterdeck.chaos.load.ApiClient.Answer;
import dev.quarterdeck.chaos.load.Objects;
import dev.quarterdeck.chaos.load.ResumingWatch;
import dev.quarterdeck.kube.object.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Tells when a cluster works again: through each gateway a write is taken, a linearizable read shows it, and a watch of that gateway delivers it, all within a second.
 * Its watches stay open from one fault to the next, so what a fault did to them counts.
 */
final class RecoveryProbe implements AutoCloseable {
    private static final String NAMESPACE = "probe";
    private static final Duration LIMIT = Duration.ofSeconds(1);
    private static final Duration FIRST_LIMIT = Duration.ofSeconds(60);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(25);

    private final Map<String, ApiClient> clients = new LinkedHashMap<>();
    private final Map<String, ResumingWatch> watches = new LinkedHashMap<>();

    RecoveryProbe(ChaosCluster cluster) {
        for (String gateway : cluster.gateways()) {
            clients.put(gateway, client(cluster, gateway));
        }
        ApiClient first = clients.values().iterator().next();
        insist(() -> first.post("/api/v1/namespaces", Objects.namespace(NAMESPACE)));
        String path = Objects.path(NAMESPACE);
        for (String gateway : cluster.gateways()) {
            insist(() -> first.post(path, Objects.body(gateway, 0, 1, "begin")));
        }
        Answer list = insist(() -> first.get(path));
        long after = Objects.revision(Json.read(list.body()));
        for (String gateway : cluster.gateways()) {
            watches.put(
                    gateway,
                    new ResumingWatch(
                            List.of(client(cluster, gateway)), path, NAMESPACE, after, Duration.ofMillis(2500)));
        }
    }

    /** The first answers of cold processes may take longer than the limit that is measured with; what a lost answer was about exists already. */
    private static Answer insist(Supplier<Answer> request) {
        long deadline = System.nanoTime() + FIRST_LIMIT.toNanos();
        Answer answer = request.get();
        while (!answer.isSuccess() && answer.code() != 409) {
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException("the cluster does not begin: " + answer);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
            answer = request.get();
        }
        return answer;
    }

    private static ApiClient client(ChaosCluster cluster, String gateway) {
        return new ApiClient(gateway, cluster.url(gateway), cluster.admin(), LIMIT);
    }

    /**
     * Milliseconds from {@code since} until all of them worked, or at most {@code limit}.
     *
     * @param since monotonic nanoseconds
     * @param without a gateway that is dead; or ""
     */
    Map<String, Long> measure(long since, String without, Duration limit) {
        Map<String, Long> millis = new LinkedHashMap<>();
        List<Thread> threads = new ArrayList<>();
        for (String gateway : clients.keySet()) {
            if (!gateway.equals(without)) {
                threads.add(Thread.startVirtualThread(() -> {
                    long took = until(gateway, since, limit);
                    synchronized (millis) {
                        millis.put(gateway, took);
                    }
                }));
            }
        }
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return millis;
    }

    private long until(String gateway, long since, Duration limit) {
        int attempt = 0;
        while (System.nanoTime() - since < limit.toNanos()) {
            if (works(gateway, since + "-" + attempt++)) {
                break;
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - since);
    }

    private boolean works(String gateway, String token) {
        ApiClient client = client(gateway);
        String path = Objects.path(NAMESPACE) + "/" + gateway;
        Answer write = client.mergePatch(path, "{\"data\":{\"token\":\"" + token + "\"}}");
        if (!write.isSuccess()) {
            return false;
        }
        long revision = Objects.revision(Json.read(write.body()));
        Answer read = client.get(path);
        if (!read.isSuccess() || Objects.revision(Json.read(read.body())) < revision) {
            return false;
        }
        ResumingWatch watch = watches.get(gateway);
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (watch != null && watch.position() < revision) {
            if (System.nanoTime() - deadline > 0) {
                return false;
            }
            LockSupport.parkNanos(PAUSE_NANOS / 5);
        }
        return true;
    }

    private ApiClient client(String gateway) {
        ApiClient client = clients.get(gateway);
        if (client == null) {
            throw new IllegalArgumentException(gateway);
        }
        return client;
    }

    @Override
    public void close() {
        clients.values().forEach(ApiClient::close);
        watches.values().forEach(ResumingWatch::close);
    }
}
