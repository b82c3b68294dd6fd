package dev.quarterdeck.controller.resourcequota;

import dev.quarterdeck.controller.aggregation.RemoteKind;
import dev.quarterdeck.controller.aggregation.RemoteKinds;
import dev.quarterdeck.controller.wiring.ServedResources;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.kind.Verb;
import dev.quarterdeck.reconcile.client.ApiResource;
import java.util.Optional;

/** Where objects of a kind that a quota counts are listed: those that are served now, custom resources and other API servers' too. */
final class CountedKinds {
    private final ServedResources catalog;
    private final RemoteKinds remote;

    CountedKinds(ServedResources catalog, RemoteKinds remote) {
        this.catalog = catalog;
        this.remote = remote;
    }

    /** Here; empty where no such kind is served, or it is not namespaced. */
    Optional<ApiResource> find(StoredResource kind) {
        return catalog.now().versionsOf(kind).stream()
                .filter(type -> type.namespaced() && type.verbs().contains(Verb.LIST))
                .map(ApiResource::of)
                .findFirst();
    }

    /** Behind another API server. */
    Optional<ApiResource> findElsewhere(StoredResource kind) throws InterruptedException {
        return remote.ask().preferred().stream()
                .filter(each -> each.stored().equals(kind)
                        && each.resource().namespaced()
                        && each.can("create", "list", "watch", "delete"))
                .map(RemoteKind::resource)
                .findFirst();
    }
}
