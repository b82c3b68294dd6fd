package dev.quarterdeck.controller.persistentvolume;

import dev.quarterdeck.controller.pod.Pods;
import dev.quarterdeck.kube.object.ObjectKey;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/** Pods without a node, for whose sake a claim may wait. */
final class WaitingPods {
    private WaitingPods() {}

    /** Paths of the claims that such a pod names; none of a pod with a node. */
    static List<String> claims(Pod pod) {
        if (pod.getSpec() == null || !Pods.nodeName(pod).isEmpty()) {
            return List.of();
        }
        return pod.getSpec().getVolumes().stream()
                .flatMap(v -> v.getPersistentVolumeClaim() != null
                        ? Stream.ofNullable(v.getPersistentVolumeClaim().getClaimName())
                        : v.getEphemeral() != null
                                ? Stream.of(pod.getMetadata().getName() + "-" + v.getName())
                                : Stream.empty())
                .map(name -> new ObjectKey(pod.getMetadata().getNamespace(), name).path())
                .toList();
    }

    static List<String> names(Collection<Pod> pods) {
        return pods.stream()
                .filter(p -> !Pods.isTerminal(p) && !p.isMarkedForDeletion())
                .map(p -> p.getMetadata().getName())
                .sorted()
                .toList();
    }
}
