package dev.quarterdeck.simulation.cluster;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.EncodedObject;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.simulation.store.FakeReads;
import dev.quarterdeck.state.commit.Author;
import dev.quarterdeck.state.commit.CommitOutcome;
import dev.quarterdeck.state.commit.CurrentObject;
import dev.quarterdeck.state.commit.Mutation;
import dev.quarterdeck.state.commit.MutationGroup;
import dev.quarterdeck.stateclient.WriteRequest;
import dev.quarterdeck.stateclient.WriteResult;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import tools.jackson.databind.node.ObjectNode;

/**
 * Decides writes as state-service's handlers do, without defaults and admission: read, decide, commit under a precondition, decide again where another write
 * came between. {@code data.from} tells the model on what the write was decided.
 */
final class SimWrites {
    private static final int TRIES = 5;

    private final FakeReads reads;
    private final Function<MutationGroup, CompletableFuture<CommitOutcome>> commit;
    private final RememberedReads remembered;
    private final boolean forgetsBefore;

    SimWrites(
            FakeReads reads,
            Function<MutationGroup, CompletableFuture<CommitOutcome>> commit,
            RememberedReads remembered,
            boolean forgetsBefore) {
        this.reads = reads;
        this.commit = commit;
        this.remembered = remembered;
        this.forgetsBefore = forgetsBefore;
    }

    CompletableFuture<WriteResult> write(WriteRequest request) {
        return switch (request) {
            case WriteRequest.Create c -> create(c);
            case WriteRequest.Update u -> update(u, Json.read(u.body()), TRIES);
            case WriteRequest.Delete d -> delete(d, TRIES);
            case WriteRequest.Patch p -> throw new UnsupportedOperationException();
            case WriteRequest.Connect c -> throw new UnsupportedOperationException();
            case WriteRequest.DeleteCollection d -> throw new UnsupportedOperationException();
        };
    }

    private static StoredResource stored(WriteRequest request) {
        StoredResource stored = request.type().stored();
        if (stored == null) {
            throw new IllegalArgumentException("not stored: " + request.type());
        }
        return stored;
    }

    private CompletableFuture<WriteResult> create(WriteRequest.Create request) {
        ObjectNode object = Json.read(request.body());
        ((ObjectNode) object.get("data")).put("from", 0);
        ObjectKey key = new ObjectKey(request.namespace(), request.name());
        return commit(new Mutation.Insert(stored(request), key, "u", EncodedObject.of(object), Set.of()))
                .thenApply(outcome -> switch (outcome) {
                    case CommitOutcome.Committed c -> result(201, c);
                    case CommitOutcome.Conflict c ->
                        throw ApiException.alreadyExists("", stored(request).resource(), key.name());
                    case CommitOutcome.ClaimTaken t -> throw ApiException.internal("claim");
                });
    }

    private CompletableFuture<WriteResult> update(WriteRequest.Update request, ObjectNode object, int tries) {
        StoredResource stored = stored(request);
        ObjectKey key = new ObjectKey(request.namespace(), request.name());
        String version = object.path("metadata").path("resourceVersion").asString("");
        return reads.get(stored, key).thenCompose(found -> {
            CurrentObject current = present(stored, key, found);
            if (!version.isEmpty() && Long.parseLong(version) != current.revision()) {
                throw ApiException.staleUpdate("", stored.resource(), key.name());
            }
            ((ObjectNode) object.get("data")).put("from", current.revision());
            Mutation mutation = new Mutation.Replace(
                    stored, key, current.uid(), current.revision(), EncodedObject.of(object), Set.of());
            return commit(mutation).thenCompose(outcome -> switch (outcome) {
                case CommitOutcome.Committed c -> CompletableFuture.completedFuture(result(200, c));
                case CommitOutcome.Conflict c when version.isEmpty() && tries > 1 -> update(request, object, tries - 1);
                case CommitOutcome.Conflict c -> throw ApiException.staleUpdate("", stored.resource(), key.name());
                case CommitOutcome.ClaimTaken t -> throw ApiException.internal("claim");
            });
        });
    }

    /** The body carries the mark, and perhaps a precondition. */
    private CompletableFuture<WriteResult> delete(WriteRequest.Delete request, int tries) {
        StoredResource stored = stored(request);
        ObjectKey key = new ObjectKey(request.namespace(), request.name());
        byte[] body = request.deleteOptions();
        ObjectNode options = body == null ? Json.object() : Json.read(body);
        long expected = options.path("revision").asLong(0);
        return reads.get(stored, key).thenCompose(found -> {
            CurrentObject current = present(stored, key, found);
            if (expected != 0 && expected != current.revision()) {
                throw ApiException.staleUpdate("", stored.resource(), key.name());
            }
            ObjectNode last = Json.read(current.json());
            ((ObjectNode) last.get("data"))
                    .put("mark", options.path("mark").asString(""))
                    .put("from", current.revision());
            Mutation mutation =
                    new Mutation.Remove(stored, key, current.uid(), current.revision(), EncodedObject.of(last));
            return commit(mutation).thenCompose(outcome -> switch (outcome) {
                case CommitOutcome.Committed c -> CompletableFuture.completedFuture(result(200, c));
                case CommitOutcome.Conflict c when expected == 0 && tries > 1 -> delete(request, tries - 1);
                case CommitOutcome.Conflict c -> throw ApiException.staleUpdate("", stored.resource(), key.name());
                case CommitOutcome.ClaimTaken t -> throw ApiException.internal("claim");
            });
        });
    }

    private static CurrentObject present(StoredResource stored, ObjectKey key, Optional<CurrentObject> found) {
        return found.orElseThrow(() -> ApiException.notFound("", stored.resource(), key.name()));
    }

    private CompletableFuture<CommitOutcome> commit(Mutation mutation) {
        if (forgetsBefore) {
            remembered.forget(mutation);
        }
        return commit.apply(new MutationGroup(List.of(mutation), Author.internal("simulation")))
                .thenApply(outcome -> {
                    if (!forgetsBefore) {
                        remembered.forget(mutation);
                    }
                    if (outcome instanceof CommitOutcome.Committed committed) {
                        remembered.wrote(
                                mutation, committed.changes().getFirst().revision());
                    }
                    return outcome;
                });
    }

    private static WriteResult result(int code, CommitOutcome.Committed committed) {
        var applied = committed.changes().getFirst();
        return new WriteResult(code, applied.json(), applied.revision(), List.of());
    }
}
