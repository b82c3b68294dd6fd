package dev.quarterdeck.controller.devicetainteviction;

import dev.quarterdeck.controller.owner.Owners;
import dev.quarterdeck.controller.pod.Departures;
import dev.quarterdeck.controller.pod.Pods;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.reconcile.client.ObjectApi;
import dev.quarterdeck.reconcile.event.EventRecorder;
import dev.quarterdeck.reconcile.informer.Informer;
import dev.quarterdeck.reconcile.loop.Reconciler;
import dev.quarterdeck.reconcile.loop.Result;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodResourceClaim;
import io.fabric8.kubernetes.api.model.PodResourceClaimStatus;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaim;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceSlice;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Deletes a pod when its time with tainted devices is over. */
final class DeviceEvictionReconciler implements Reconciler<ObjectKey> {
    private final Informer<Pod> pods;
    private final Informer<ResourceClaim> claims;
    private final Informer<ResourceSlice> slices;
    private final Departures departures;

    DeviceEvictionReconciler(
            Informer<Pod> pods,
            Informer<ResourceClaim> claims,
            Informer<ResourceSlice> slices,
            ObjectApi api,
            EventRecorder events,
            InstantSource clock) {
        this.pods = pods;
        this.claims = claims;
        this.slices = slices;
        this.departures = new Departures(api, new DeviceWords(events), clock);
    }

    private record DeviceWords(EventRecorder events) implements Departures.Words {
        private static final String REASON = "DeviceTaintManagerEviction";

        @Override
        public void leaves(ObjectKey key, Pod pod) {
            events.normal(pod, REASON, "Marking for deletion");
        }

        @Override
        public void stays(ObjectKey key, Pod pod) {
            events.normal(pod, REASON, "Cancelling deletion");
        }

        @Override
        public String reason() {
            return "DeletionByDeviceTaintManager";
        }

        @Override
        public String message() {
            return "Device Taint manager: deleting due to NoExecute taint";
        }
    }

    @Override
    public Result reconcile(ObjectKey key) throws InterruptedException {
        Optional<Pod> found = pods.get(key.namespace(), key.name());
        if (found.isEmpty() || found.get().isMarkedForDeletion() || Pods.isTerminal(found.get())) {
            departures.forget(key);
            return Result.DONE;
        }
        return departures.decide(key, found.get(), leaveAt(found.get(), departures.firstSeen(key)));
    }

    private Optional<Instant> leaveAt(Pod pod, Instant firstSeen) {
        if (Pods.nodeName(pod).isEmpty()) {
            return Optional.empty();
        }
        Instant leave = Instant.MAX;
        for (ResourceClaim claim : used(pod)) {
            List<ResourceSlice> ofPools = new ArrayList<>();
            DeviceEvictionPlanner.devices(claim).stream()
                    .map(DeviceEvictionPlanner::pool)
                    .distinct()
                    .forEach(pool -> ofPools.addAll(slices.byIndex(DeviceTaintEvictionController.BY_POOL, pool)));
            Instant until =
                    DeviceEvictionPlanner.leaveAt(claim, ofPools, firstSeen).orElse(Instant.MAX);
            leave = until.isBefore(leave) ? until : leave;
        }
        return leave.equals(Instant.MAX) ? Optional.empty() : Optional.of(leave);
    }

    /** The claims that the pod has a right to, under the names it knows. */
    private List<ResourceClaim> used(Pod pod) {
        List<ResourceClaim> result = new ArrayList<>();
        for (PodResourceClaim each : pod.getSpec().getResourceClaims()) {
            boolean own = each.getResourceClaimName() == null;
            String name = own ? made(pod, each.getName()) : each.getResourceClaimName();
            claims.get(pod.getMetadata().getNamespace(), name)
                    .filter(claim -> !own || Owners.isControlledBy(claim, pod))
                    .filter(claim -> claim.getStatus() != null
                            && claim.getStatus().getReservedFor().stream()
                                    .anyMatch(r -> pod.getMetadata().getUid().equals(r.getUid())))
                    .ifPresent(result::add);
        }
        return result;
    }

    private static String made(Pod pod, String name) {
        if (pod.getStatus() != null) {
            for (PodResourceClaimStatus status : pod.getStatus().getResourceClaimStatuses()) {
                if (name.equals(status.getName()) && status.getResourceClaimName() != null) {
                    return status.getResourceClaimName();
                }
            }
        }
        return "";
    }
}
