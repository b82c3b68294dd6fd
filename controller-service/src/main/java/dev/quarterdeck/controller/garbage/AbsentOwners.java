package dev.quarterdeck.controller.garbage;

import io.fabric8.kubernetes.api.model.OwnerReference;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Owners of which the server has said that they are gone, the last few: what has been deleted never comes back under its uid, so a thousand dependents need not
 * ask a thousand times. Thread-safe.
 */
final class AbsentOwners {
    private static final int REMEMBERED = 512;

    private record Owner(String apiVersion, String kind, String namespace, String name, String uid) {
        static Owner of(OwnerReference owner, String namespace) {
            return new Owner(owner.getApiVersion(), owner.getKind(), namespace, owner.getName(), owner.getUid());
        }
    }

    private final Map<Owner, Boolean> gone = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Owner, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    };

    /** @param namespace of the dependent: it would be the owner's too */
    synchronized void add(OwnerReference owner, String namespace) {
        gone.put(Owner.of(owner, namespace), true);
    }

    synchronized boolean contains(OwnerReference owner, String namespace) {
        return gone.get(Owner.of(owner, namespace)) != null;
    }
}
