package dev.quarterdeck.controller.daemonset;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Rolling update with {@code maxSurge} (KEP-1591): a node gets its new pod before the old one goes. Pure; one object per plan.
 *
 * <pre>
 * old pod         new pod         node fits     → what
 * not available   none            yes             create the new one at once
 * available       none            yes             create the new one, as long as fewer than maxSurge nodes wait for theirs
 * not available   none            no              delete the old one
 * available       none            no              delete it, as long as enough others are available
 * any             not available                   wait: the node counts as surging
 * any             available                       delete the old one
 * </pre>
 */
final class SurgePlanner {
    private final int maxSurge;
    private final int desired;
    private final Predicate<Pod> available;
    private final List<String> create = new ArrayList<>();
    private final List<Pod> delete = new ArrayList<>();
    private final List<String> candidates = new ArrayList<>();
    private final List<Pod> misplaced = new ArrayList<>();
    private int surging;
    private int availableNodes;

    /** @param desired how many nodes are to have a pod */
    SurgePlanner(int maxSurge, int desired, Predicate<Pod> available) {
        this.maxSurge = maxSurge;
        this.desired = desired;
        this.available = available;
    }

    void look(String node, boolean fits, Optional<Pod> old, Optional<Pod> fresh) {
        if (old.or(() -> fresh).filter(available).isPresent()) {
            availableNodes++;
        }
        if (old.isEmpty()) {
            return;
        }
        if (fresh.isPresent()) {
            if (available.test(fresh.get())) {
                delete.add(old.get());
            } else {
                surging++;
            }
        } else if (available.test(old.get())) {
            if (fits) {
                candidates.add(node);
            } else {
                misplaced.add(old.get());
            }
        } else if (fits) {
            create.add(node);
        } else {
            delete.add(old.get());
        }
    }

    List<String> create() {
        List<String> all = new ArrayList<>(create);
        all.addAll(candidates.subList(0, Math.clamp(maxSurge - surging, 0, candidates.size())));
        return all;
    }

    List<Pod> delete() {
        List<Pod> all = new ArrayList<>(delete);
        all.addAll(misplaced.subList(0, Math.clamp(availableNodes - desired, 0, misplaced.size())));
        return all;
    }
}
