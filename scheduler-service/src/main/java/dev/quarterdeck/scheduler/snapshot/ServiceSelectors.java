package dev.quarterdeck.scheduler.snapshot;

import dev.quarterdeck.kube.selector.LabelSelector;
import dev.quarterdeck.kube.selector.LabelSelectors;
import io.fabric8.kubernetes.api.model.Service;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which pods Services select, by namespace; those that select none are left out. What it gives out never changes. Not thread-safe. */
final class ServiceSelectors {
    private final Map<String, Map<String, LabelSelector>> services = new HashMap<>();
    private Map<String, List<LabelSelector>> byNamespace = Map.of();

    Map<String, List<LabelSelector>> byNamespace() {
        return byNamespace;
    }

    void changed(Service service) {
        Map<String, String> selector =
                service.getSpec() == null ? null : service.getSpec().getSelector();
        String namespace = service.getMetadata().getNamespace();
        if (selector == null || selector.isEmpty()) {
            gone(namespace, service.getMetadata().getName());
        } else {
            services.computeIfAbsent(namespace, n -> new LinkedHashMap<>())
                    .put(service.getMetadata().getName(), LabelSelectors.ofMap(selector));
            changed(namespace);
        }
    }

    void gone(String namespace, String name) {
        Map<String, LabelSelector> ofNamespace = services.get(namespace);
        if (ofNamespace != null && ofNamespace.remove(name) != null) {
            if (ofNamespace.isEmpty()) {
                services.remove(namespace);
            }
            changed(namespace);
        }
    }

    private void changed(String namespace) {
        Map<String, List<LabelSelector>> changed = new HashMap<>(byNamespace);
        Map<String, LabelSelector> now = services.get(namespace);
        if (now == null) {
            changed.remove(namespace);
        } else {
            changed.put(namespace, List.copyOf(now.values()));
        }
        byNamespace = Map.copyOf(changed);
    }
}
