package dev.quarterdeck.scheduler.device;

import dev.quarterdeck.scheduler.cycle.NodeRanking;
import dev.quarterdeck.scheduler.device.DeviceSearch.Picked;
import dev.quarterdeck.scheduler.score.NodeScore;
import dev.quarterdeck.scheduler.snapshot.ClusterSnapshot;
import dev.quarterdeck.scheduler.snapshot.NodeSnapshot;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import io.fabric8.kubernetes.api.model.resource.v1.DeviceRequest;
import io.fabric8.kubernetes.api.model.resource.v1.DeviceRequestAllocationResult;
import io.fabric8.kubernetes.api.model.resource.v1.DeviceSubRequest;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaim;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** Nodes where requests with alternatives get one that is named early are better (KEP-4816). */
public final class FirstChoiceRanking implements NodeRanking {
    /** Most alternatives of a request (API: FirstAvailableDeviceRequestMaxSize). */
    private static final int MOST = 8;

    private static final long[] NOTHING_TO_SAY = {};

    private final DynamicResourcesFilter rule;
    private final DeviceObjects objects;

    public FirstChoiceRanking(DynamicResourcesFilter rule, DeviceObjects objects) {
        this.rule = rule;
        this.objects = objects;
    }

    @Override
    public String name() {
        return DynamicResourcesFilter.NAME;
    }

    @Override
    public boolean isAskedAbout(PodRequest pod) {
        return DynamicResourcesFilter.asks(pod) && claims(pod).stream().anyMatch(FirstChoiceRanking::hasChoices);
    }

    private List<ResourceClaim> claims(PodRequest pod) {
        return PodDevices.of(pod.pod(), objects).claims();
    }

    static boolean hasChoices(ResourceClaim claim) {
        return claim.getSpec().getDevices().getRequests().stream()
                .anyMatch(r -> !r.getFirstAvailable().isEmpty());
    }

    @Override
    public long[] rank(PodRequest pod, BitSet nodes, ClusterSnapshot cluster) {
        if (!DynamicResourcesFilter.asks(pod)) {
            return NOTHING_TO_SAY;
        }
        List<ResourceClaim> claims = claims(pod);
        if (claims.stream().noneMatch(FirstChoiceRanking::hasChoices)) {
            return NOTHING_TO_SAY;
        }
        long[] scores = new long[nodes.length()];
        long most = 0;
        for (int slot = nodes.nextSetBit(0); slot >= 0; slot = nodes.nextSetBit(slot + 1)) {
            NodeSnapshot node = Objects.requireNonNull(cluster.nodes().get(slot));
            scores[slot] = rule.answer(pod, node).score(answer -> score(pod, claims, answer.picked()));
            most = Math.max(most, scores[slot]);
        }
        for (int slot = nodes.nextSetBit(0); slot >= 0 && most > 0; slot = nodes.nextSetBit(slot + 1)) {
            scores[slot] = NodeScore.MOST * scores[slot] / most;
        }
        return scores;
    }

    private long score(PodRequest pod, List<ResourceClaim> claims, List<List<Picked>> picked) {
        long sum = 0;
        int next = 0;
        for (ResourceClaim claim : claims) {
            Set<String> chosen = new HashSet<>();
            var allocation = objects.allocation(claim, pod.pod());
            if (allocation != null) {
                for (DeviceRequestAllocationResult each :
                        allocation.getDevices().getResults()) {
                    chosen.add(each.getRequest());
                }
            } else if (next < picked.size()) {
                picked.get(next++).forEach(p -> chosen.add(p.wanted().name()));
            }
            for (DeviceRequest request : claim.getSpec().getDevices().getRequests()) {
                List<DeviceSubRequest> alternatives = request.getFirstAvailable();
                for (int i = 0; i < alternatives.size(); i++) {
                    if (chosen.contains(
                            request.getName() + "/" + alternatives.get(i).getName())) {
                        sum += MOST - i;
                    }
                }
            }
        }
        return sum;
    }
}
