package dev.quarterdeck.controller.garbage;

import dev.quarterdeck.controller.garbage.GarbagePlanner.OwnerState;
import dev.quarterdeck.controller.garbage.Vertex.Ref;
import dev.quarterdeck.controller.wiring.Batches;
import dev.quarterdeck.controller.wiring.ServedResources;
import dev.quarterdeck.kube.kind.GroupVersionKind;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.StatusReason;
import dev.quarterdeck.reconcile.client.ApiResource;
import dev.quarterdeck.reconcile.client.ObjectApi;
import dev.quarterdeck.reconcile.event.EventRecorder;
import dev.quarterdeck.reconcile.event.EventType;
import dev.quarterdeck.reconcile.loop.Reconciler;
import dev.quarterdeck.reconcile.loop.Result;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Carries out what is planned for an object. It looks at the object itself on the server, and believes that an owner is gone only if the server says so: a
 * cache that lags must never delete anything.
 */
final class GarbageReconciler implements Reconciler<Ref> {
    private final OwnerGraph graph;
    private final ServedResources catalog;
    private final RemoteObjects remote;
    private final ObjectApi api;
    private final EventRecorder events;
    private final Batches batches;
    private final Consumer<Ref> wake;
    private final AbsentOwners absent = new AbsentOwners();

    GarbageReconciler(
            OwnerGraph graph,
            ServedResources catalog,
            RemoteObjects remote,
            ObjectApi api,
            EventRecorder events,
            Batches batches,
            Consumer<Ref> wake) {
        this.graph = graph;
        this.catalog = catalog;
        this.remote = remote;
        this.api = api;
        this.events = events;
        this.batches = batches;
        this.wake = wake;
    }

    @Override
    public Result reconcile(Ref ref) throws InterruptedException {
        Optional<ObjectNode> found = read(ref);
        if (found.isEmpty()) {
            graph.dependents(ref.uid()).forEach(d -> wake.accept(d.ref()));
            return Result.DONE;
        }
        ObjectNode tree = found.get();
        Vertex object =
                Vertex.of(ref.resource(), api.serialization().convertValue(tree.path("metadata"), ObjectMeta.class));
        GarbagePlan plan = GarbagePlanner.plan(
                object, owners(object), graph.dependents(ref.uid()), d -> graph.waitsFor(d, ref.uid()));
        carryOut(object, tree.path("metadata").path("resourceVersion").asString(""), plan);
        return Result.DONE;
    }

    /** The object as it is now; empty where it is gone, even if another has its name. */
    private Optional<ObjectNode> read(Ref ref) throws InterruptedException {
        return api.get(ref.resource(), ref.key().namespace(), ref.key().name())
                .filter(tree -> tree.path("metadata").path("uid").asString("").equals(ref.uid()));
    }

    private Map<String, OwnerState> owners(Vertex object) throws InterruptedException {
        Map<String, OwnerState> states = new LinkedHashMap<>();
        for (OwnerReference owner : object.owners()) {
            states.put(owner.getUid(), state(object, owner));
        }
        return states;
    }

    private OwnerState state(Vertex object, OwnerReference owner) throws InterruptedException {
        String namespace = object.ref().key().namespace();
        if (absent.contains(owner, namespace)) {
            return OwnerState.GONE;
        }
        Optional<Vertex> known = graph.get(owner.getUid());
        if (known.isPresent() && known.get().isReachedBy(owner, namespace)) {
            return known.get().deletesDependents() && object.isBlocking(owner.getUid())
                    ? OwnerState.WAITING
                    : OwnerState.SOLID;
        }
        Optional<ApiResource> here = catalog.now()
                .findKind(GroupVersionKind.of(owner.getApiVersion(), owner.getKind()))
                .map(ApiResource::of);
        Optional<ApiResource> resource = here.isPresent() ? here : remote.find(owner);
        if (resource.isEmpty()) {
            // A kind that is not served can't be looked up, so nothing may be concluded from it.
            return OwnerState.SOLID;
        }
        if (resource.get().namespaced() && namespace.isEmpty()) {
            warn(object, owner);
            return OwnerState.SOLID;
        }
        if (known.filter(v -> !v.ref().key().namespace().equals(namespace)).isPresent()) {
            warn(object, owner);
        }
        Ref ref = new Ref(
                resource.get(),
                new ObjectKey(resource.get().namespaced() ? namespace : "", owner.getName()),
                owner.getUid());
        Optional<ObjectNode> live = read(ref);
        if (live.isEmpty()) {
            if (here.isEmpty() && !remote.isStillServed(owner)) {
                return OwnerState.SOLID;
            }
            absent.add(owner, namespace);
            return OwnerState.GONE;
        }
        Vertex vertex = Vertex.of(
                ref.resource(), api.serialization().convertValue(live.get().path("metadata"), ObjectMeta.class));
        return vertex.deletesDependents() && object.isBlocking(owner.getUid()) ? OwnerState.WAITING : OwnerState.SOLID;
    }

    private void warn(Vertex object, OwnerReference owner) {
        Ref ref = object.ref();
        events.record(
                new ObjectReferenceBuilder()
                        .withApiVersion(ref.resource().apiVersion())
                        .withKind(ref.resource().kind())
                        .withNamespace(
                                ref.key().namespace().isEmpty()
                                        ? null
                                        : ref.key().namespace())
                        .withName(ref.key().name())
                        .withUid(ref.uid())
                        .build(),
                EventType.WARNING,
                "OwnerRefInvalidNamespace",
                "ownerRef [" + owner.getApiVersion() + "/" + owner.getKind() + ", namespace: "
                        + ref.key().namespace() + ", name: " + owner.getName() + ", uid: " + owner.getUid()
                        + "] does not exist in namespace \"" + ref.key().namespace() + "\"");
    }

    private void carryOut(Vertex object, String version, GarbagePlan plan) throws InterruptedException {
        switch (plan) {
            case GarbagePlan.Nothing() -> {}
            case GarbagePlan.RemoveFinalizer(String finalizer) -> removeFinalizer(object, version, finalizer);
            case GarbagePlan.WaitFor(List<Vertex> dependents) ->
                dependents.stream().filter(d -> !d.deleting()).forEach(d -> wake.accept(d.ref()));
            case GarbagePlan.Orphan(List<Vertex> dependents) -> {
                ApiException failure = batches.run(dependents, dependent -> {
                    forget(dependent.ref(), owner -> owner.equals(object.ref().uid()));
                    return true;
                });
                if (failure != null) {
                    throw failure;
                }
                removeFinalizer(object, version, Vertex.ORPHAN);
            }
            case GarbagePlan.DropOwners(List<String> uids) -> forget(object.ref(), uids::contains);
            case GarbagePlan.Delete(var propagation) ->
                api.delete(
                        object.ref().resource(),
                        object.ref().key().namespace(),
                        object.ref().key().name(),
                        object.ref().uid(),
                        version,
                        propagation);
        }
    }

    private void removeFinalizer(Vertex object, String version, String finalizer) throws InterruptedException {
        ObjectNode patch = Json.object();
        ObjectNode metadata = patch.putObject("metadata").put("resourceVersion", version);
        ArrayNode finalizers = metadata.putArray("finalizers");
        object.finalizers().stream().filter(f -> !f.equals(finalizer)).forEach(finalizers::add);
        patch(object.ref(), patch);
    }

    private void forget(Ref ref, Predicate<String> ownerUid) throws InterruptedException {
        Optional<ObjectNode> live = read(ref);
        if (live.isEmpty()) {
            return;
        }
        if (live.get()
                .path("metadata")
                .path("ownerReferences")
                .valueStream()
                .noneMatch(owner -> ownerUid.test(owner.path("uid").asString("")))) {
            return;
        }
        ObjectNode patch = Json.object();
        ObjectNode metadata = patch.putObject("metadata")
                .put(
                        "resourceVersion",
                        live.get().path("metadata").path("resourceVersion").asString(""));
        ArrayNode owners = metadata.putArray("ownerReferences");
        live.get().path("metadata").path("ownerReferences").forEach(owner -> {
            if (!ownerUid.test(owner.path("uid").asString(""))) {
                owners.add(owner);
            }
        });
        patch(ref, patch);
    }

    private void patch(Ref ref, ObjectNode patch) throws InterruptedException {
        try {
            api.mergePatch(ref.resource(), ref.key().namespace(), ref.key().name(), ref.uid(), patch);
        } catch (ApiException e) {
            if (e.code() != StatusReason.NOT_FOUND.code()) {
                throw e;
            }
        }
    }
}
