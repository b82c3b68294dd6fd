package dev.quarterdeck.scheduler.snapshot;

import dev.quarterdeck.kube.selector.LabelSelector;
import dev.quarterdeck.kube.selector.LabelSelectors;
import io.fabric8.kubernetes.api.model.PodAffinityTerm;
import java.util.Map;
import java.util.Set;

/**
 * One term of inter-pod affinity (core/v1 PodAffinityTerm): which pods, and by which label of nodes they are near.
 *
 * @param namespaces by name; those of {@code namespaceSelector} come on top
 * @param weight of a preferred term; 0 where it is required
 */
public record PodTerm(
        String topologyKey, LabelSelector pods, Set<String> namespaces, LabelSelector namespaceSelector, int weight) {

    /** Without namespaces and namespace selector, a term is about the namespace of the pod that has it. */
    static PodTerm of(PodAffinityTerm term, PodKind owner, int weight) {
        boolean ownNamespace = term.getNamespaces().isEmpty() && term.getNamespaceSelector() == null;
        return new PodTerm(
                term.getTopologyKey(),
                PodSelection.of(
                        term.getLabelSelector(), owner.labels(), term.getMatchLabelKeys(), term.getMismatchLabelKeys()),
                ownNamespace ? Set.of(owner.namespace()) : Set.copyOf(term.getNamespaces()),
                term.getNamespaceSelector() == null
                        ? LabelSelectors.NOTHING
                        : PodSelection.of(term.getNamespaceSelector()),
                weight);
    }

    /** @param namespaceLabels labels of all namespaces by their name */
    public boolean matches(PodKind pod, Map<String, Map<String, String>> namespaceLabels) {
        return pods.matches(pod.labels())
                && (namespaces.contains(pod.namespace())
                        || namespaceSelector.matches(namespaceLabels.getOrDefault(pod.namespace(), Map.of())));
    }
}
