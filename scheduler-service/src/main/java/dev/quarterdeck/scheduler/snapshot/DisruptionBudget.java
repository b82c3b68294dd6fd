package dev.quarterdeck.scheduler.snapshot;

import dev.quarterdeck.kube.selector.LabelSelector;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.util.Map;
import java.util.Set;

/**
 * A PodDisruptionBudget as far as preemption respects it.
 *
 * @param allowed disruptions that are allowed now
 * @param disrupted names of pods whose disruption is counted already
 */
public record DisruptionBudget(String namespace, LabelSelector pods, int allowed, Set<String> disrupted) {

    static DisruptionBudget of(PodDisruptionBudget budget) {
        var status = budget.getStatus();
        Map<String, String> disrupted = status == null ? null : status.getDisruptedPods();
        Integer allowed = status == null ? null : status.getDisruptionsAllowed();
        return new DisruptionBudget(
                budget.getMetadata().getNamespace(),
                PodSelection.of(
                        budget.getSpec() == null ? null : budget.getSpec().getSelector()),
                allowed == null ? 0 : allowed,
                disrupted == null ? Set.of() : Set.copyOf(disrupted.keySet()));
    }

    /** A pod without labels is covered by none. */
    public boolean covers(PodKind pod) {
        return !pod.labels().isEmpty() && namespace.equals(pod.namespace()) && pods.matches(pod.labels());
    }
}
