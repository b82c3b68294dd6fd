package dev.quarterdeck.scheduler.column;

import dev.quarterdeck.scheduler.score.ImageLocalityScore;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import dev.quarterdeck.scheduler.snapshot.ResourceAmounts;
import io.fabric8.kubernetes.api.model.NodeAffinity;
import io.fabric8.kubernetes.api.model.Toleration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** All that rules look at in a pod that look at one node alone: pods with the same are one class. */
record LocalKey(
        String nodeName,
        Map<String, String> nodeSelector,
        @Nullable NodeAffinity affinity,
        List<Toleration> tolerations,
        ResourceAmounts amounts,
        ResourceAmounts scored,
        Set<PodRequest.HostPort> hostPorts,
        List<String> images,
        Set<String> backed) {

    static LocalKey of(PodRequest pod) {
        var spec = pod.pod().getSpec();
        return new LocalKey(
                Objects.requireNonNullElse(spec.getNodeName(), ""),
                Objects.requireNonNullElse(spec.getNodeSelector(), Map.of()),
                spec.getAffinity() == null ? null : spec.getAffinity().getNodeAffinity(),
                spec.getTolerations(),
                pod.amounts(),
                pod.scored(),
                pod.hostPorts(),
                ImageLocalityScore.images(pod),
                pod.backed());
    }
}
