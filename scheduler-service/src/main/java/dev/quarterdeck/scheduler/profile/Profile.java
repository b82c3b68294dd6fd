package dev.quarterdeck.scheduler.profile;

import io.fabric8.kubernetes.api.model.NodeAffinity;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraintBuilder;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One profile of a scheduler (kubescheduler.config.k8s.io/v1 KubeSchedulerProfile), resolved.
 *
 * @param filters names of the rules that are asked, in their order
 * @param scores weights by rule
 * @param preempts whether pods may displace others
 * @param takingPart which rules take part in the other moments of an attempt
 */
public record Profile(
        String schedulerName,
        Set<String> filters,
        Map<String, Long> scores,
        boolean preempts,
        TakingPart takingPart,
        Arguments arguments) {

    /** All rules with the reference's order. */
    public static final List<String> FILTERS = List.of(
            "NodeUnschedulable",
            "NodeName",
            "TaintToleration",
            "NodeAffinity",
            "NodePorts",
            "NodeResourcesFit",
            "VolumeRestrictions",
            "NodeVolumeLimits",
            "VolumeBinding",
            "VolumeZone",
            "PodTopologySpread",
            "InterPodAffinity",
            "NodeDeclaredFeatures",
            "DynamicResources");

    /**
     * Arguments of the rules (pluginConfig).
     *
     * @param ignoredResources extended resources that NodeResourcesFit does not look at
     * @param ignoredGroups the same by the part before the slash
     * @param balanced resources that NodeResourcesBalancedAllocation weighs
     * @param requiredByOthers what a required term of a pod that is there counts for in scores (hardPodAffinityWeight)
     * @param ownTermsOnly whether preferences of pods that are there count only for pods that have some, too
     * @param added affinity that every pod has on top of its own (addedAffinity)
     * @param spread constraints of pods that have none
     * @param systemSpread whether those are the built-in ones, which nodes without a zone take part in
     */
    public record Arguments(
            Set<String> ignoredResources,
            Set<String> ignoredGroups,
            FitScoring fit,
            List<FitScoring.ResourceWeight> balanced,
            int requiredByOthers,
            boolean ownTermsOnly,
            @Nullable NodeAffinity added,
            List<TopologySpreadConstraint> spread,
            boolean systemSpread,
            int candidatesPercent,
            int candidatesLeast) {

        /** The same, with more resources that NodeResourcesFit does not look at: somebody else does. */
        Arguments ignoringToo(Set<String> more) {
            if (more.isEmpty()) {
                return this;
            }
            Set<String> all = new LinkedHashSet<>(ignoredResources);
            all.addAll(more);
            return new Arguments(
                    all,
                    ignoredGroups,
                    fit,
                    balanced,
                    requiredByOthers,
                    ownTermsOnly,
                    added,
                    spread,
                    systemSpread,
                    candidatesPercent,
                    candidatesLeast);
        }

        public static final Arguments STANDARD = new Arguments(
                Set.of(),
                Set.of(),
                FitScoring.STANDARD,
                FitScoring.CPU_AND_MEMORY,
                1,
                false,
                null,
                List.of(constraint("kubernetes.io/hostname", 3), constraint("topology.kubernetes.io/zone", 5)),
                true,
                10,
                100);

        private static TopologySpreadConstraint constraint(String key, int skew) {
            return new TopologySpreadConstraintBuilder()
                    .withTopologyKey(key)
                    .withMaxSkew(skew)
                    .withWhenUnsatisfiable("ScheduleAnyway")
                    .build();
        }
    }

    /** The reference's default plugins with their weights. */
    public static Profile standard(String schedulerName) {
        return new Profile(
                schedulerName,
                new LinkedHashSet<>(FILTERS),
                standardScores(),
                true,
                TakingPart.STANDARD,
                Arguments.STANDARD);
    }

    public static Map<String, Long> standardScores() {
        Map<String, Long> weights = new LinkedHashMap<>();
        weights.put("TaintToleration", 3L);
        weights.put("NodeAffinity", 2L);
        weights.put("NodeResourcesFit", 1L);
        weights.put("VolumeBinding", 1L);
        weights.put("PodTopologySpread", 2L);
        weights.put("InterPodAffinity", 2L);
        weights.put("NodeResourcesBalancedAllocation", 1L);
        weights.put("ImageLocality", 1L);
        weights.put("DynamicResources", 2L);
        return weights;
    }

    /** The same where only one rule scores. */
    public Profile scoringBy(String rule, long weight) {
        return new Profile(schedulerName, filters, Map.of(rule, weight), preempts, takingPart, arguments);
    }

    public long weight(String rule) {
        return scores.getOrDefault(rule, 0L);
    }
}
