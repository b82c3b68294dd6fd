package dev.quarterdeck.scheduler.gang;

import dev.quarterdeck.reconcile.model.PodGroup;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Pods of one group that are to get their nodes.
 *
 * @param object the group; null where it is not there, which matters only to gangs
 * @param pods those that have no node, most important first
 * @param placed those that have one, or will
 * @param minCount how many must, at least; 0 where each goes for itself
 */
public record GangRequest(
        GroupKey key, @Nullable PodGroup object, List<PodRequest> pods, List<Gangs.Placed> placed, int minCount) {
    String topologyKey() {
        return object == null ? "" : object.topologyKey();
    }

    boolean constrained() {
        return object != null && object.constrained();
    }

    int priority() {
        return object == null ? 0 : object.priority();
    }
}
