package dev.quarterdeck.scheduler.snapshot;

import io.fabric8.kubernetes.api.model.PodAffinityTerm;
import io.fabric8.kubernetes.api.model.WeightedPodAffinityTerm;
import java.util.ArrayList;
import java.util.List;

/** The terms of inter-pod affinity and anti-affinity of one kind of pod, ready to match. */
public record PodTerms(
        List<PodTerm> affinity,
        List<PodTerm> antiAffinity,
        List<PodTerm> preferredAffinity,
        List<PodTerm> preferredAntiAffinity) {
    private static final PodTerms NONE = new PodTerms(List.of(), List.of(), List.of(), List.of());

    /** Whether it asks nothing of other pods. */
    public boolean isEmpty() {
        return affinity.isEmpty()
                && antiAffinity.isEmpty()
                && preferredAffinity.isEmpty()
                && preferredAntiAffinity.isEmpty();
    }

    static PodTerms of(PodKind kind) {
        if (kind.affinity() == null && kind.antiAffinity() == null) {
            return NONE;
        }
        var with = kind.affinity();
        var apart = kind.antiAffinity();
        return new PodTerms(
                with == null ? List.of() : required(with.getRequiredDuringSchedulingIgnoredDuringExecution(), kind),
                apart == null ? List.of() : required(apart.getRequiredDuringSchedulingIgnoredDuringExecution(), kind),
                with == null ? List.of() : preferred(with.getPreferredDuringSchedulingIgnoredDuringExecution(), kind),
                apart == null
                        ? List.of()
                        : preferred(apart.getPreferredDuringSchedulingIgnoredDuringExecution(), kind));
    }

    private static List<PodTerm> required(List<PodAffinityTerm> terms, PodKind kind) {
        return terms.stream().map(t -> PodTerm.of(t, kind, 0)).toList();
    }

    private static List<PodTerm> preferred(List<WeightedPodAffinityTerm> terms, PodKind kind) {
        List<PodTerm> result = new ArrayList<>();
        for (WeightedPodAffinityTerm term : terms) {
            if (term.getWeight() != null && term.getWeight() != 0) {
                result.add(PodTerm.of(term.getPodAffinityTerm(), kind, term.getWeight()));
            }
        }
        return List.copyOf(result);
    }
}
