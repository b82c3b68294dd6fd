package dev.quarterdeck.simulation.cluster;

import dev.quarterdeck.simulation.world.Network;
import dev.quarterdeck.simulation.world.SimProcess;
import dev.quarterdeck.simulation.world.World;
import java.io.IOException;
import java.net.ConnectException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/** Calls over the network. They fail with ConnectException where nothing was sent for sure, with IOException where nobody knows. */
public final class Rpc {
    private static final long CONNECT_LIMIT = 2_000_000_000L;

    private final World world;
    private final Network network;

    public Rpc(World world, Network network) {
        this.world = world;
        this.network = network;
    }

    /** @param to the life of the process that is there now */
    public <T> CompletableFuture<T> call(
            SimProcess from, SimProcess to, long limit, Supplier<CompletableFuture<T>> operation) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        long latency = network.latency();
        if (!network.passes(from.name(), to.name())) {
            // a connection may be there already, so that the request is on its way when it is lost
            if (world.oneIn(2)) {
                fail(from, CONNECT_LIMIT, answer, new ConnectException("connect timed out"));
            } else {
                fail(from, limit, answer, new IOException("request timed out"));
            }
            return answer;
        }
        world.after(latency, () -> {
            if (!to.isAlive()) {
                fail(from, latency, answer, new ConnectException("connection refused"));
                return;
            }
            to.after(0, () -> operation.get().whenComplete((value, failure) -> {
                if (!network.passes(to.name(), from.name())) {
                    return;
                }
                from.after(network.latency(), () -> {
                    if (failure == null) {
                        answer.complete(value);
                    } else {
                        answer.completeExceptionally(unwrap(failure));
                    }
                });
            }));
            watchForDeath(from, to, answer);
        });
        fail(from, limit, answer, new IOException("request timed out"));
        return answer;
    }

    private void watchForDeath(SimProcess from, SimProcess to, CompletableFuture<?> answer) {
        world.after(50_000_000L, () -> {
            if (answer.isDone() || !from.isAlive()) {
                return;
            }
            if (!to.isAlive() && network.passes(to.name(), from.name())) {
                fail(from, network.latency(), answer, new IOException("connection reset"));
            } else {
                watchForDeath(from, to, answer);
            }
        });
    }

    private static void fail(SimProcess at, long after, CompletableFuture<?> answer, Exception why) {
        at.after(after, () -> answer.completeExceptionally(why));
    }

    public static Throwable unwrap(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
