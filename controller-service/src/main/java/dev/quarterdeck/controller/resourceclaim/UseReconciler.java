package dev.quarterdeck.controller.resourceclaim;

import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.reconcile.client.ObjectApi;
import dev.quarterdeck.reconcile.client.Propagation;
import dev.quarterdeck.reconcile.informer.Informer;
import dev.quarterdeck.reconcile.loop.Reconciler;
import dev.quarterdeck.reconcile.loop.Result;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaim;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaimBuilder;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaimConsumerReference;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Frees claims that nobody uses any more. Asks the server before it believes that a pod is gone. */
final class UseReconciler implements Reconciler<ObjectKey> {
    private final Informer<ResourceClaim> claims;
    private final Informer<Pod> pods;
    private final ObjectApi api;

    UseReconciler(Informer<ResourceClaim> claims, Informer<Pod> pods, ObjectApi api) {
        this.claims = claims;
        this.pods = pods;
        this.api = api;
    }

    @Override
    public Result reconcile(ObjectKey key) throws InterruptedException {
        Optional<ResourceClaim> found = claims.get(key.namespace(), key.name());
        if (found.isEmpty()) {
            return Result.DONE;
        }
        ResourceClaim claim = found.get();
        Set<String> running = running(key.namespace(), claim);
        Optional<Pod> owner = UsePlanner.madeFor(claim).flatMap(o -> pods.get(key.namespace(), o.getName()));
        UsePlanner.Plan plan = UsePlanner.plan(claim, ref -> running.contains(ref.getUid()), owner);
        if (plan.changed() || plan.deallocate()) {
            claim = api.updateStatus(freed(claim, plan));
        }
        if (plan.release()) {
            claim = api.update(new ResourceClaimBuilder(claim)
                    .editMetadata()
                    .removeFromFinalizers(UsePlanner.FINALIZER)
                    .endMetadata()
                    .build());
        }
        if (plan.delete()) {
            api.delete(claim, Propagation.DEFAULT);
        }
        return Result.DONE;
    }

    private static ResourceClaim freed(ResourceClaim claim, UsePlanner.Plan plan) {
        return plan.deallocate()
                ? new ResourceClaimBuilder(claim)
                        .editStatus()
                        .withReservedFor(plan.reservedFor())
                        .withAllocation(null)
                        .endStatus()
                        .build()
                : new ResourceClaimBuilder(claim)
                        .editStatus()
                        .withReservedFor(plan.reservedFor())
                        .endStatus()
                        .build();
    }

    /** Uids of pods that it is reserved for and that may still run. */
    private Set<String> running(String namespace, ResourceClaim claim) throws InterruptedException {
        Set<String> running = new HashSet<>();
        if (claim.getStatus() == null) {
            return running;
        }
        for (ResourceClaimConsumerReference ref : claim.getStatus().getReservedFor()) {
            Optional<Pod> pod = pods.get(namespace, ref.getName());
            if (pod.isEmpty()) {
                pod = api.get(Pod.class, namespace, ref.getName());
            }
            pod.filter(p -> p.getMetadata().getUid().equals(ref.getUid()) && !UsePlanner.isDone(p))
                    .ifPresent(p -> running.add(ref.getUid()));
        }
        return running;
    }
}
