package dev.quarterdeck.scheduler.device;

import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodResourceClaim;
import io.fabric8.kubernetes.api.model.PodResourceClaimStatus;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaim;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaimConsumerReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The claims of a pod: those it names, and those that were made for it from templates.
 *
 * @param wrong what is missing before the pod can be looked at at all; empty where nothing is
 */
record PodDevices(List<ResourceClaim> claims, String wrong) {
    /** Most consumers of one claim (API: ResourceClaimReservedForMaxSize). */
    private static final int MOST_CONSUMERS = 256;

    static PodDevices of(Pod pod, DeviceObjects objects) {
        List<ResourceClaim> claims = new ArrayList<>();
        String namespace = pod.getMetadata().getNamespace();
        for (PodResourceClaim each : pod.getSpec().getResourceClaims()) {
            String name = each.getResourceClaimName();
            boolean made = name == null;
            if (made) {
                PodResourceClaimStatus status = status(pod, each.getName());
                if (status == null) {
                    return new PodDevices(
                            List.of(),
                            "pod \"" + namespace + "/" + pod.getMetadata().getName()
                                    + "\": ResourceClaim not created yet");
                }
                name = status.getResourceClaimName();
                if (name == null) {
                    // Whoever makes claims has decided that it needs none.
                    continue;
                }
            }
            ResourceClaim claim = objects.claim(namespace, name);
            if (claim == null) {
                return new PodDevices(List.of(), "could not find ResourceClaim \"" + namespace + "/" + name + '"');
            }
            if (claim.getMetadata().getDeletionTimestamp() != null) {
                return new PodDevices(List.of(), "resourceclaim \"" + name + "\" is being deleted");
            }
            if (made && !isOwned(claim, pod)) {
                return new PodDevices(
                        List.of(),
                        "ResourceClaim " + namespace + "/" + name + " was not created for Pod " + namespace + "/"
                                + pod.getMetadata().getName() + " (Pod is not owner)");
            }
            claims.add(claim);
        }
        return new PodDevices(claims, "");
    }

    private static @Nullable PodResourceClaimStatus status(Pod pod, String name) {
        if (pod.getStatus() != null) {
            for (PodResourceClaimStatus status : pod.getStatus().getResourceClaimStatuses()) {
                if (name.equals(status.getName())) {
                    return status;
                }
            }
        }
        return null;
    }

    static boolean isOwned(ResourceClaim claim, Pod pod) {
        for (OwnerReference owner : claim.getMetadata().getOwnerReferences()) {
            if (Boolean.TRUE.equals(owner.getController())
                    && pod.getMetadata().getUid().equals(owner.getUid())) {
                return true;
            }
        }
        return false;
    }

    static List<ResourceClaimConsumerReference> consumers(ResourceClaim claim) {
        return claim.getStatus() == null ? List.of() : claim.getStatus().getReservedFor();
    }

    static boolean isReservedFor(ResourceClaim claim, Pod pod) {
        return consumers(claim).stream()
                .anyMatch(c -> pod.getMetadata().getUid().equals(c.getUid()));
    }

    /** Whether the pod may use the claim beside those that do, or are about to. */
    static boolean hasPlace(ResourceClaim claim, Pod pod, DeviceObjects objects) {
        Set<String> users = objects.users(claim);
        return users.size() < MOST_CONSUMERS || users.contains(pod.getMetadata().getUid());
    }
}
