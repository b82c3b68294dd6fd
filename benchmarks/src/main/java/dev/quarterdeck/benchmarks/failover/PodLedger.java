package dev.quarterdeck.benchmarks.failover;

import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a watch of all pods shows, kept to find what must never be: a pod on two nodes, an owner with more pods at once than it may have. Thread-safe. */
final class PodLedger {
    private final Map<String, String> nodes = new HashMap<>();
    private final Map<String, Set<String>> living = new HashMap<>();
    private final Map<String, Integer> most = new HashMap<>();
    private final List<String> violations = new ArrayList<>();
    private int made;

    synchronized void changed(@Nullable Pod before, @Nullable Pod after) {
        Pod pod = after == null ? before : after;
        if (pod == null) {
            return;
        }
        String uid = pod.getMetadata().getUid();
        if (before == null) {
            made++;
        }
        String node = pod.getSpec().getNodeName();
        if (node != null && !node.isEmpty()) {
            String known = nodes.putIfAbsent(uid, node);
            if (known != null && !known.equals(node)) {
                violations.add("pod " + pod.getMetadata().getName() + " was bound to " + known + " and to " + node);
            }
        }
        for (OwnerReference owner : pod.getMetadata().getOwnerReferences()) {
            Set<String> now = living.computeIfAbsent(owner.getName(), o -> new HashSet<>());
            if (after == null || pod.getMetadata().getDeletionTimestamp() != null) {
                now.remove(uid);
            } else {
                now.add(uid);
            }
            most.merge(owner.getName(), now.size(), Math::max);
        }
    }

    /** The most pods that any one owner had at once, those that were being deleted not counted. */
    synchronized int most() {
        return most.values().stream().mapToInt(i -> i).max().orElse(0);
    }

    synchronized int made() {
        return made;
    }

    synchronized List<String> violations() {
        return List.copyOf(violations);
    }
}
