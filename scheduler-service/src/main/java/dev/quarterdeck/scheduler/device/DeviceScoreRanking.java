package dev.quarterdeck.scheduler.device;

import dev.quarterdeck.scheduler.cycle.NodeRanking;
import dev.quarterdeck.scheduler.score.MoreResources;
import dev.quarterdeck.scheduler.score.ResourceScore;
import dev.quarterdeck.scheduler.snapshot.ClusterSnapshot;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import java.util.BitSet;
import java.util.Objects;

/** A score by resources of a pod that asks for one which a DeviceClass stands behind, and which the score looks at: how much there is depends on devices. */
final class DeviceScoreRanking implements NodeRanking {
    private final ResourceScore score;
    private final MoreResources devices;

    DeviceScoreRanking(ResourceScore score, MoreResources devices) {
        this.score = score;
        this.devices = devices;
    }

    @Override
    public String name() {
        return score.name();
    }

    @Override
    public boolean isAskedAbout(PodRequest pod) {
        return score.weighs(pod.backed());
    }

    @Override
    public long[] rank(PodRequest pod, BitSet nodes, ClusterSnapshot cluster) {
        long[] scores = new long[nodes.length()];
        for (int slot = nodes.nextSetBit(0); slot >= 0; slot = nodes.nextSetBit(slot + 1)) {
            scores[slot] =
                    score.score(pod, Objects.requireNonNull(cluster.nodes().get(slot)), devices);
        }
        return scores;
    }
}
