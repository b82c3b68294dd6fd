package dev.quarterdeck.controller.tainteviction;

import dev.quarterdeck.controller.pod.NodeFit;
import dev.quarterdeck.controller.pod.Pods;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.Toleration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * Decides when a pod must leave its node (Kubernetes documentation: taint based evictions). Pure.
 *
 * <pre>
 * NoExecute taints of the node                          → pod
 * none                                                    stays
 * one that it does not tolerate                           leaves now
 * all tolerated, some for a time                          leaves when the first of these times is over
 * all tolerated without limit                             stays
 * </pre>
 */
final class EvictionPlanner {

    sealed interface Verdict {
        record Stay() implements Verdict {}

        record LeaveAt(Instant when) implements Verdict {}
    }

    private EvictionPlanner() {}

    /** @param firstSeen for taints that do not say when they were added */
    static Verdict plan(Pod pod, List<Taint> taints, Instant firstSeen) {
        Instant leave = Instant.MAX;
        for (Taint taint : taints) {
            if ("NoExecute".equals(taint.getEffect())) {
                Instant until = toleratedUntil(pod, taint, firstSeen);
                leave = until.isBefore(leave) ? until : leave;
            }
        }
        return leave.equals(Instant.MAX) ? new Verdict.Stay() : new Verdict.LeaveAt(leave);
    }

    private static Instant toleratedUntil(Pod pod, Taint taint, Instant firstSeen) {
        Instant added = taint.getTimeAdded() == null ? firstSeen : Pods.time(taint.getTimeAdded());
        List<Toleration> matching = pod.getSpec().getTolerations().stream()
                .filter(toleration -> NodeFit.tolerates(toleration, taint))
                .toList();
        if (matching.isEmpty()) {
            return Instant.MIN;
        }
        return matching.stream()
                .map(Toleration::getTolerationSeconds)
                .filter(Objects::nonNull)
                .map(seconds -> added.plusSeconds(Math.max(0, seconds)))
                .min(Instant::compareTo)
                .orElse(Instant.MAX);
    }
}
