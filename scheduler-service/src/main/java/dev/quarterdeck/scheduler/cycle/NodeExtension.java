package dev.quarterdeck.scheduler.cycle;

import dev.quarterdeck.scheduler.filter.Rejection;
import dev.quarterdeck.scheduler.snapshot.ClusterSnapshot;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import java.util.BitSet;
import java.util.List;
import java.util.Map;

/** Others who have a say after the rules: in which nodes are left, how good they are, and who may be displaced. May block. */
public interface NodeExtension {
    /** As rules are named in what rejected a pod. */
    String NAME = "Extender";

    /** What would have to go from a node, most important first. */
    record Victims(List<PodRequest> pods, int violations) {}

    /** Nobody. */
    NodeExtension NONE = new NodeExtension() {
        @Override
        public boolean isAskedAbout(PodRequest pod) {
            return false;
        }

        @Override
        public Map<Integer, List<Rejection>> narrow(PodRequest pod, BitSet nodes, ClusterSnapshot cluster) {
            return Map.of();
        }

        @Override
        public Map<Integer, Long> rank(PodRequest pod, BitSet nodes, ClusterSnapshot cluster) {
            return Map.of();
        }

        @Override
        public Map<String, Victims> choose(PodRequest pod, Map<String, Victims> candidates, ClusterSnapshot cluster) {
            return candidates;
        }
    };

    boolean isAskedAbout(PodRequest pod);

    /**
     * @return what is said against nodes, by slot; an empty list for one of which nothing is said and that is not to be taken all the same
     * @throws SchedulingException where somebody who must be asked does not answer
     */
    Map<Integer, List<Rejection>> narrow(PodRequest pod, BitSet nodes, ClusterSnapshot cluster);

    /** What is to be added to the score of nodes, by slot. */
    Map<Integer, Long> rank(PodRequest pod, BitSet nodes, ClusterSnapshot cluster);

    /** The nodes that may be cleared, and of whom. */
    Map<String, Victims> choose(PodRequest pod, Map<String, Victims> candidates, ClusterSnapshot cluster);
}
