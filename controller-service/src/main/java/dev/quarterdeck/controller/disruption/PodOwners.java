package dev.quarterdeck.controller.disruption;

import dev.quarterdeck.controller.owner.Owners;
import dev.quarterdeck.controller.scale.ScaleTargets;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.StatusReason;
import dev.quarterdeck.reconcile.informer.Informer;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ReplicationController;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How many pods the owners of some pods want: from the caches for those of Kubernetes, through the {@code scale} subresource for all others. */
final class PodOwners {
    private final Informer<ReplicaSet> sets;
    private final Informer<Deployment> deployments;
    private final Informer<StatefulSet> stateful;
    private final Informer<ReplicationController> replication;
    private final ScaleTargets targets;

    PodOwners(
            Informer<ReplicaSet> sets,
            Informer<Deployment> deployments,
            Informer<StatefulSet> stateful,
            Informer<ReplicationController> replication,
            ScaleTargets targets) {
        this.sets = sets;
        this.deployments = deployments;
        this.stateful = stateful;
        this.replication = replication;
        this.targets = targets;
    }

    /** The uid of what decides a number of pods, and that number. */
    private record Scale(String uid, int replicas) {
        static Scale of(HasMetadata object, @Nullable Integer replicas) {
            return new Scale(object.getMetadata().getUid(), replicas == null ? 1 : replicas);
        }
    }

    Expected expected(String namespace, List<Pod> pods) throws InterruptedException {
        Map<String, Integer> wanted = new HashMap<>();
        Map<String, Scale> known = new HashMap<>();
        List<String> unmanaged = new ArrayList<>();
        for (Pod pod : pods) {
            Optional<OwnerReference> owner = Owners.controller(pod);
            if (owner.isEmpty()) {
                unmanaged.add(pod.getMetadata().getName());
            } else if (!known.containsKey(owner.get().getUid())) {
                Optional<Scale> scale;
                try {
                    scale = scale(namespace, owner.get());
                } catch (ApiException e) {
                    return Expected.unknown(String.valueOf(e.getMessage()));
                }
                if (scale.isEmpty()) {
                    return Expected.unknown("found no controllers for pod \""
                            + pod.getMetadata().getName() + "\"");
                }
                known.put(owner.get().getUid(), scale.get());
                wanted.put(scale.get().uid(), scale.get().replicas());
            }
        }
        int sum = wanted.values().stream().mapToInt(Integer::intValue).sum();
        return new Expected(sum, unmanaged, "");
    }

    private Optional<Scale> scale(String namespace, OwnerReference owner) throws InterruptedException {
        return switch (owner.getApiVersion() + " " + owner.getKind()) {
            case "apps/v1 ReplicaSet" ->
                of(sets.get(namespace, owner.getName()), owner).map(set -> Owners.controller(set)
                        .filter(o -> o.getKind().equals("Deployment"))
                        .flatMap(o -> of(deployments.get(namespace, o.getName()), o))
                        .map(d -> Scale.of(d, d.getSpec().getReplicas()))
                        .orElseGet(() -> Scale.of(set, set.getSpec().getReplicas())));
            case "apps/v1 StatefulSet" ->
                of(stateful.get(namespace, owner.getName()), owner)
                        .map(s -> Scale.of(s, s.getSpec().getReplicas()));
            case "v1 ReplicationController" ->
                of(replication.get(namespace, owner.getName()), owner)
                        .map(r -> Scale.of(r, r.getSpec().getReplicas()));
            default -> asked(namespace, owner);
        };
    }

    private Optional<Scale> asked(String namespace, OwnerReference owner) throws InterruptedException {
        if (targets.resources(owner.getApiVersion(), owner.getKind()).isEmpty()) {
            throw new ApiException(
                    StatusReason.NOT_FOUND,
                    "no matches for kind \"" + owner.getKind() + "\" in version \"" + owner.getApiVersion() + "\"",
                    ApiException.Details.NONE);
        }
        Optional<String> without = targets.withoutScale(owner.getApiVersion(), owner.getKind());
        if (without.isPresent()) {
            throw new ApiException(
                    StatusReason.NOT_FOUND,
                    without.get() + " does not implement the scale subresource",
                    ApiException.Details.NONE);
        }
        try {
            return targets.find(owner.getApiVersion(), owner.getKind(), namespace, owner.getName())
                    .filter(scale -> scale.uid().equals(owner.getUid()))
                    .map(scale -> new Scale(scale.uid(), scale.replicas()));
        } catch (ApiException e) {
            if (e.code() == StatusReason.NOT_FOUND.code()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static <T extends HasMetadata> Optional<T> of(Optional<T> object, OwnerReference owner) {
        return object.filter(o -> o.getMetadata().getUid().equals(owner.getUid()));
    }
}
