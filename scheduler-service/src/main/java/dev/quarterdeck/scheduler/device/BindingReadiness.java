package dev.quarterdeck.scheduler.device;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.resource.v1.AllocatedDeviceStatus;
import io.fabric8.kubernetes.api.model.resource.v1.AllocationResult;
import io.fabric8.kubernetes.api.model.resource.v1.DeviceRequestAllocationResult;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaim;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether devices that have to be made ready first are ready (KEP-5007): all their binding conditions are true, and no failure condition is. */
sealed interface BindingReadiness {
    record Ready() implements BindingReadiness {}

    record Waiting() implements BindingReadiness {}

    /** @param why as the event tells it */
    record Failed(String why) implements BindingReadiness {}

    static BindingReadiness of(ResourceClaim claim) {
        AllocationResult allocation = DeviceObjects.allocation(claim);
        if (allocation == null) {
            return new Waiting();
        }
        for (DeviceRequestAllocationResult each : results(allocation)) {
            if (each.getBindingConditions().isEmpty()) {
                continue;
            }
            List<Condition> conditions = conditions(claim, each);
            if (conditions == null) {
                return new Waiting();
            }
            for (String failure : each.getBindingFailureConditions()) {
                for (Condition condition : conditions) {
                    if (failure.equals(condition.getType()) && "True".equals(condition.getStatus())) {
                        return new Failed("device binding failed: claim="
                                + claim.getMetadata().getName() + ", reason=" + condition.getReason() + ", message=\""
                                + condition.getMessage() + "\"");
                    }
                }
            }
            boolean all = each.getBindingConditions().stream().allMatch(type -> conditions.stream()
                    .anyMatch(c -> type.equals(c.getType()) && "True".equals(c.getStatus())));
            if (!all) {
                return new Waiting();
            }
        }
        return new Ready();
    }

    private static List<DeviceRequestAllocationResult> results(AllocationResult allocation) {
        return allocation.getDevices() == null
                ? List.of()
                : allocation.getDevices().getResults();
    }

    static boolean isAsked(@Nullable AllocationResult allocation) {
        return allocation != null
                && results(allocation).stream()
                        .anyMatch(r -> !r.getBindingConditions().isEmpty());
    }

    /** Whether it has been waited for longer than one may. */
    static boolean isOverdue(ResourceClaim claim, Duration limit, Instant now) {
        AllocationResult allocation = DeviceObjects.allocation(claim);
        return allocation != null
                && isAsked(allocation)
                && allocation.getAllocationTimestamp() != null
                && OffsetDateTime.parse(allocation.getAllocationTimestamp())
                        .toInstant()
                        .plus(limit)
                        .isBefore(now);
    }

    private static @Nullable List<Condition> conditions(ResourceClaim claim, DeviceRequestAllocationResult of) {
        for (AllocatedDeviceStatus each : claim.getStatus().getDevices()) {
            if (each.getDriver().equals(of.getDriver())
                    && each.getPool().equals(of.getPool())
                    && each.getDevice().equals(of.getDevice())) {
                return each.getConditions();
            }
        }
        return null;
    }
}
