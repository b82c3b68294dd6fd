package dev.quarterdeck.gateway.authz.escalation;

import dev.quarterdeck.gateway.authn.User;
import dev.quarterdeck.gateway.authz.Authorizer;
import dev.quarterdeck.gateway.authz.escalation.EscalationCheck.Write;
import dev.quarterdeck.gateway.authz.rbac.RbacIndex;
import dev.quarterdeck.gateway.lookup.ObjectLookup;
import dev.quarterdeck.kube.codec.FieldValidation;
import dev.quarterdeck.kube.codec.ObjectDecoder;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.object.Metadata;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.StatusReason;
import dev.quarterdeck.stateclient.Caller;
import dev.quarterdeck.stateclient.Failures;
import dev.quarterdeck.stateclient.WriteRequest;
import dev.quarterdeck.stateclient.WriteResult;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Stands before all writes of roles and bindings, and before those that approve or sign certificates. A create or an update is checked as it was sent. What a patch makes of an object is known only once it is
 * applied: it is tried without committing, the outcome is checked, and exactly that outcome is written, on condition that nobody changed the object in
 * between; then it is tried again. Completes on the threads of the client it wraps.
 */
public final class EscalationGuard {
    private static final Set<String> GUARDED = Set.of("roles", "clusterroles", "rolebindings", "clusterrolebindings");
    private static final int ATTEMPTS = 5;

    private final EscalationCheck check;
    private final SignerCheck signers;
    private final ObjectDecoder decoder;
    private final ObjectLookup objects;

    public EscalationGuard(RbacIndex index, Authorizer authorizer, ObjectDecoder decoder, ObjectLookup objects) {
        this.check = new EscalationCheck(index, authorizer);
        this.signers = new SignerCheck(authorizer);
        this.decoder = decoder;
        this.objects = objects;
    }

    /** The way to write through {@code state} that grants nobody more than they hold. */
    public Function<WriteRequest, CompletableFuture<WriteResult>> guard(
            Function<WriteRequest, CompletableFuture<WriteResult>> state) {
        return request -> write(state, request);
    }

    private CompletableFuture<WriteResult> write(
            Function<WriteRequest, CompletableFuture<WriteResult>> state, WriteRequest request) {
        if (request.type().gvr().group().equals(SignerCheck.GROUP)) {
            return signed(state, request);
        }
        if (!request.type().gvr().group().equals(EscalationCheck.GROUP)
                || !GUARDED.contains(request.type().gvr().resource())) {
            return state.apply(request);
        }
        return switch (request) {
            case WriteRequest.Create create ->
                checked(state, create, "", decode(create, create.body(), create.contentType()));
            case WriteRequest.Update update ->
                checked(state, update, update.name(), decode(update, update.body(), update.contentType()));
            case WriteRequest.Patch patch -> patch(state, patch, 1);
            case WriteRequest.Delete delete -> state.apply(delete);
            case WriteRequest.DeleteCollection delete -> state.apply(delete);
            case WriteRequest.Connect connect -> state.apply(connect);
        };
    }

    private CompletableFuture<WriteResult> signed(
            Function<WriteRequest, CompletableFuture<WriteResult>> state, WriteRequest request) {
        return switch (request) {
            case WriteRequest.Update update -> signed(state, update, update.name(), update.subresource());
            case WriteRequest.Patch patch -> signed(state, patch, patch.name(), patch.subresource());
            case WriteRequest.Create create -> state.apply(create);
            case WriteRequest.Delete delete -> state.apply(delete);
            case WriteRequest.DeleteCollection delete -> state.apply(delete);
            case WriteRequest.Connect connect -> state.apply(connect);
        };
    }

    private CompletableFuture<WriteResult> signed(
            Function<WriteRequest, CompletableFuture<WriteResult>> state,
            WriteRequest request,
            String name,
            String subresource) {
        if (!request.type().gvr().resource().equals(SignerCheck.RESOURCE) || !SignerCheck.concerns(subresource)) {
            return state.apply(request);
        }
        return stored(request, name).thenCompose(old -> {
            old.ifPresent(object -> signers.check(user(request.caller()), subresource, object));
            return state.apply(request);
        });
    }

    private ObjectNode decode(WriteRequest request, byte[] body, String contentType) {
        return decoder.decode(body, contentType, request.type().gvk(), FieldValidation.IGNORE)
                .object();
    }

    private CompletableFuture<WriteResult> checked(
            Function<WriteRequest, CompletableFuture<WriteResult>> state,
            WriteRequest request,
            String name,
            ObjectNode object) {
        return stored(request, name)
                .thenCompose(old -> hold(request, name, object, old.orElse(null)))
                .thenCompose(held -> state.apply(request));
    }

    /** Fails where the writer has not the rights that the object grants. */
    private CompletableFuture<Void> hold(
            WriteRequest request, String name, ObjectNode object, @Nullable ObjectNode old) {
        String resource = request.type().gvr().resource();
        CompletableFuture<Optional<ObjectNode>> role = EscalationCheck.roleOf(resource, request.namespace(), object)
                .map(ref -> objects.fresh(ref.resource(), ref.key()).toFuture())
                .orElse(CompletableFuture.completedFuture(Optional.empty()));
        return role.thenAccept(found -> check.check(new Write(
                user(request.caller()), resource, request.namespace(), name, object, old, found.orElse(null))));
    }

    private CompletableFuture<Optional<ObjectNode>> stored(WriteRequest request, String name) {
        StoredResource stored = request.type().stored();
        return name.isEmpty() || stored == null
                ? CompletableFuture.completedFuture(Optional.empty())
                : objects.fresh(stored, new ObjectKey(request.namespace(), name))
                        .toFuture();
    }

    private static User user(Caller caller) {
        return new User(caller.name(), caller.uid(), caller.groups(), caller.extra());
    }

    private CompletableFuture<WriteResult> patch(
            Function<WriteRequest, CompletableFuture<WriteResult>> state, WriteRequest.Patch patch, int attempt) {
        return stored(patch, patch.name()).thenCompose(old -> {
            // Whoever may escalate this role needs no trial. What a binding will refer to is only known after it.
            if (old.isPresent()
                    && !patch.type().gvr().resource().endsWith("bindings")
                    && check.isFree(
                            user(patch.caller()),
                            patch.type().gvr().resource(),
                            patch.namespace(),
                            patch.name(),
                            old.get())) {
                return state.apply(patch);
            }
            return state.apply(trial(patch)).thenCompose(tried -> {
                ObjectNode outcome = Json.read(tried.json());
                return hold(patch, patch.name(), outcome, old.orElse(null))
                        .thenCompose(held -> patch.options().dryRun()
                                ? CompletableFuture.completedFuture(tried)
                                : settle(state, patch, outcome, old.orElse(null), attempt));
            });
        });
    }

    private static WriteRequest trial(WriteRequest.Patch patch) {
        WriteRequest.Options options = new WriteRequest.Options(
                true, patch.options().fieldManager(), patch.options().fieldValidation());
        return new WriteRequest.Patch(
                patch.type(),
                patch.namespace(),
                patch.name(),
                patch.subresource(),
                patch.body(),
                patch.contentType(),
                patch.force(),
                patch.caller(),
                options);
    }

    private CompletableFuture<WriteResult> settle(
            Function<WriteRequest, CompletableFuture<WriteResult>> state,
            WriteRequest.Patch patch,
            ObjectNode outcome,
            @Nullable ObjectNode old,
            int attempt) {
        if (old == null) {
            Metadata.of(outcome).set("resourceVersion", null).set("uid", null);
            return state.apply(new WriteRequest.Create(
                    patch.type(),
                    patch.namespace(),
                    "",
                    "",
                    Json.write(outcome),
                    "application/json",
                    patch.caller(),
                    patch.options()));
        }
        if (Metadata.of(outcome).resourceVersion().isEmpty()) {
            Metadata.of(outcome).set("resourceVersion", Metadata.of(old).resourceVersion());
        }
        WriteRequest update = new WriteRequest.Update(
                patch.type(),
                patch.namespace(),
                patch.name(),
                "",
                Json.write(outcome),
                "application/json",
                patch.caller(),
                patch.options());
        return state.apply(update)
                .exceptionallyCompose(e -> isConflict(e) && attempt < ATTEMPTS
                        ? patch(state, patch, attempt + 1)
                        : CompletableFuture.failedFuture(e));
    }

    private static boolean isConflict(Throwable thrown) {
        return Failures.cause(thrown) instanceof ApiException failure && failure.reason() == StatusReason.CONFLICT;
    }
}
