package dev.quarterdeck.scheduler.snapshot;

import dev.quarterdeck.kube.selector.LabelSelector;
import io.fabric8.kubernetes.api.model.OwnerReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Selectors of ReplicaSets, StatefulSets and ReplicationControllers: their pods are spread where they say nothing themselves. Thread-safe. */
public final class Workloads {
    private final Map<String, LabelSelector> selectors = new ConcurrentHashMap<>();

    /** Labels that all of some selectors ask for. */
    private record AllOf(List<LabelSelector> selectors) implements LabelSelector {
        @Override
        public boolean matches(Map<String, String> labels) {
            for (LabelSelector each : selectors) {
                if (!each.matches(labels)) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public boolean isEverything() {
            return selectors.stream().allMatch(LabelSelector::isEverything);
        }
    }

    /** @param selector null where it is gone */
    public void changed(String kind, String namespace, String name, @Nullable LabelSelector selector) {
        if (selector == null) {
            selectors.remove(key(kind, namespace, name));
        } else {
            selectors.put(key(kind, namespace, name), selector);
        }
    }

    private static String key(String kind, String namespace, String name) {
        return kind + "/" + namespace + "/" + name;
    }

    /** Which pods belong together with this one: those of all its Services and of its controller; null where it has neither. */
    public @Nullable LabelSelector of(PodRequest pod, ClusterSnapshot cluster) {
        List<LabelSelector> all = new ArrayList<>();
        String namespace = pod.kind().namespace();
        for (LabelSelector service : cluster.services().getOrDefault(namespace, List.of())) {
            if (service.matches(pod.kind().labels())) {
                all.add(service);
            }
        }
        for (OwnerReference owner : pod.pod().getMetadata().getOwnerReferences()) {
            if (Boolean.TRUE.equals(owner.getController())) {
                LabelSelector selector = selectors.get(key(owner.getKind(), namespace, owner.getName()));
                if (selector != null) {
                    all.add(selector);
                }
            }
        }
        LabelSelector combined = all.size() == 1 ? all.getFirst() : new AllOf(List.copyOf(all));
        return all.isEmpty() || combined.isEverything() ? null : combined;
    }
}
