package dev.quarterdeck.controller.aggregation;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.reconcile.client.ApiResource;
import java.util.Set;

/** One version of a resource of another API server. */
public record RemoteKind(ApiResource resource, Set<String> verbs) {

    /** Names the resource in all its versions. */
    public StoredResource stored() {
        return resource.stored();
    }

    public boolean can(String... wanted) {
        return verbs.containsAll(Set.of(wanted));
    }
}
