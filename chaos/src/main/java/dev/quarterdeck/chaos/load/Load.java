package dev.quarterdeck.chaos.load;

import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** Clients of one namespace, on virtual threads, at a bounded rate. */
public final class Load {
    /**
     * How much.
     *
     * @param clients at a time
     * @param perSecond steps of all clients together; a step is one to two requests
     * @param keys shared by all clients
     */
    public record Settings(int clients, int perSecond, int keys) {}

    private final List<Thread> threads;
    private volatile boolean stopping;

    /** @param gateways makes connections to all gateways, for one client */
    public Load(Settings settings, String namespace, long seed, Supplier<List<ApiClient>> gateways, Ledger ledger) {
        long pause = TimeUnit.SECONDS.toNanos(1) * settings.clients() / settings.perSecond();
        this.threads = IntStream.range(0, settings.clients())
                .mapToObj(i -> Thread.startVirtualThread(() -> {
                    Random random = new Random(seed * 1000 + i);
                    try (MixedClient client = new MixedClient(
                            namespace + "-" + i, namespace, settings.keys(), random, gateways.get(), ledger)) {
                        while (!stopping) {
                            LockSupport.parkNanos(random.nextLong(2 * pause));
                            client.step();
                        }
                    } catch (RuntimeException e) {
                        ledger.surprise("a client died of " + e);
                    }
                }))
                .toList();
    }

    /** Returns when all clients have had their last answers. */
    public void stop() {
        stopping = true;
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
