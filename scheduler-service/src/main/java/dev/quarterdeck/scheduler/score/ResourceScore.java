package dev.quarterdeck.scheduler.score;

import dev.quarterdeck.scheduler.profile.FitScoring.ResourceWeight;
import dev.quarterdeck.scheduler.snapshot.NodeSnapshot;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import java.util.List;
import java.util.Set;

/** A score by how much of resources is used. */
public abstract sealed class ResourceScore implements NodeScore permits ResourcesFitScore, BalancedAllocationScore {
    private final List<ResourceWeight> resources;

    ResourceScore(List<ResourceWeight> resources) {
        this.resources = List.copyOf(resources);
    }

    List<ResourceWeight> resources() {
        return resources;
    }

    /** Whether it looks at any of them. */
    public boolean weighs(Set<String> some) {
        return !some.isEmpty() && resources.stream().anyMatch(r -> some.contains(r.name()));
    }

    /** Whether it looks at any resource but cpu, memory and ephemeral storage. */
    public boolean weighsExtended() {
        return resources.stream().anyMatch(r -> isExtended(r.name()));
    }

    @Override
    public final long score(PodRequest pod, NodeSnapshot node) {
        return score(pod, node, MoreResources.NONE);
    }

    /** @param more of resources that a DeviceClass stands behind */
    public abstract long score(PodRequest pod, NodeSnapshot node, MoreResources more);

    static MoreResources.Amount more(String resource, PodRequest pod, NodeSnapshot node, MoreResources more) {
        return pod.backed().contains(resource) ? more.of(node, resource) : MoreResources.Amount.NONE;
    }

    static boolean isExtended(String resource) {
        return switch (resource) {
            case "cpu", "memory", "ephemeral-storage" -> false;
            default -> true;
        };
    }
}
