package dev.quarterdeck.scheduler.score;

import dev.quarterdeck.scheduler.filter.NodeSelection;
import dev.quarterdeck.scheduler.snapshot.NodeSnapshot;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import io.fabric8.kubernetes.api.model.NodeAffinity;
import io.fabric8.kubernetes.api.model.PreferredSchedulingTerm;
import org.jspecify.annotations.Nullable;

/** The sum of the weights of the preferred terms that a node matches, the pod's own and the profile's. */
public final class NodeAffinityScore {
    public static final String NAME = "NodeAffinity";

    private NodeAffinityScore() {}

    public static int preferred(PodRequest pod, NodeSnapshot node, @Nullable NodeAffinity added) {
        var affinity = pod.pod().getSpec().getAffinity();
        return sum(affinity == null ? null : affinity.getNodeAffinity(), node) + sum(added, node);
    }

    private static int sum(@Nullable NodeAffinity affinity, NodeSnapshot node) {
        int sum = 0;
        if (affinity != null) {
            for (PreferredSchedulingTerm term : affinity.getPreferredDuringSchedulingIgnoredDuringExecution()) {
                if (NodeSelection.matches(term.getPreference(), node)) {
                    sum += term.getWeight();
                }
            }
        }
        return sum;
    }
}
