package dev.quarterdeck.plugin.why;

import dev.quarterdeck.plugin.kubectl.Kubectl;
import dev.quarterdeck.plugin.kubectl.PluginException;
import dev.quarterdeck.reconcile.client.ApiResource;
import dev.quarterdeck.reconcile.model.PodGroup;
import dev.quarterdeck.scheduler.explain.ListedObjects;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ReplicationController;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.resource.v1.DeviceClass;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaim;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceSlice;
import io.fabric8.kubernetes.api.model.storage.CSIDriver;
import io.fabric8.kubernetes.api.model.storage.CSINode;
import io.fabric8.kubernetes.api.model.storage.CSIStorageCapacity;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import io.fabric8.kubernetes.api.model.storage.VolumeAttachment;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Lists what the rules of the scheduler look at, a few kinds at a time. */
public final class ClusterReader {
    private static final int AT_ONCE = 4;
    private static final List<Class<? extends HasMetadata>> ALWAYS = List.of(
            Node.class,
            Pod.class,
            Namespace.class,
            Service.class,
            ReplicaSet.class,
            StatefulSet.class,
            ReplicationController.class,
            PodDisruptionBudget.class);
    private static final List<Class<? extends HasMetadata>> FOR_VOLUMES = List.of(
            PersistentVolumeClaim.class,
            PersistentVolume.class,
            StorageClass.class,
            CSINode.class,
            CSIDriver.class,
            CSIStorageCapacity.class,
            VolumeAttachment.class);

    private static final List<Class<? extends HasMetadata>> FOR_DEVICES =
            List.of(ResourceClaim.class, DeviceClass.class, ResourceSlice.class);

    private static final KubernetesSerialization MODELS = new KubernetesSerialization();
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Kubectl kubectl;
    private final String prefix;

    /** @param prefix of all paths: empty for now, {@code /as-of/MOMENT} for the past */
    public ClusterReader(Kubectl kubectl, String prefix) {
        this.kubectl = kubectl;
        this.prefix = prefix;
    }

    public Pod pod(String namespace, String name) {
        return MODELS.unmarshal(kubectl.raw(prefix + ApiResource.of(Pod.class).path(namespace, name)), Pod.class);
    }

    /** Everything that counts for this pod, which is itself left out. */
    public ListedObjects around(Pod pod) {
        List<Class<? extends HasMetadata>> kinds = new ArrayList<>(ALWAYS);
        boolean claims = pod.getSpec().getVolumes().stream()
                .anyMatch(v -> v.getPersistentVolumeClaim() != null || v.getEphemeral() != null);
        if (claims) {
            kinds.addAll(FOR_VOLUMES);
        }
        if (!pod.getSpec().getResourceClaims().isEmpty() || asksForExtendedResources(pod)) {
            kinds.addAll(FOR_DEVICES);
        }
        if (pod.getSpec().getSchedulingGroup() != null) {
            kinds.add(PodGroup.class);
        }
        Map<Class<? extends HasMetadata>, CompletableFuture<List<? extends HasMetadata>>> lists = new LinkedHashMap<>();
        ListedObjects objects = new ListedObjects();
        try (ExecutorService readers = Executors.newFixedThreadPool(AT_ONCE)) {
            for (Class<? extends HasMetadata> kind : kinds) {
                lists.put(kind, CompletableFuture.supplyAsync(() -> list(kind), readers));
            }
        }
        String uid = pod.getMetadata().getUid();
        lists.forEach((kind, list) -> put(objects, kind, list, uid));
        return objects;
    }

    /** A class of devices may stand behind them. */
    private static boolean asksForExtendedResources(Pod pod) {
        return Stream.concat(pod.getSpec().getContainers().stream(), pod.getSpec().getInitContainers().stream())
                .map(Container::getResources)
                .filter(r -> r != null && r.getRequests() != null)
                .anyMatch(r -> r.getRequests().keySet().stream().anyMatch(name -> name.contains("/")));
    }

    private static <T extends HasMetadata> void put(
            ListedObjects objects, Class<T> kind, CompletableFuture<List<? extends HasMetadata>> list, String without) {
        try {
            objects.with(
                    kind,
                    list.join().stream()
                            .filter(o -> !without.equals(o.getMetadata().getUid()))
                            .map(kind::cast)
                            .toList());
        } catch (CompletionException e) {
            if (e.getCause() instanceof PluginException told) {
                throw told;
            }
            throw e;
        }
    }

    private <T extends HasMetadata> List<T> list(Class<T> kind) {
        List<T> items = new ArrayList<>();
        ApiResource resource = ApiResource.of(kind);
        for (JsonNode item :
                JSON.readTree(kubectl.raw(prefix + resource.path(""))).path("items")) {
            items.add(MODELS.convertValue(item, kind));
        }
        return items;
    }
}
