package dev.quarterdeck.conformance.scenario;

import dev.quarterdeck.kube.kind.BuiltInResources;
import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.reconcile.client.ApiResource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Resources by the kinds that scenarios name, in the version that is asked for. */
final class Kinds {
    private static final Map<String, ApiResource> BY_KIND = new ConcurrentHashMap<>();

    /** What is looked at in a namespace; an Event is looked at in its own way. */
    static final List<String> COMPARED = List.of(
            "Pod",
            "Service",
            "Endpoints",
            "EndpointSlice",
            "ConfigMap",
            "Secret",
            "ServiceAccount",
            "ReplicationController",
            "ReplicaSet",
            "Deployment",
            "StatefulSet",
            "DaemonSet",
            "ControllerRevision",
            "Job",
            "CronJob",
            "HorizontalPodAutoscaler",
            "PodDisruptionBudget",
            "PersistentVolumeClaim",
            "ResourceQuota",
            "LimitRange");

    private Kinds() {}

    static ApiResource of(String kind) {
        return BY_KIND.computeIfAbsent(kind, Kinds::find);
    }

    private static ApiResource find(String kind) {
        List<ResourceType> found = BuiltInResources.catalog().all().stream()
                .filter(type -> type.gvk().kind().equals(kind) && type.stored() != null)
                .toList();
        return found.stream()
                .filter(type -> type.gvr().version().equals(preferred(kind)))
                .findFirst()
                .or(() -> found.stream().findFirst())
                .map(ApiResource::of)
                .orElseThrow(() -> new IllegalArgumentException("no kind " + kind + " is served"));
    }

    private static String preferred(String kind) {
        return kind.equals("HorizontalPodAutoscaler") ? "v2" : "v1";
    }
}
