package dev.quarterdeck.gateway.read;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.stateclient.StateClient;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * The freshness question of linearizable reads: which revision is the newest, asked after the read arrived. One question is in flight per resource at a
 * time; reads that arrive while it is wait together for the next one, so that however many there are, few questions are asked. Thread-safe.
 */
public final class Freshness {
    private final StateClient state;
    private final ConcurrentMap<StoredResource, Gate> gates = new ConcurrentHashMap<>();

    public Freshness(StateClient state) {
        this.state = state;
    }

    /** A revision read from the store after this call began. Fails with 503 where the store cannot be asked. */
    public CompletableFuture<Long> newest(StoredResource resource) {
        return gates.computeIfAbsent(resource, Gate::new).ask();
    }

    private final class Gate {
        private final StoredResource resource;
        private boolean asking;
        private @Nullable CompletableFuture<Long> next;

        Gate(StoredResource resource) {
            this.resource = resource;
        }

        CompletableFuture<Long> ask() {
            synchronized (this) {
                if (asking) {
                    CompletableFuture<Long> waiting = next;
                    if (waiting == null) {
                        waiting = new CompletableFuture<>();
                        next = waiting;
                    }
                    return waiting;
                }
                asking = true;
            }
            CompletableFuture<Long> answer = question();
            answer.whenComplete((revision, failure) -> answered());
            return answer;
        }

        /** Asks the next question on behalf of those who came meanwhile. */
        private void answered() {
            CompletableFuture<Long> waiting;
            synchronized (this) {
                waiting = next;
                next = null;
                if (waiting == null) {
                    asking = false;
                    return;
                }
            }
            question().whenComplete((revision, failure) -> {
                answered();
                if (failure == null) {
                    waiting.complete(revision);
                } else {
                    waiting.completeExceptionally(failure);
                }
            });
        }

        private CompletableFuture<Long> question() {
            try {
                return state.newestRevision(resource);
            } catch (RuntimeException e) {
                return CompletableFuture.failedFuture(e);
            }
        }
    }
}
