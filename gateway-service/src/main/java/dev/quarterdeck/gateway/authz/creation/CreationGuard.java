package dev.quarterdeck.gateway.authz.creation;

import dev.quarterdeck.gateway.authn.User;
import dev.quarterdeck.gateway.authz.Attributes;
import dev.quarterdeck.gateway.authz.Authorizer;
import dev.quarterdeck.gateway.authz.Forbidden;
import dev.quarterdeck.kube.kind.GroupVersionResource;
import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.stateclient.Caller;
import dev.quarterdeck.stateclient.Creation;
import dev.quarterdeck.stateclient.Failures;
import dev.quarterdeck.stateclient.WriteRequest;
import dev.quarterdeck.stateclient.WriteResult;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiPredicate;
import java.util.function.Function;

/**
 * Stands before updates and applies, which create where nothing is: that takes the right to create. An update of what the cache holds is not asked about; where
 * the object has gone meanwhile, state-service says so before it creates anything, and the request is sent again with the answer. Elsewhere the answer goes
 * along, and state-service gives it where the reference does: after validation, before validating admission.
 */
public final class CreationGuard {
    private static final String APPLY = "application/apply-patch";

    private final Authorizer authorizer;
    private final BiPredicate<StoredResource, ObjectKey> cached;

    /** @param cached whether an object seems to be there, at once */
    public CreationGuard(Authorizer authorizer, BiPredicate<StoredResource, ObjectKey> cached) {
        this.authorizer = authorizer;
        this.cached = cached;
    }

    public Function<WriteRequest, CompletableFuture<WriteResult>> guard(
            Function<WriteRequest, CompletableFuture<WriteResult>> state) {
        return request -> switch (request) {
            case WriteRequest.Update update when update.subresource().isEmpty() -> write(state, update, update.name());
            case WriteRequest.Patch patch
            when patch.subresource().isEmpty() && patch.contentType().startsWith(APPLY) ->
                write(state, patch, patch.name());
            case WriteRequest.Create r -> state.apply(r);
            case WriteRequest.Update r -> state.apply(r);
            case WriteRequest.Patch r -> state.apply(r);
            case WriteRequest.Delete r -> state.apply(r);
            case WriteRequest.Connect r -> state.apply(r);
            case WriteRequest.DeleteCollection r -> state.apply(r);
        };
    }

    private CompletableFuture<WriteResult> write(
            Function<WriteRequest, CompletableFuture<WriteResult>> state, WriteRequest request, String name) {
        if (!seemsThere(request, name)) {
            return state.apply(asked(request, name));
        }
        return state.apply(request.with(request.options().with(Creation.UNASKED)))
                .exceptionallyCompose(thrown ->
                        isUnasked(thrown) ? state.apply(asked(request, name)) : CompletableFuture.failedFuture(thrown));
    }

    private boolean seemsThere(WriteRequest request, String name) {
        ResourceType type = request.type();
        GroupVersionResource gvr = type.gvr();
        // what a webhook shows of custom objects is a resource of its own: whether they are there does not depend on it
        StoredResource stored = type.custom() == null ? type.stored() : new StoredResource(gvr.group(), gvr.resource());
        return stored != null && cached.test(stored, new ObjectKey(type.namespaced() ? request.namespace() : "", name));
    }

    private WriteRequest asked(WriteRequest request, String name) {
        Caller caller = request.caller();
        GroupVersionResource gvr = request.type().gvr();
        boolean namespace = gvr.group().isEmpty() && gvr.resource().equals("namespaces");
        Attributes create = new Attributes(
                new User(caller.name(), caller.uid(), caller.groups(), caller.extra()),
                "create",
                gvr.group(),
                gvr.version(),
                gvr.resource(),
                "",
                namespace ? name : request.namespace(),
                name,
                "");
        Authorizer.Decision decision = authorizer.authorize(create);
        return request.with(request.options()
                .with(
                        decision.allowed()
                                ? Creation.ALLOWED
                                : Creation.refused(Forbidden.why(create, decision.reason()))));
    }

    private static boolean isUnasked(Throwable thrown) {
        return Failures.cause(thrown) instanceof ApiException failure && Creation.isUnasked(failure);
    }
}
