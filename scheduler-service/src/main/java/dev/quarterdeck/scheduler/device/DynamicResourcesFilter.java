package dev.quarterdeck.scheduler.device;

import dev.quarterdeck.cel.device.DeviceMatcher;
import dev.quarterdeck.scheduler.cycle.NodeRanking;
import dev.quarterdeck.scheduler.cycle.SchedulingException;
import dev.quarterdeck.scheduler.filter.ClusterChange;
import dev.quarterdeck.scheduler.filter.NodeFilter;
import dev.quarterdeck.scheduler.filter.Rejection;
import dev.quarterdeck.scheduler.profile.DeviceTimes;
import dev.quarterdeck.scheduler.profile.Profile;
import dev.quarterdeck.scheduler.score.BalancedAllocationScore;
import dev.quarterdeck.scheduler.score.ResourceScore;
import dev.quarterdeck.scheduler.score.ResourcesFitScore;
import dev.quarterdeck.scheduler.snapshot.ClusterSnapshot;
import dev.quarterdeck.scheduler.snapshot.NodeSnapshot;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import io.fabric8.kubernetes.api.model.resource.v1.AllocationResult;
import io.fabric8.kubernetes.api.model.resource.v1.DeviceRequest;
import io.fabric8.kubernetes.api.model.resource.v1.DeviceSubRequest;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaim;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Claims that have their devices can be used on the node; the others get theirs there, all of them together. Other pods that leave do not help. */
public final class DynamicResourcesFilter implements NodeFilter {
    public static final String NAME = "DynamicResources";

    private final DeviceObjects objects;
    private final DeviceMatcher matcher = new DeviceMatcher();
    private final InstantSource clock;
    private final DeviceTimes times;
    private final RememberedAnswers remembered = new RememberedAnswers();
    private volatile @Nullable DeviceQuestion latest;

    public DynamicResourcesFilter(DeviceObjects objects, InstantSource clock, DeviceTimes times) {
        this.objects = objects;
        this.clock = clock;
        this.times = times;
    }

    @Override
    public String name() {
        return NAME;
    }

    /** The scores of a profile that depend on devices for some pods: those by resources that look at extended ones. */
    public List<NodeRanking> rankings(Profile.Arguments arguments) {
        DeviceAmounts amounts = new DeviceAmounts(objects, matcher);
        return Stream.of(new ResourcesFitScore(arguments.fit()), new BalancedAllocationScore(arguments.balanced()))
                .filter(ResourceScore::weighsExtended)
                .<NodeRanking>map(score -> new DeviceScoreRanking(score, amounts))
                .toList();
    }

    static boolean asks(PodRequest pod) {
        return !pod.pod().getSpec().getResourceClaims().isEmpty()
                || !pod.backed().isEmpty();
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
        if (objects.allocation(claim, pod.pod()) != null) {
            return PodDevices.hasPlace(claim, pod.pod(), objects) ? "" : "resourceclaim in use";
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
        DeviceQuestion question = question(pod);
        latest = question;
        return node -> question.answer(node).rejections();
    }

    /** What the pod's claims get on a node that was chosen. */
    DevicePlan plan(PodRequest pod, NodeSnapshot node, Supplier<String> shareIds) {
        List<ResourceClaim> claims = PodDevices.of(pod.pod(), objects).claims();
        DeviceQuestion question = question(pod);
        DeviceAnswer answer = question.ask(node);
        if (!answer.rejections().isEmpty()) {
            throw new SchedulingException(
                    "running Reserve plugin \"DynamicResources\": claim allocation not found for node");
        }
        List<DevicePlan.Step> steps = new ArrayList<>();
        int next = 0;
        for (ResourceClaim claim : claims) {
            AllocationResult allocation = null;
            if (DeviceObjects.allocation(claim) == null) {
                AllocationResult shared = objects.allocation(claim, pod.pod());
                allocation = shared != null
                        ? shared
                        : Allocations.of(claim, answer.picked().get(next++), node.name(), shareIds);
            }
            if (allocation != null || !PodDevices.isReservedFor(claim, pod.pod())) {
                steps.add(new DevicePlan.Step(claim, allocation, List.of()));
            }
        }
        DeviceQuestion.Extended extended = question.extendedOn(node);
        if (extended != null) {
            ResourceClaim claim = extended.wanted().claim();
            steps.add(new DevicePlan.Step(
                    claim,
                    Allocations.of(claim, answer.picked().get(next), node.name(), shareIds),
                    extended.mappings()));
        }
        return new DevicePlan(node.name(), steps);
    }

    DevicePlan plan(PodRequest pod, NodeSnapshot node) {
        return plan(pod, node, () -> UUID.randomUUID().toString());
    }

    /**
     * What a node gives for the claims of a pod that have nothing yet. Where the pod is the one that nodes were asked about last, it is what they answered then.
     */
    DeviceAnswer answer(PodRequest pod, NodeSnapshot node) {
        DeviceQuestion question = latest;
        return (question != null && question.isOf(pod) ? question : question(pod)).answer(node);
    }

    private DeviceQuestion question(PodRequest pod) {
        return new DeviceQuestion(pod, objects, matcher, clock, times, remembered);
    }

    /** Claims with devices that cannot be used on all of the nodes, and that nobody but this pod has a right to. */
    List<ResourceClaim> misplaced(PodRequest pod, ClusterSnapshot cluster) {
        List<ResourceClaim> result = new ArrayList<>();
        for (ResourceClaim claim : PodDevices.of(pod.pod(), objects).claims()) {
            boolean ours = Set.of(pod.uid()).containsAll(objects.users(claim));
            if (ours && DeviceObjects.allocation(claim) != null) {
                for (NodeSnapshot node : cluster.nodes()) {
                    if (!DeviceQuestion.isUsable(claim, node, times, clock)) {
                        result.add(claim);
                        break;
                    }
                }
            }
        }
        return result;
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
