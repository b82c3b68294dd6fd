package dev.quarterdeck.scheduler.gang;

import dev.quarterdeck.scheduler.snapshot.ClusterSnapshot;
import dev.quarterdeck.scheduler.snapshot.NodeSnapshot;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import java.util.Set;

/** What pods get besides room, held while the rest of their group is looked at. Called by the thread that decides. */
public interface GangHolds {
    GangHolds NONE = new GangHolds() {
        @Override
        public void hold(PodRequest pod, NodeSnapshot node, ClusterSnapshot cluster) {
            // There is nothing.
        }

        @Override
        public void letGo(PodRequest pod) {
            // Nothing was held.
        }

        @Override
        public String giveUp(PodRequest pod, ClusterSnapshot cluster, Set<String> rejectedBy) {
            return "no new claims to deallocate";
        }
    };

    void hold(PodRequest pod, NodeSnapshot node, ClusterSnapshot cluster);

    void letGo(PodRequest pod);

    /** No node takes the pod: what it has that keeps it from going elsewhere goes. What was done, as users read it. */
    String giveUp(PodRequest pod, ClusterSnapshot cluster, Set<String> rejectedBy);
}
