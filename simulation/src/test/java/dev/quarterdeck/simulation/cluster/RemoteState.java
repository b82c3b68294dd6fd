package dev.quarterdeck.simulation.cluster;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.StatusReason;
import dev.quarterdeck.simulation.world.SimProcess;
import dev.quarterdeck.stateclient.StateClient;
import dev.quarterdeck.stateclient.WriteRequest;
import dev.quarterdeck.stateclient.WriteResult;
import dev.quarterdeck.stateclient.http.SharedDoor;
import dev.quarterdeck.stream.record.Change;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * state-service as a gateway sees it: any replica may answer. As {@code HttpStateClient}: questions go to the next replica where one fails, a write only where
 * it was never sent.
 */
final class RemoteState implements StateClient {
    private static final long LIMIT = 6_000_000_000L;

    private final SimProcess process;
    private final Rpc rpc;
    private final List<StateReplica> replicas;
    private final Function<StoredResource, CompletableFuture<Progress>> progress;

    RemoteState(SimProcess process, Rpc rpc, List<StateReplica> replicas) {
        this.process = process;
        this.rpc = rpc;
        this.replicas = replicas;
        this.progress = SharedDoor.shared(resource -> question(s -> s.progressOf(resource)));
    }

    private List<StateReplica> order() {
        List<StateReplica> order = new ArrayList<>(replicas);
        int first = process.world().chance(order.size());
        java.util.Collections.rotate(order, first);
        // those that say that they leave are asked last
        order.sort(java.util.Comparator.comparing(StateReplica::isLeaving));
        return order;
    }

    private <T> CompletableFuture<T> question(Function<StateClient, CompletableFuture<T>> operation) {
        return attempt(order(), 0, true, operation);
    }

    private <T> CompletableFuture<T> attempt(
            List<StateReplica> order,
            int turn,
            boolean repeatable,
            Function<StateClient, CompletableFuture<T>> operation) {
        StateReplica replica = order.get(turn);
        return rpc.call(
                        process,
                        replica.process(),
                        LIMIT,
                        () -> replica.isEnding() ? closed() : operation.apply(replica.client()))
                .handle((value, failure) -> {
                    if (failure == null) {
                        return CompletableFuture.completedFuture(value);
                    }
                    Throwable cause = Rpc.unwrap(failure);
                    boolean neverSent = cause instanceof ConnectException;
                    boolean gone = cause instanceof IOException
                            || cause instanceof ApiException e && e.reason() == StatusReason.SERVICE_UNAVAILABLE;
                    if (turn + 1 < order.size() && (neverSent || repeatable && gone)) {
                        return attempt(order, turn + 1, repeatable, operation);
                    }
                    return CompletableFuture.<T>failedFuture(answer(cause, neverSent || repeatable));
                })
                .thenCompose(f -> f);
    }

    /** What was under way when the connection was closed is lost for all that its sender knows; what comes later is refused. */
    private <T> CompletableFuture<T> closed() {
        return CompletableFuture.failedFuture(
                process.world().oneIn(2)
                        ? new IOException("the connection was lost")
                        : new ConnectException("connection refused"));
    }

    private static Throwable answer(Throwable cause, boolean nothingHappened) {
        if (!(cause instanceof IOException)) {
            return cause;
        }
        return nothingHappened
                ? ApiException.unavailable("state-service can't be reached", 1)
                : new ApiException(
                        StatusReason.TIMEOUT, "it is unknown whether the write took effect", ApiException.Details.NONE);
    }

    @Override
    public CompletableFuture<WriteResult> write(WriteRequest request) {
        return attempt(order(), 0, false, s -> s.write(request));
    }

    @Override
    public CompletableFuture<Snapshot> snapshot(StoredResource resource) {
        return question(s -> s.snapshot(resource));
    }

    @Override
    public CompletableFuture<Progress> progressOf(StoredResource resource) {
        return progress.apply(resource);
    }

    @Override
    public CompletableFuture<Optional<Change>> getAt(StoredResource resource, ObjectKey key, long revision) {
        return question(s -> s.getAt(resource, key, revision));
    }

    @Override
    public CompletableFuture<Page> listAt(
            StoredResource resource, String namespace, long revision, @Nullable ObjectKey after, int limit) {
        return question(s -> s.listAt(resource, namespace, revision, after, limit));
    }

    @Override
    public CompletableFuture<List<Change>> history(StoredResource resource, long after, long upTo, int limit) {
        return question(s -> s.history(resource, after, upTo, limit));
    }

    @Override
    public CompletableFuture<Long> revisionAt(Instant time) {
        return question(s -> s.revisionAt(time));
    }

    @Override
    public CompletableFuture<Revisions> objectHistory(StoredResource resource, ObjectKey key, long before, int limit) {
        return question(s -> s.objectHistory(resource, key, before, limit));
    }
}
