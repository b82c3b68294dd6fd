package dev.quarterdeck.controller.resourcequota;

import dev.quarterdeck.controller.wiring.ServedResources;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.kind.Verb;
import dev.quarterdeck.reconcile.client.ApiResource;
import java.util.Optional;

/** Where objects of a kind that a quota counts are listed: those that are served now, custom resources too. */
final class CountedKinds {
    private final ServedResources catalog;

    CountedKinds(ServedResources catalog) {
        this.catalog = catalog;
    }

    /** Empty where no such kind is served, or it is not namespaced. */
    Optional<ApiResource> find(StoredResource kind) {
        return catalog.now().versionsOf(kind).stream()
                .filter(type -> type.namespaced() && type.verbs().contains(Verb.LIST))
                .map(ApiResource::of)
                .findFirst();
    }
}
