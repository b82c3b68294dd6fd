package dev.quarterdeck.controller.namespace;

import dev.quarterdeck.controller.aggregation.RemoteKind;
import dev.quarterdeck.controller.aggregation.RemoteKinds;
import dev.quarterdeck.controller.namespace.NamespacePlanner.Found;
import dev.quarterdeck.controller.wiring.ServedResources;
import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.kind.Verb;
import dev.quarterdeck.kube.object.Metadata;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.StatusReason;
import dev.quarterdeck.reconcile.client.ApiResource;
import dev.quarterdeck.reconcile.client.ObjectApi;
import dev.quarterdeck.reconcile.client.Propagation;
import dev.quarterdeck.reconcile.informer.Informer;
import dev.quarterdeck.reconcile.loop.Reconciler;
import dev.quarterdeck.reconcile.loop.Result;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.NamespaceStatus;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/**
 * Empties a namespace that is being deleted, then lets it go. What is in it is asked of the server, never of a cache: something forgotten would stay for
 * ever. Pods go first (KEP-5080), so that nothing runs any more when the policies around it are deleted.
 */
final class NamespaceReconciler implements Reconciler<ObjectKey> {
    private static final String FINALIZER = "kubernetes";
    private static final StoredResource PODS = new StoredResource("", "pods");
    private static final Duration SOON = Duration.ofSeconds(1);
    private static final Duration LATER = Duration.ofSeconds(5);

    private final Informer<Namespace> namespaces;
    private final ObjectApi api;
    private final ServedResources catalog;
    private final RemoteKinds remote;
    private final InstantSource clock;

    NamespaceReconciler(
            Informer<Namespace> namespaces,
            ObjectApi api,
            ServedResources catalog,
            RemoteKinds remote,
            InstantSource clock) {
        this.namespaces = namespaces;
        this.api = api;
        this.catalog = catalog;
        this.remote = remote;
        this.clock = clock;
    }

    @Override
    public Result reconcile(ObjectKey key) throws InterruptedException {
        Optional<Namespace> cached = namespaces.get("", key.name());
        if (cached.filter(Namespace::isMarkedForDeletion).isEmpty()) {
            return Result.DONE;
        }
        Optional<Namespace> live = api.get(Namespace.class, "", key.name());
        if (live.isEmpty() || !live.get().isMarkedForDeletion() || !hasFinalizer(live.get())) {
            return Result.DONE;
        }
        Found found = empty(key.name());
        Namespace written = updateStatus(live.get(), found);
        if (!found.mayGo()) {
            return Result.after(
                    found.finalizers().isEmpty() && found.undiscovered().isEmpty() ? SOON : LATER);
        }
        letGo(written);
        return Result.DONE;
    }

    private static boolean hasFinalizer(Namespace namespace) {
        return namespace.getSpec() != null
                && namespace.getSpec().getFinalizers().contains(FINALIZER);
    }

    private Found empty(String namespace) throws InterruptedException {
        RemoteKinds.Found elsewhere = remote.ask();
        Found found = new Found(new HashMap<>(), new HashMap<>(), new ArrayList<>(), elsewhere.failed());
        List<ApiResource> resources = resources();
        for (ApiResource resource : resources) {
            if (resource.stored().equals(PODS)) {
                delete(resource, namespace, found);
            }
        }
        if (!found.isEmptied()) {
            return found;
        }
        for (RemoteKind kind : elsewhere.preferred()) {
            if (kind.resource().namespaced() && kind.can("list", "delete")) {
                resources.add(kind.resource());
            }
        }
        for (ApiResource resource : resources) {
            if (!resource.stored().equals(PODS)) {
                delete(resource, namespace, found);
            }
        }
        return found;
    }

    /** Everything namespaced that can be listed and deleted, each stored resource once. */
    private List<ApiResource> resources() {
        Set<StoredResource> seen = new HashSet<>();
        List<ApiResource> resources = new ArrayList<>();
        for (ResourceType type : catalog.now().all()) {
            StoredResource stored = type.stored();
            if (stored != null
                    && type.namespaced()
                    && type.verbs().contains(Verb.LIST)
                    && type.verbs().contains(Verb.DELETE)
                    && seen.add(stored.base())) {
                resources.add(ApiResource.of(type));
            }
        }
        return resources;
    }

    private void delete(ApiResource resource, String namespace, Found found) throws InterruptedException {
        try {
            List<ObjectNode> objects = api.list(resource, namespace).items();
            if (objects.isEmpty()) {
                return;
            }
            for (ObjectNode object : objects) {
                Metadata metadata = Metadata.of(object);
                if (!metadata.isBeingDeleted()) {
                    api.delete(resource, namespace, metadata.name(), metadata.uid(), null, Propagation.BACKGROUND);
                }
            }
            for (ObjectNode object : api.list(resource, namespace).items()) {
                found.left().merge(name(resource), 1, Integer::sum);
                Metadata.of(object).finalizers().forEach(f -> found.finalizers().merge(f, 1, Integer::sum));
            }
        } catch (ApiException e) {
            if (e.code() != StatusReason.NOT_FOUND.code() && e.code() != StatusReason.METHOD_NOT_ALLOWED.code()) {
                found.failures().add(name(resource) + ": " + e.getMessage());
            }
        }
    }

    private static String name(ApiResource resource) {
        return resource.plural() + "." + resource.group();
    }

    private Namespace updateStatus(Namespace namespace, Found found) throws InterruptedException {
        NamespaceStatus status = new NamespaceStatus();
        status.setPhase("Terminating");
        status.setConditions(NamespacePlanner.conditions(namespace, found, clock.instant()));
        if (Objects.equals(status, namespace.getStatus())) {
            return namespace;
        }
        return api.updateStatus(
                new NamespaceBuilder(namespace).withStatus(status).build());
    }

    private void letGo(Namespace namespace) throws InterruptedException {
        List<String> finalizers = new ArrayList<>(namespace.getSpec().getFinalizers());
        finalizers.remove(FINALIZER);
        try {
            api.updateSubresource(
                    new NamespaceBuilder(namespace)
                            .editSpec()
                            .withFinalizers(finalizers)
                            .endSpec()
                            .build(),
                    "finalize");
        } catch (ApiException e) {
            if (e.code() != StatusReason.NOT_FOUND.code()) {
                throw e;
            }
        }
    }
}
