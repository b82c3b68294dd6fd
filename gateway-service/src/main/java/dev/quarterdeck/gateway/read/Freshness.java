package dev.quarterdeck.gateway.read;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.stateclient.StateClient;
import dev.quarterdeck.stream.cache.SnapshotSource.Progress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * The freshness question of linearizable reads: how far the store is, asked after the read arrived. One question is in flight per resource at a
 * time; reads that arrive while it is wait together for the next one, so that however many there are, few questions are asked. Thread-safe.
 */
public final class Freshness {
    private final StateClient state;
    private final ConcurrentMap<StoredResource, Gate> gates = new ConcurrentHashMap<>();

    public Freshness(StateClient state) {
        this.state = state;
    }

    /** How far the store is, read after this call began. Fails with 503 where the store cannot be asked. */
    public CompletableFuture<Progress> progress(StoredResource resource) {
        return gates.computeIfAbsent(resource, Gate::new).ask();
    }

    /** Of that, the newest change of the resource. */
    public CompletableFuture<Long> newest(StoredResource resource) {
        return progress(resource).thenApply(Progress::newest);
    }

    private final class Gate {
        private final StoredResource resource;
        private boolean asking;
        private @Nullable CompletableFuture<Progress> next;

        Gate(StoredResource resource) {
            this.resource = resource;
        }

        CompletableFuture<Progress> ask() {
            synchronized (this) {
                if (asking) {
                    CompletableFuture<Progress> waiting = next;
                    if (waiting == null) {
                        waiting = new CompletableFuture<>();
                        next = waiting;
                    }
                    return waiting;
                }
                asking = true;
            }
            CompletableFuture<Progress> answer = question();
            answer.whenComplete((progress, failure) -> answered());
            return answer;
        }

        /** Asks the next question on behalf of those who came meanwhile. */
        private void answered() {
            CompletableFuture<Progress> waiting;
            synchronized (this) {
                waiting = next;
                next = null;
                if (waiting == null) {
                    asking = false;
                    return;
                }
            }
            question().whenComplete((progress, failure) -> {
                answered();
                if (failure == null) {
                    waiting.complete(progress);
                } else {
                    waiting.completeExceptionally(failure);
                }
            });
        }

        private CompletableFuture<Progress> question() {
            try {
                return state.progressOf(resource);
            } catch (RuntimeException e) {
                return CompletableFuture.failedFuture(e);
            }
        }
    }
}
