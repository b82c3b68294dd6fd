package dev.quarterdeck.controller.devicetainteviction;

import io.fabric8.kubernetes.api.model.resource.v1.Device;
import io.fabric8.kubernetes.api.model.resource.v1.DeviceRequestAllocationResult;
import io.fabric8.kubernetes.api.model.resource.v1.DeviceTaint;
import io.fabric8.kubernetes.api.model.resource.v1.DeviceToleration;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaim;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceSlice;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides when the pods that use a claim must leave (API reference: resource.k8s.io/v1 DeviceTaint, DeviceToleration). Pure.
 *
 * <pre>
 * NoExecute taints of the claim's devices                     → pods
 * none                                                          stay
 * one that no toleration for NoExecute matches                  leave when it was added
 * all tolerated, some for a time                                leave when the first of these times is over
 * all tolerated without limit                                   stay
 * </pre>
 */
final class DeviceEvictionPlanner {
    private DeviceEvictionPlanner() {}

    /**
     * @param slices of the pools that its devices are of
     * @param firstSeen for taints that do not say when they were added
     * @return empty where they may stay
     */
    static Optional<Instant> leaveAt(ResourceClaim claim, Collection<ResourceSlice> slices, Instant firstSeen) {
        Instant leave = Instant.MAX;
        for (DeviceRequestAllocationResult result : devices(claim)) {
            Device device = device(result, slices);
            for (DeviceTaint taint : device == null ? List.<DeviceTaint>of() : device.getTaints()) {
                if ("NoExecute".equals(taint.getEffect())) {
                    Instant until = toleratedUntil(result.getTolerations(), taint, firstSeen);
                    leave = until.isBefore(leave) ? until : leave;
                }
            }
        }
        return leave.equals(Instant.MAX) ? Optional.empty() : Optional.of(leave);
    }

    static List<DeviceRequestAllocationResult> devices(ResourceClaim claim) {
        return claim.getStatus() == null
                        || claim.getStatus().getAllocation() == null
                        || claim.getStatus().getAllocation().getDevices() == null
                ? List.of()
                : claim.getStatus().getAllocation().getDevices().getResults();
    }

    static String pool(DeviceRequestAllocationResult device) {
        return device.getDriver() + "/" + device.getPool();
    }

    static String pool(ResourceSlice slice) {
        return slice.getSpec().getDriver() + "/" + slice.getSpec().getPool().getName();
    }

    /** As the newest generation of its pool has it; null where that has none of that name. */
    private static @Nullable Device device(DeviceRequestAllocationResult result, Collection<ResourceSlice> slices) {
        List<ResourceSlice> ofPool =
                slices.stream().filter(s -> pool(s).equals(pool(result))).toList();
        long newest = ofPool.stream()
                .mapToLong(DeviceEvictionPlanner::generation)
                .max()
                .orElse(0);
        for (ResourceSlice slice : ofPool) {
            if (generation(slice) == newest) {
                for (Device device : slice.getSpec().getDevices()) {
                    if (device.getName().equals(result.getDevice())) {
                        return device;
                    }
                }
            }
        }
        return null;
    }

    private static long generation(ResourceSlice slice) {
        return Objects.requireNonNullElse(slice.getSpec().getPool().getGeneration(), 0L);
    }

    private static Instant toleratedUntil(List<DeviceToleration> tolerations, DeviceTaint taint, Instant firstSeen) {
        Instant added = taint.getTimeAdded() == null
                ? firstSeen
                : OffsetDateTime.parse(taint.getTimeAdded()).toInstant();
        Instant until = null;
        for (DeviceToleration toleration : tolerations) {
            if (matches(toleration, taint)) {
                Long seconds = toleration.getTolerationSeconds();
                if (seconds == null) {
                    return Instant.MAX;
                }
                Instant end = added.plusSeconds(Math.max(0, seconds));
                until = until == null || end.isBefore(until) ? end : until;
            }
        }
        return until == null ? added : until;
    }

    private static boolean matches(DeviceToleration toleration, DeviceTaint taint) {
        String key = Objects.requireNonNullElse(toleration.getKey(), "");
        return "NoExecute".equals(toleration.getEffect())
                && (key.isEmpty() || key.equals(taint.getKey()))
                && ("Exists".equals(toleration.getOperator())
                        || Objects.requireNonNullElse(toleration.getValue(), "")
                                .equals(Objects.requireNonNullElse(taint.getValue(), "")));
    }
}
