package dev.quarterdeck.scheduler.device;

import io.fabric8.kubernetes.api.model.ContainerExtendedResourceRequest;
import io.fabric8.kubernetes.api.model.resource.v1.AllocationResult;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaim;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the claims of a pod get on the node that was chosen. */
record DevicePlan(String node, List<Step> steps) {
    /**
     * @param allocation null for a claim that has its devices already
     * @param mappings for a claim that is to be made: which container gets which extended resource by which request; else empty
     */
    record Step(
            ResourceClaim claim,
            @Nullable AllocationResult allocation,
            List<ContainerExtendedResourceRequest> mappings) {

        boolean makesClaim() {
            return !mappings.isEmpty();
        }
    }
}
