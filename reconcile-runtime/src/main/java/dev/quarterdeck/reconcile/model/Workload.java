package dev.quarterdeck.reconcile.model;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Version;
import java.util.List;
import java.util.Map;

/** A Workload of scheduling.k8s.io/v1alpha2 (KEP-4671), with what controllers read of it. */
@Group("scheduling.k8s.io")
@Version("v1alpha2")
@Kind("Workload")
@Plural("workloads")
public final class Workload extends GenericKubernetesResource implements Namespaced {
    private static final long serialVersionUID = 1;

    public Workload() {
        setApiVersion("scheduling.k8s.io/v1alpha2");
        setKind("Workload");
    }

    /** The Job that it says it is for; empty where it is for something else. */
    public String job() {
        return "batch".equals(get("spec", "controllerRef", "apiGroup"))
                        && "Job".equals(get("spec", "controllerRef", "kind"))
                        && get("spec", "controllerRef", "name") instanceof String name
                ? name
                : "";
    }

    /** Templates of groups, each with {@code name} and {@code schedulingPolicy}. */
    public List<Map<String, Object>> templates() {
        return get("spec", "podGroupTemplates") instanceof List<?> all
                ? all.stream()
                        .filter(each -> each instanceof Map<?, ?>)
                        .map(Workload::fields)
                        .toList()
                : List.of();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> fields(Object map) {
        return (Map<String, Object>) map;
    }
}
