package dev.quarterdeck.scheduler.device;

import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.StatusReason;
import dev.quarterdeck.reconcile.client.ObjectApi;
import dev.quarterdeck.reconcile.client.Propagation;
import io.fabric8.kubernetes.api.model.ContainerExtendedResourceRequest;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.resource.v1.AllocationResult;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaim;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaimConsumerReference;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes claims through the gateway: every write names the revision it is of, and is tried again on the claim as it is where somebody else was quicker. Pods that
 * share a claim wait for each other. Blocking.
 */
public final class ClaimWriter {
    private static final String FINALIZER = "resource.kubernetes.io/delete-protection";
    private static final int TRIES = 5;

    /** Claims are told apart by a hash: those that have one in common take turns, too. */
    private static final int TURNS = 64;

    private static final Logger LOG = LoggerFactory.getLogger(ClaimWriter.class);

    private final ObjectApi api;
    private final InstantSource clock;
    private final MeterRegistry registry;
    private final ReentrantLock[] turns =
            Stream.generate(ReentrantLock::new).limit(TURNS).toArray(ReentrantLock[]::new);

    /** @param registry for how often claims of extended resources were made, by the reference's name */
    public ClaimWriter(ObjectApi api, InstantSource clock, MeterRegistry registry) {
        this.registry = registry;
        this.api = api;
        this.clock = clock;
    }

    /** The claim is not as the decision found it. */
    static final class TakenException extends Exception {
        private static final long serialVersionUID = 1;

        TakenException(String message) {
            super(message);
        }
    }

    /** Gives the claim its devices, if it has none, and the pod a right to it. */
    ResourceClaim write(DevicePlan.Step step, Pod pod) throws InterruptedException, TakenException {
        ResourceClaim known = step.claim();
        ReentrantLock turn = turns[Math.floorMod(known.getMetadata().getUid().hashCode(), TURNS)];
        boolean atOnce = turn.tryLock();
        if (!atOnce) {
            turn.lockInterruptibly();
        }
        try {
            return untilItIsThatOfNow(atOnce ? known : now(known), c -> write(c, step.allocation(), pod));
        } finally {
            turn.unlock();
        }
    }

    /** A claim that is not there yet, with the name that the API gives it. */
    ResourceClaim create(ResourceClaim claim) throws InterruptedException {
        String status = "failure";
        try {
            ResourceClaim created = api.create(claim.edit()
                    .editMetadata()
                    .withName(null)
                    .withUid(null)
                    .endMetadata()
                    .build());
            status = "success";
            return created;
        } finally {
            registry.counter("scheduler.resourceclaim.creates", "status", status)
                    .increment();
        }
    }

    /** The pod says which of its containers gets what by which request. */
    void map(Pod pod, String claim, List<ContainerExtendedResourceRequest> mappings) throws InterruptedException {
        ObjectNode patch = Json.object();
        ObjectNode status = patch.putObject("status").putObject("extendedResourceClaimStatus");
        status.put("resourceClaimName", claim);
        ArrayNode list = status.putArray("requestMappings");
        for (ContainerExtendedResourceRequest each : mappings) {
            list.addObject()
                    .put("containerName", each.getContainerName())
                    .put("resourceName", each.getResourceName())
                    .put("requestName", each.getRequestName());
        }
        api.mergePatch(pod, "status", patch);
    }

    /** A claim that is gone is no error. */
    void delete(ResourceClaim claim) throws InterruptedException {
        try {
            ResourceClaim gone = untilItIsThatOfNow(now(claim), now -> {
                if (!now.getMetadata().getFinalizers().contains(FINALIZER)) {
                    return now;
                }
                ObjectNode patch = patch(now);
                ArrayNode list = ((ObjectNode) patch.get("metadata")).putArray("finalizers");
                now.getMetadata().getFinalizers().stream()
                        .filter(f -> !f.equals(FINALIZER))
                        .forEach(list::add);
                return api.mergePatch(now, "", patch);
            });
            api.delete(gone, Propagation.BACKGROUND);
        } catch (TakenException e) {
            LOG.debug("{}", e.getMessage());
        } catch (ApiException e) {
            if (e.reason() != StatusReason.NOT_FOUND) {
                throw e;
            }
        }
    }

    private interface Write {
        ResourceClaim of(ResourceClaim claim) throws InterruptedException, TakenException;
    }

    private ResourceClaim untilItIsThatOfNow(ResourceClaim known, Write write)
            throws InterruptedException, TakenException {
        ResourceClaim claim = known;
        for (int i = 1; true; i++) {
            try {
                return write.of(claim);
            } catch (ApiException e) {
                if (e.reason() != StatusReason.CONFLICT || i == TRIES) {
                    throw e;
                }
                claim = now(claim);
            }
        }
    }

    private ResourceClaim now(ResourceClaim claim) throws InterruptedException, TakenException {
        return api.get(
                        ResourceClaim.class,
                        claim.getMetadata().getNamespace(),
                        claim.getMetadata().getName())
                .orElseThrow(() ->
                        new TakenException("claim " + WantedDevices.nameOf(claim) + " got deleted in the meantime"));
    }

    private ResourceClaim write(ResourceClaim claim, @Nullable AllocationResult allocation, Pod pod)
            throws InterruptedException, TakenException {
        String name = WantedDevices.nameOf(claim);
        AllocationResult has = DeviceObjects.allocation(claim);
        if (claim.getMetadata().getDeletionTimestamp() != null) {
            throw new TakenException("claim " + name + " got deleted in the meantime");
        }
        if (allocation != null && has != null && !Allocations.isSame(allocation, has)) {
            throw new TakenException("claim " + name + " got allocated elsewhere in the meantime");
        }
        if (allocation == null && has == null) {
            throw new TakenException("claim " + name + " got deallocated elsewhere in the meantime");
        }
        ResourceClaim current = claim;
        if (has == null && !claim.getMetadata().getFinalizers().contains(FINALIZER)) {
            List<String> finalizers = new ArrayList<>(claim.getMetadata().getFinalizers());
            finalizers.add(FINALIZER);
            ObjectNode patch = patch(claim);
            ArrayNode list = ((ObjectNode) patch.get("metadata")).putArray("finalizers");
            finalizers.forEach(list::add);
            current = api.mergePatch(claim, "", patch);
        }
        ObjectNode patch = patch(current);
        ObjectNode status = patch.putObject("status");
        if (has == null) {
            ObjectNode tree = api.serialization().convertValue(allocation, ObjectNode.class);
            tree.put("allocationTimestamp", now());
            status.set("allocation", tree);
        } else if (has.getAllocationTimestamp() == null) {
            status.putObject("allocation").put("allocationTimestamp", now());
        }
        others(current, pod, status)
                .addObject()
                .put("resource", "pods")
                .put("name", pod.getMetadata().getName())
                .put("uid", pod.getMetadata().getUid());
        return api.mergePatch(current, "status", patch);
    }

    private ArrayNode others(ResourceClaim claim, Pod pod, ObjectNode status) {
        ArrayNode consumers = status.putArray("reservedFor");
        for (ResourceClaimConsumerReference each : PodDevices.consumers(claim)) {
            if (!pod.getMetadata().getUid().equals(each.getUid())) {
                consumers.add(api.serialization().convertValue(each, JsonNode.class));
            }
        }
        return consumers;
    }

    private String now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static ObjectNode patch(ResourceClaim claim) {
        ObjectNode patch = Json.object();
        patch.putObject("metadata").put("resourceVersion", claim.getMetadata().getResourceVersion());
        return patch;
    }

    /** The pod has no right to it any more. A claim that is gone is no error. */
    void unreserve(ResourceClaim claim, Pod pod) throws InterruptedException {
        try {
            untilItIsThatOfNow(claim, now -> {
                ObjectNode patch = patch(now);
                others(now, pod, patch.putObject("status"));
                return api.mergePatch(now, "status", patch);
            });
        } catch (TakenException e) {
            LOG.debug("{}", e.getMessage());
        }
    }

    /** Its devices are free again. */
    void deallocate(ResourceClaim claim) throws InterruptedException {
        ObjectNode patch = patch(claim);
        patch.putObject("status").putNull("allocation").putNull("reservedFor").putNull("devices");
        api.mergePatch(claim, "status", patch);
    }
}
