package dev.quarterdeck.scheduler.filter;

import dev.quarterdeck.scheduler.snapshot.ClusterSnapshot;
import dev.quarterdeck.scheduler.snapshot.NodeSnapshot;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One rule about where pods can go. Stateless and pure. */
public interface NodeFilter {
    /** The plugin's name in the reference, as it stands in KubeSchedulerConfiguration. */
    String name();

    /** Looks at the whole cluster once, for one pod, and gives the check of single nodes. */
    NodeCheck forPod(PodRequest pod, ClusterSnapshot cluster);

    /** What is wrong with the pod whatever the node; null where nothing is. Asked before any node is looked at. */
    default @Nullable Rejection beforeNodes(PodRequest pod, ClusterSnapshot cluster) {
        return null;
    }

    /** The kinds of changes after which a pod that this rule rejected may be worth another try. */
    Set<ClusterChange.Kind> helpedBy();

    /** Whether a change of such a kind may help this pod, by what changed. Where it is not known what changed it may. */
    default boolean mayHelp(PodRequest pod, ClusterChange change) {
        return true;
    }

    /** One pod and one rule, asked node by node. */
    interface NodeCheck {
        NodeCheck NOTHING_TO_ASK = node -> List.of();

        /** All that is wrong with the pod on this node by this rule; empty where it fits. */
        List<Rejection> check(NodeSnapshot node);
    }
}
