package dev.quarterdeck.controller.migration;

import dev.quarterdeck.controller.aggregation.RemoteKinds;
import dev.quarterdeck.controller.wiring.ServedResources;
import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.kind.Verb;
import dev.quarterdeck.reconcile.client.ApiResource;
import java.util.Optional;
import java.util.Set;

/** Finds resources by group and name: here, else where other API servers say that they have them. Thread-safe; blocks. */
final class Targets {
    private final ServedResources served;
    private final RemoteKinds others;

    Targets(ServedResources served, RemoteKinds others) {
        this.served = served;
        this.others = others;
    }

    Optional<Target> find(StoredResource named) throws InterruptedException {
        for (ResourceType type : served.now().all()) {
            if (type.gvr().group().equals(named.group())
                    && type.gvr().resource().equals(named.resource())) {
                return Optional.of(new Target(
                        ApiResource.of(type),
                        type.custom() != null,
                        type.verbs().containsAll(Set.of(Verb.UPDATE, Verb.PATCH, Verb.LIST))));
            }
        }
        return named.group().isEmpty()
                ? Optional.empty()
                : others.ask().kinds().stream()
                        .filter(kind -> kind.stored().equals(named))
                        .findFirst()
                        .map(kind -> new Target(kind.resource(), false, kind.can("update", "patch", "list")));
    }
}
