package dev.quarterdeck.scheduler.device;

import dev.quarterdeck.cel.device.DeviceMatcher;
import dev.quarterdeck.scheduler.device.DeviceSearch.Picked;
import dev.quarterdeck.scheduler.device.DeviceSearch.Wanted;
import dev.quarterdeck.scheduler.filter.NodeSelection;
import dev.quarterdeck.scheduler.filter.Rejection;
import dev.quarterdeck.scheduler.profile.DeviceTimes;
import dev.quarterdeck.scheduler.snapshot.NodeSnapshot;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import io.fabric8.kubernetes.api.model.ContainerExtendedResourceRequest;
import io.fabric8.kubernetes.api.model.NodeSelector;
import io.fabric8.kubernetes.api.model.resource.v1.AllocationResult;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaim;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The claims of one pod, looked up once, for all nodes that are asked about them. For one thread. */
final class DeviceQuestion {
    private static final List<Rejection> ELSEWHERE =
            List.of(new Rejection("resourceclaim not available on the node", false));
    private static final List<Rejection> NONE_FREE = List.of(new Rejection("cannot allocate all claims", false));
    private static final List<Rejection> TRIED_BEFORE =
            List.of(new Rejection("cannot schedule extended resource claim", false));
    private static final List<Rejection> CONTRADICTION =
            List.of(new Rejection("invalid resource pools were encountered", false));

    private final DeviceObjects objects;
    private final DeviceMatcher matcher;
    private final InstantSource clock;
    private final DeviceTimes times;
    private final List<ResourceClaim> allocated = new ArrayList<>();
    private final List<AllocationResult> shared = new ArrayList<>();
    private final List<ResourceClaim> others = new ArrayList<>();
    private final DeviceInventory inventory;
    private final PodRequest pod;
    private final boolean triedBefore;
    private final Map<Set<String>, Extended> extended = new HashMap<>();
    private final Map<String, DeviceAnswer> answers = new HashMap<>();
    private final boolean choices;
    private final RememberedAnswers.@Nullable ForSame remembered;
    private @Nullable List<Wanted> known;

    DeviceQuestion(
            PodRequest pod,
            DeviceObjects objects,
            DeviceMatcher matcher,
            InstantSource clock,
            DeviceTimes times,
            RememberedAnswers memory) {
        this.objects = objects;
        this.matcher = matcher;
        this.clock = clock;
        this.times = times;
        this.inventory = objects.inventory();
        this.pod = pod;
        this.triedBefore = !pod.backed().isEmpty() && objects.extendedClaim(pod.pod()) != null;
        for (ResourceClaim claim : PodDevices.of(pod.pod(), objects).claims()) {
            AllocationResult allocation = objects.allocation(claim, pod.pod());
            if (allocation == null) {
                others.add(claim);
            } else if (DeviceObjects.allocation(claim) == null) {
                shared.add(allocation);
            } else {
                allocated.add(claim);
            }
        }
        this.choices = others.stream().anyMatch(FirstChoiceRanking::hasChoices);
        this.remembered = choices
                        && allocated.isEmpty()
                        && shared.isEmpty()
                        && pod.backed().isEmpty()
                ? memory.of(others.stream().map(ResourceClaim::getSpec).toList(), inventory, objects.changesOfClasses())
                : null;
    }

    boolean isOf(PodRequest asking) {
        return pod == asking;
    }

    /** @param wanted by the claim that would be made */
    record Extended(Wanted wanted, List<ContainerExtendedResourceRequest> mappings) {}

    /**
     * Nodes that are compared by what they would give are asked twice, and answer once. What is picked may be named after a claim that asks for the same: who wants
     * to have it written asks anew.
     */
    DeviceAnswer answer(NodeSnapshot node) {
        if (remembered != null) {
            List<DevicePool> pools = inventory.poolsOn(node);
            return remembered.of(node, pools, () -> objects.look(u -> u.changesOf(pools)), () -> ask(node));
        }
        return choices ? answers.computeIfAbsent(node.name(), n -> ask(node)) : ask(node);
    }

    /** What the pod needs by a claim of its own where a node has nothing of it itself; null for nothing. */
    @Nullable
    Extended extendedOn(NodeSnapshot node) {
        if (pod.backed().isEmpty()) {
            return null;
        }
        Set<String> lacking = new TreeSet<>();
        for (String resource : pod.backed()) {
            if (node.allocatable().get(resource) == 0) {
                lacking.add(resource);
            }
        }
        return lacking.isEmpty() ? null : extended.computeIfAbsent(lacking, this::extended);
    }

    private Extended extended(Set<String> resources) {
        Map<String, String> classes = objects.extendedResources();
        ExtendedResources.Made made =
                ExtendedResources.claim(pod.pod(), resources, "extended-" + pod.uid(), classes::get);
        return new Extended(
                new Wanted(made.claim(), WantedDevices.of(made.claim(), objects::deviceClass)), made.mappings());
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

    DeviceAnswer ask(NodeSnapshot node) {
        if (triedBefore) {
            return new DeviceAnswer(TRIED_BEFORE, List.of());
        }
        Extended more = extendedOn(node);
        List<Wanted> wanted = more == null
                ? wanted()
                : Stream.concat(wanted().stream(), Stream.of(more.wanted())).toList();
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
                            () -> !times.search().isZero() && clock.instant().isAfter(end))
                    .run());
            if (picked.isEmpty()) {
                boolean contradiction = pools.stream().anyMatch(p -> p.state() == DevicePool.State.INVALID);
                return new DeviceAnswer(contradiction ? CONTRADICTION : NONE_FREE, List.of());
            }
        }
        if (!shared.stream().allMatch(a -> reaches(a, node))) {
            return new DeviceAnswer(ELSEWHERE, List.of());
        }
        for (ResourceClaim claim : allocated) {
            if (!isUsable(claim, node, times, clock)) {
                return new DeviceAnswer(ELSEWHERE, List.of());
            }
        }
        return new DeviceAnswer(List.of(), picked);
    }

    private static boolean reaches(AllocationResult allocation, NodeSnapshot node) {
        NodeSelector selector = allocation.getNodeSelector();
        return selector == null || NodeSelection.matches(selector, node);
    }

    /** Whether a claim that has its devices can be used on a node. */
    static boolean isUsable(ResourceClaim claim, NodeSnapshot node, DeviceTimes times, InstantSource clock) {
        AllocationResult allocation = Objects.requireNonNull(DeviceObjects.allocation(claim));
        if (!reaches(allocation, node)) {
            return false;
        }
        return switch (BindingReadiness.of(claim)) {
            case BindingReadiness.Ready ready -> true;
            case BindingReadiness.Failed failed -> false;
            case BindingReadiness.Waiting waiting -> !BindingReadiness.isOverdue(claim, times.bind(), clock.instant());
        };
    }
}
