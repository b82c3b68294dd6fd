package dev.quarterdeck.scheduler.preempt;

import dev.quarterdeck.scheduler.snapshot.ClusterSnapshot;
import dev.quarterdeck.scheduler.snapshot.DisruptionBudget;
import dev.quarterdeck.scheduler.snapshot.NodeSnapshot;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Who would have to go from a node for pods of one class and priority: true as long as neither the node nor a disruption budget changes. Not thread-safe. */
final class VictimMemory {
    private static final int MOST = 16;

    /** The part of one class of pods and one priority. */
    static final class Shelf {
        private final Map<String, DisruptionBudget> budgets;
        private @Nullable Candidate[] bySlot = new Candidate[0];

        private Shelf(Map<String, DisruptionBudget> budgets) {
            this.budgets = budgets;
        }

        @Nullable
        Candidate get(NodeSnapshot node) {
            Candidate known = node.slot() < bySlot.length ? bySlot[node.slot()] : null;
            return known != null && known.node() == node ? known : null;
        }

        void put(Candidate candidate) {
            int slot = candidate.node().slot();
            if (slot >= bySlot.length) {
                bySlot = Arrays.copyOf(bySlot, Math.max(slot + 1, bySlot.length * 2));
            }
            bySlot[slot] = candidate;
        }
    }

    private record Key(Object ofClass, int priority) {}

    private final Map<Key, Shelf> shelves = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Shelf> eldest) {
            return size() > MOST;
        }
    };

    Shelf shelf(Object ofClass, PodRequest pod, ClusterSnapshot cluster) {
        Key key = new Key(ofClass, pod.priority());
        Shelf shelf = shelves.get(key);
        if (shelf == null || shelf.budgets != cluster.budgetsByName()) {
            shelf = new Shelf(cluster.budgetsByName());
            shelves.put(key, shelf);
        }
        return shelf;
    }
}
