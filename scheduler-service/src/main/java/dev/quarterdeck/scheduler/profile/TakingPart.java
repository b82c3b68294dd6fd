package dev.quarterdeck.scheduler.profile;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which rules take part in the moments around filtering and scoring (KubeSchedulerProfile.plugins). A rule that filters or scores and may not look up what it
 * needs for that fails, as it does in the reference, and with it every pod.
 *
 * @param preEnqueue what keeps pods from being tried
 * @param preFilter what looks at the pod before nodes are asked
 * @param preScore what looks something up before nodes are compared
 * @param reserve what holds something on the node that was chosen
 * @param preBind what writes something before the pod is bound
 */
public record TakingPart(
        Set<String> preEnqueue, Set<String> preFilter, Set<String> preScore, Set<String> reserve, Set<String> preBind) {

    private static final Map<String, String> FILTERS_UNPREPARED = filtersUnprepared();

    private static final Map<String, String> SCORES_UNPREPARED = Map.of(
            "TaintToleration",
            "failed to read \"PreScoreTaintToleration\" from cycleState: not found",
            "InterPodAffinity",
            "failed to read \"PreScoreInterPodAffinity\" from cycleState: not found",
            "PodTopologySpread",
            "error reading \"PreScorePodTopologySpread\" from cycleState: not found");

    private static Map<String, String> filtersUnprepared() {
        Map<String, String> said = new LinkedHashMap<>();
        said.put("NodePorts", "reading \"PreFilterNodePorts\" from cycleState: not found");
        said.put("NodeResourcesFit", "error reading \"PreFilterNodeResourcesFit\" from cycleState: not found");
        said.put("VolumeRestrictions", "cannot read \"PreFilterVolumeRestrictions\" from cycleState");
        said.put("VolumeBinding", "not found");
        said.put("PodTopologySpread", "reading \"PreFilterPodTopologySpread\" from cycleState: not found");
        said.put("InterPodAffinity", "error reading \"PreFilterInterPodAffinity\" from cycleState: not found");
        said.put("NodeDeclaredFeatures", "error reading \"PreFilterNodeDeclaredFeatures\" from cycle-state: not found");
        said.put("DynamicResources", "not found");
        return said;
    }

    static final Set<String> PREPARE_SCORES = set(
            "TaintToleration",
            "NodeAffinity",
            "NodeResourcesFit",
            "VolumeBinding",
            "PodTopologySpread",
            "InterPodAffinity",
            "NodeResourcesBalancedAllocation");

    static final Set<String> HOLD_BACK = set("SchedulingGates", "DynamicResources", "DefaultPreemption");
    static final Set<String> HOLD = set("VolumeBinding", "DynamicResources");

    static Set<String> prepareFilters() {
        Set<String> prepare = new LinkedHashSet<>(Profile.FILTERS);
        List.of("NodeUnschedulable", "NodeName", "TaintToleration").forEach(prepare::remove);
        return prepare;
    }

    public static final TakingPart STANDARD = new TakingPart(HOLD_BACK, prepareFilters(), PREPARE_SCORES, HOLD, HOLD);

    private static Set<String> set(String... names) {
        return new LinkedHashSet<>(List.of(names));
    }

    /** What is wrong with rules that filter without having looked at the pod; empty where nothing is. */
    public String wrongWithFilters(Set<String> filters) {
        for (Map.Entry<String, String> each : FILTERS_UNPREPARED.entrySet()) {
            if (filters.contains(each.getKey()) && !preFilter.contains(each.getKey())) {
                return "running \"" + each.getKey() + "\" filter plugin: " + each.getValue();
            }
        }
        return "";
    }

    /** What is wrong with rules that score without having looked anything up; empty where nothing is. */
    public String wrongWithScores(Set<String> scores) {
        for (String each : scores) {
            String said = preScore.contains(each) ? null : SCORES_UNPREPARED.get(each);
            if (said != null) {
                return "running Score plugins: plugin \"" + each + "\" failed with: " + said;
            }
        }
        return "";
    }
}
