package dev.quarterdeck.controller.resourceclaim;

import dev.quarterdeck.controller.owner.Owners;
import dev.quarterdeck.controller.pod.Pods;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaim;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaimConsumerReference;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Whether a claim is still in use. Pure but for the question whether a pod is still there.
 *
 * <pre>
 * reserved for                       → what
 * a pod that may still run             stays
 * a pod that is gone or has ended      is taken out
 * anything else                        stays
 *
 * the last one was taken out         → allocation and finalizer go, too
 * being deleted, reserved for nobody → allocation and finalizer go
 * made for a pod that has ended      → deleted, once reserved for nobody
 * </pre>
 */
final class UsePlanner {
    static final String FINALIZER = "resource.kubernetes.io/delete-protection";

    /**
     * @param reservedFor as it is to be
     * @param changed whether it is not so yet
     * @param deallocate whether the allocation is to go
     * @param release whether the finalizer is to go
     * @param delete whether nobody will need the claim again
     */
    record Plan(
            List<ResourceClaimConsumerReference> reservedFor,
            boolean changed,
            boolean deallocate,
            boolean release,
            boolean delete) {}

    private UsePlanner() {}

    /**
     * @param mayRun whether the pod that a reservation names may still run
     * @param owner the pod of that name that the claim was made for, where the cache has one
     */
    static Plan plan(ResourceClaim claim, Predicate<ResourceClaimConsumerReference> mayRun, Optional<Pod> owner) {
        List<ResourceClaimConsumerReference> before =
                claim.getStatus() == null ? List.of() : claim.getStatus().getReservedFor();
        List<ResourceClaimConsumerReference> after =
                before.stream().filter(ref -> !isPod(ref) || mayRun.test(ref)).toList();
        boolean changed = after.size() < before.size();
        boolean protectedHere = claim.getMetadata().getFinalizers().contains(FINALIZER);
        boolean free = after.isEmpty() && (changed || claim.isMarkedForDeletion());
        boolean allocated = claim.getStatus() != null && claim.getStatus().getAllocation() != null;
        boolean useless = after.isEmpty()
                && !claim.isMarkedForDeletion()
                && owner.filter(pod -> !Owners.isControlledBy(claim, pod) || isDone(pod))
                        .isPresent();
        return new Plan(after, changed, free && protectedHere && allocated, free && protectedHere, useless);
    }

    private static boolean isPod(ResourceClaimConsumerReference ref) {
        return (ref.getApiGroup() == null || ref.getApiGroup().isEmpty()) && "pods".equals(ref.getResource());
    }

    /** The pod that the claim was made for. */
    static Optional<OwnerReference> madeFor(ResourceClaim claim) {
        return Owners.controller(claim)
                .filter(owner -> owner.getKind().equals("Pod") && "v1".equals(owner.getApiVersion()));
    }

    /** It will not run any more, or never: one that goes before it got a node. */
    static boolean isDone(Pod pod) {
        return Pods.isTerminal(pod)
                || (pod.isMarkedForDeletion() && Pods.nodeName(pod).isEmpty());
    }
}
