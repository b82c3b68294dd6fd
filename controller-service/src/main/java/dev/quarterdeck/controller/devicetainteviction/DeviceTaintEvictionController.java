package dev.quarterdeck.controller.devicetainteviction;

import dev.quarterdeck.controller.pod.Pods;
import dev.quarterdeck.controller.wiring.Controller;
import dev.quarterdeck.controller.wiring.ControllerContext;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.reconcile.informer.Informer;
import dev.quarterdeck.reconcile.loop.ReconcileLoop;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.resource.v1.Device;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaim;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaimConsumerReference;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceSlice;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Wires eviction by taints of devices: a slice wakes the pods whose claims have devices of its pool, a claim the pods that use it. */
public final class DeviceTaintEvictionController {
    static final String BY_POOL = "pool";

    private DeviceTaintEvictionController() {}

    public static Controller create(ControllerContext context) {
        Informer<Pod> pods = context.informers().of(Pod.class);
        Informer<ResourceClaim> claims = context.informers()
                .of(ResourceClaim.class)
                .index(BY_POOL, claim -> DeviceEvictionPlanner.devices(claim).stream()
                        .map(DeviceEvictionPlanner::pool)
                        .distinct()
                        .toList());
        Informer<ResourceSlice> slices = context.informers()
                .of(ResourceSlice.class)
                .index(BY_POOL, slice -> List.of(DeviceEvictionPlanner.pool(slice)));
        ReconcileLoop<ObjectKey> loop = context.loop(
                "device_taint_eviction",
                new DeviceEvictionReconciler(
                        pods,
                        claims,
                        slices,
                        context.api(),
                        context.events().apply("device-taint-eviction"),
                        context.time()));
        slices.onChange((before, after) -> {
            if (isTainted(before) || isTainted(after)) {
                String pool = DeviceEvictionPlanner.pool(ControllerContext.either(before, after));
                claims.byIndex(BY_POOL, pool).forEach(claim -> wake(loop, claim));
            }
        });
        claims.onChange((before, after) -> {
            wake(loop, before);
            wake(loop, after);
        });
        pods.onChange((before, after) -> {
            Pod pod = ControllerContext.either(before, after);
            boolean mayMatter = after == null
                    || before == null
                    || !Pods.nodeName(before).equals(Pods.nodeName(after))
                    || !Objects.equals(before.getStatus(), after.getStatus());
            if (mayMatter
                    && !pod.getSpec().getResourceClaims().isEmpty()
                    && !Pods.nodeName(pod).isEmpty()) {
                loop.queue().add(ControllerContext.key(pod));
            }
        });
        return new Controller("device-taint-eviction", List.of(loop), List.of(pods, claims, slices));
    }

    private static boolean isTainted(@Nullable ResourceSlice slice) {
        return slice != null
                && slice.getSpec().getDevices().stream().map(Device::getTaints).anyMatch(taints -> !taints.isEmpty());
    }

    private static void wake(ReconcileLoop<ObjectKey> loop, @Nullable ResourceClaim claim) {
        if (claim == null || claim.getStatus() == null) {
            return;
        }
        for (ResourceClaimConsumerReference each : claim.getStatus().getReservedFor()) {
            if ("pods".equals(each.getResource())) {
                loop.queue().add(new ObjectKey(claim.getMetadata().getNamespace(), each.getName()));
            }
        }
    }
}
