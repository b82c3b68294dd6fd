package dev.quarterdeck.scheduler.filter;

import dev.quarterdeck.scheduler.profile.Profile;
import java.util.ArrayList;
import java.util.List;

/** The rules of a profile. */
public final class NodeFilters {
    private NodeFilters() {}

    /**
     * In the order in which they are asked; the first that rejects a node ends its turn. Rules about volumes and devices, which look at more than pods and nodes,
     * come from {@code others}.
     */
    public static List<NodeFilter> of(Profile profile, List<NodeFilter> others) {
        List<NodeFilter> all = new ArrayList<>();
        for (String name : profile.filters()) {
            switch (name) {
                case "NodeUnschedulable" -> all.add(new NodeUnschedulableFilter());
                case "NodeName" -> all.add(new NodeNameFilter());
                case "TaintToleration" -> all.add(new TaintTolerationFilter());
                case "NodeAffinity" -> {
                    if (profile.takingPart().preFilter().contains(name)) {
                        all.addFirst(new PinnedFilter());
                    }
                    all.add(new NodeAffinityFilter(profile.arguments().added()));
                }
                case "NodePorts" -> all.add(new NodePortsFilter());
                case "NodeResourcesFit" -> all.add(new NodeResourcesFitFilter(profile.arguments()));
                case "PodTopologySpread" -> all.add(new TopologySpreadFilter(profile.arguments()));
                case "InterPodAffinity" -> all.add(new InterPodAffinityFilter());
                case "NodeDeclaredFeatures" -> all.add(new NodeDeclaredFeaturesFilter());
                default -> others.stream().filter(f -> f.name().equals(name)).forEach(all::add);
            }
        }
        return all;
    }
}
