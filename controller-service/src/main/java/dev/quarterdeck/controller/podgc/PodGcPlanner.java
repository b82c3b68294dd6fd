package dev.quarterdeck.controller.podgc;

import dev.quarterdeck.controller.pod.Pods;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Decides which pods are to be taken away by force. Pure.
 *
 * <pre>
 * pod                                                  → what
 * on a node that is gone for good                        mark failed, delete: its node no longer exists
 * being deleted, never given to a node                   delete
 * being deleted, its node not ready and out of service   mark failed, delete
 * ended, and more ended ones than the threshold          delete, the oldest first
 * otherwise                                              keep
 * </pre>
 */
final class PodGcPlanner {
    private static final String OUT_OF_SERVICE = "node.kubernetes.io/out-of-service";

    /** @param condition what to say in the pod's DisruptionTarget condition before it is deleted; empty to say nothing */
    record Victim(Pod pod, Optional<String> condition) {}

    private PodGcPlanner() {}

    /**
     * @param node the node of a name, as the cache knows it
     * @param goneForGood names of nodes that are known not to exist
     * @param threshold how many ended pods may stay; zero or less for all
     */
    static List<Victim> plan(
            Collection<Pod> pods, Function<String, Optional<Node>> node, Set<String> goneForGood, int threshold) {
        List<Victim> victims = new ArrayList<>();
        Set<Pod> chosen = new HashSet<>();
        for (Pod pod : pods) {
            reason(pod, node, goneForGood).ifPresent(victim -> {
                victims.add(victim);
                chosen.add(pod);
            });
        }
        if (threshold > 0) {
            List<Pod> ended = pods.stream()
                    .filter(Pods::isTerminal)
                    .filter(pod -> !chosen.contains(pod))
                    .sorted(Comparator.comparing(
                            (Pod pod) -> String.valueOf(pod.getMetadata().getCreationTimestamp())))
                    .toList();
            ended.subList(0, Math.max(0, ended.size() - threshold))
                    .forEach(pod -> victims.add(new Victim(pod, Optional.empty())));
        }
        return victims;
    }

    private static Optional<Victim> reason(Pod pod, Function<String, Optional<Node>> node, Set<String> goneForGood) {
        String name = Pods.nodeName(pod);
        if (name.isEmpty()) {
            return pod.isMarkedForDeletion() ? Optional.of(new Victim(pod, Optional.empty())) : Optional.empty();
        }
        if (goneForGood.contains(name)) {
            return Optional.of(new Victim(pod, Optional.of("PodGC: node no longer exists")));
        }
        boolean lost = pod.isMarkedForDeletion()
                && node.apply(name).filter(PodGcPlanner::isOutOfService).isPresent();
        return lost
                ? Optional.of(new Victim(
                        pod, Optional.of("PodGC: the node is out of service and its pods will not end by themselves")))
                : Optional.empty();
    }

    private static boolean isOutOfService(Node node) {
        boolean ready = node.getStatus() != null
                && node.getStatus().getConditions().stream()
                        .anyMatch(c -> c.getType().equals("Ready") && "True".equals(c.getStatus()));
        return !ready
                && node.getSpec() != null
                && node.getSpec().getTaints().stream().anyMatch(t -> t.getKey().equals(OUT_OF_SERVICE));
    }
}
