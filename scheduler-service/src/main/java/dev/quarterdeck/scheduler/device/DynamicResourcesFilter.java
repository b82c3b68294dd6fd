package dev.quarterdeck.scheduler.device;

import dev.quarterdeck.cel.device.DeviceMatcher;
import dev.quarterdeck.scheduler.cycle.SchedulingException;
import dev.quarterdeck.scheduler.device.DeviceSearch.Picked;
import dev.quarterdeck.scheduler.device.DeviceSearch.Wanted;
import dev.quarterdeck.scheduler.filter.ClusterChange;
import dev.quarterdeck.scheduler.filter.NodeFilter;
import dev.quarterdeck.scheduler.filter.NodeSelection;
import dev.quarterdeck.scheduler.filter.Rejection;
import dev.quarterdeck.scheduler.profile.DeviceTimes;
import dev.quarterdeck.scheduler.snapshot.ClusterSnapshot;
import dev.quarterdeck.scheduler.snapshot.NodeSnapshot;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import io.fabric8.kubernetes.api.model.NodeSelector;
import io.fabric8.kubernetes.api.model.resource.v1.AllocationResult;
import io.fabric8.kubernetes.api.model.resource.v1.DeviceRequest;
import io.fabric8.kubernetes.api.model.resource.v1.DeviceSubRequest;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaim;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Claims that have their devices can be used on the node; the others get theirs there, all of them together. Other pods that leave do not help. */
public final class DynamicResourcesFilter implements NodeFilter {
    public static final String NAME = "DynamicResources";
    private static final List<Rejection> ELSEWHERE =
            List.of(new Rejection("resourceclaim not available on the node", false));
    private static final List<Rejection> NONE_FREE = List.of(new Rejection("cannot allocate all claims", false));
    private static final List<Rejection> CONTRADICTION =
            List.of(new Rejection("invalid resource pools were encountered", false));

    private final DeviceObjects objects;
    private final DeviceMatcher matcher = new DeviceMatcher();
    private final InstantSource clock;
    private final DeviceTimes times;

    public DynamicResourcesFilter(DeviceObjects objects, InstantSource clock, DeviceTimes times) {
        this.objects = objects;
        this.clock = clock;
        this.times = times;
    }

    @Override
    public String name() {
        return NAME;
    }

    static boolean asks(PodRequest pod) {
        return !pod.pod().getSpec().getResourceClaims().isEmpty();
    }

    /** What has to be there before the pod is looked at; empty where it is. Nothing is said of it to users: whoever makes claims is at it. */
    public String missing(PodRequest pod) {
        return asks(pod) ? PodDevices.of(pod.pod(), objects).wrong() : "";
    }

    @Override
    public @Nullable Rejection beforeNodes(PodRequest pod, ClusterSnapshot cluster) {
        if (!asks(pod)) {
            return null;
        }
        PodDevices devices = PodDevices.of(pod.pod(), objects);
        String wrong = devices.wrong();
        for (ResourceClaim claim : devices.claims()) {
            if (wrong.isEmpty()) {
                wrong = wrong(claim, pod);
            }
        }
        return wrong.isEmpty() ? null : new Rejection(wrong, false);
    }

    private String wrong(ResourceClaim claim, PodRequest pod) {
        if (DeviceObjects.allocation(claim) != null) {
            return PodDevices.hasPlace(claim) || PodDevices.isReservedFor(claim, pod.pod())
                    ? ""
                    : "resourceclaim in use";
        }
        if (objects.isDecided(claim)) {
            return "resource claim " + WantedDevices.nameOf(claim) + " is in the process of being allocated";
        }
        for (DeviceRequest request : claim.getSpec().getDevices().getRequests()) {
            if (request.getExactly() != null) {
                String missing =
                        missingClass(request.getName(), request.getExactly().getDeviceClassName());
                if (!missing.isEmpty()) {
                    return missing;
                }
            }
            for (DeviceSubRequest each : request.getFirstAvailable()) {
                String missing = missingClass(request.getName() + "/" + each.getName(), each.getDeviceClassName());
                if (!missing.isEmpty()) {
                    return missing;
                }
            }
        }
        return "";
    }

    private String missingClass(String request, String name) {
        return objects.deviceClass(name) == null
                ? "request " + request + ": device class " + name + " does not exist"
                : "";
    }

    @Override
    public NodeCheck forPod(PodRequest pod, ClusterSnapshot cluster) {
        if (!asks(pod)) {
            return NodeCheck.NOTHING_TO_ASK;
        }
        Question question = new Question(PodDevices.of(pod.pod(), objects).claims());
        return node -> question.ask(node).rejections();
    }

    /** What the pod's claims get on a node that was chosen. */
    DevicePlan plan(PodRequest pod, NodeSnapshot node, Supplier<String> shareIds) {
        List<ResourceClaim> claims = PodDevices.of(pod.pod(), objects).claims();
        Question question = new Question(claims);
        Answer answer = question.ask(node);
        if (!answer.rejections().isEmpty()) {
            throw new SchedulingException(
                    "running Reserve plugin \"DynamicResources\": claim allocation not found for node");
        }
        List<DevicePlan.Step> steps = new ArrayList<>();
        int next = 0;
        for (ResourceClaim claim : claims) {
            AllocationResult allocation = DeviceObjects.allocation(claim) != null
                    ? null
                    : Allocations.of(claim, answer.picked().get(next++), node.name(), shareIds);
            if (allocation != null || !PodDevices.isReservedFor(claim, pod.pod())) {
                steps.add(new DevicePlan.Step(claim, allocation));
            }
        }
        return new DevicePlan(node.name(), steps);
    }

    DevicePlan plan(PodRequest pod, NodeSnapshot node) {
        return plan(pod, node, () -> UUID.randomUUID().toString());
    }

    /** @param picked devices by claim, of those that have none yet */
    record Answer(List<Rejection> rejections, List<List<Picked>> picked) {}

    /** What was chosen on a node for the claims of a pod that have nothing yet; empty where it does not come out even. */
    List<List<Picked>> picked(PodRequest pod, NodeSnapshot node) {
        return new Question(PodDevices.of(pod.pod(), objects).claims())
                .ask(node)
                .picked();
    }

    /** Claims with devices that cannot be used on all of the nodes, and that nobody but this pod has a right to. */
    List<ResourceClaim> misplaced(PodRequest pod, ClusterSnapshot cluster) {
        List<ResourceClaim> result = new ArrayList<>();
        for (ResourceClaim claim : PodDevices.of(pod.pod(), objects).claims()) {
            var consumers = PodDevices.consumers(claim);
            boolean ours = consumers.isEmpty() || (consumers.size() == 1 && PodDevices.isReservedFor(claim, pod.pod()));
            if (ours && DeviceObjects.allocation(claim) != null) {
                for (NodeSnapshot node : cluster.nodes()) {
                    if (!isUsable(claim, node)) {
                        result.add(claim);
                        break;
                    }
                }
            }
        }
        return result;
    }

    private boolean isUsable(ResourceClaim claim, NodeSnapshot node) {
        AllocationResult allocation = Objects.requireNonNull(DeviceObjects.allocation(claim));
        NodeSelector selector = allocation.getNodeSelector();
        if (selector != null && !NodeSelection.matches(selector, node)) {
            return false;
        }
        return switch (BindingReadiness.of(claim)) {
            case BindingReadiness.Ready ready -> true;
            case BindingReadiness.Failed failed -> false;
            case BindingReadiness.Waiting waiting -> !BindingReadiness.isOverdue(claim, times.bind(), clock.instant());
        };
    }

    /** The claims of one pod, looked up once. */
    private final class Question {
        private final List<ResourceClaim> allocated = new ArrayList<>();
        private final List<ResourceClaim> others = new ArrayList<>();
        private final DeviceInventory inventory = objects.inventory();
        private @Nullable List<Wanted> known;

        Question(List<ResourceClaim> claims) {
            claims.forEach(c -> (DeviceObjects.allocation(c) != null ? allocated : others).add(c));
        }

        private List<Wanted> wanted() {
            List<Wanted> wanted = known;
            if (wanted == null) {
                wanted = others.stream()
                        .map(c -> new Wanted(c, WantedDevices.of(c, objects::deviceClass)))
                        .toList();
                known = wanted;
            }
            return wanted;
        }

        Answer ask(NodeSnapshot node) {
            List<Wanted> wanted = wanted();
            List<List<Picked>> picked = List.of();
            if (!wanted.isEmpty()) {
                List<DevicePool> pools = inventory.poolsOn(node);
                Instant end = clock.instant().plus(times.search());
                picked = objects.look(inUse -> new DeviceSearch(
                                node,
                                wanted,
                                pools,
                                inUse,
                                matcher,
                                () -> !times.search().isZero()
                                        && clock.instant().isAfter(end))
                        .run());
                if (picked.isEmpty()) {
                    boolean contradiction = pools.stream().anyMatch(p -> p.state() == DevicePool.State.INVALID);
                    return new Answer(contradiction ? CONTRADICTION : NONE_FREE, List.of());
                }
            }
            for (ResourceClaim claim : allocated) {
                if (!isUsable(claim, node)) {
                    return new Answer(ELSEWHERE, List.of());
                }
            }
            return new Answer(List.of(), picked);
        }
    }

    @Override
    public Set<ClusterChange.Kind> helpedBy() {
        return Set.of(
                ClusterChange.Kind.NODE_ADDED,
                ClusterChange.Kind.NODE_LABELS,
                ClusterChange.Kind.NODE_ALLOCATABLE,
                ClusterChange.Kind.DEVICE_CLAIM,
                ClusterChange.Kind.DEVICES_FREED,
                ClusterChange.Kind.DEVICE_CLASS,
                ClusterChange.Kind.DEVICES,
                ClusterChange.Kind.POD_CHANGED);
    }

    @Override
    public boolean mayHelp(PodRequest pod, ClusterChange change) {
        return switch (change.kind()) {
            case POD_CHANGED, DEVICES_FREED -> missing(pod).isEmpty();
            case DEVICE_CLAIM -> {
                PodDevices devices = PodDevices.of(pod.pod(), objects);
                String uid = change.object().getMetadata().getUid();
                yield devices.wrong().isEmpty()
                        && devices.claims().stream()
                                .anyMatch(c -> c.getMetadata().getUid().equals(uid));
            }
            default -> true;
        };
    }
}
