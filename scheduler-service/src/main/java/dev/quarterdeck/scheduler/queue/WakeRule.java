package dev.quarterdeck.scheduler.queue;

import dev.quarterdeck.scheduler.filter.ClusterChange;
import dev.quarterdeck.scheduler.filter.NodeFilter;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which changes are worth another try of a pod that rules rejected, asked of the rules themselves. */
public final class WakeRule {
    private final Map<String, List<NodeFilter>> rules = new HashMap<>();

    /** @param filters of all profiles; several of one name may differ in their arguments */
    public WakeRule(Collection<NodeFilter> filters) {
        for (NodeFilter filter : filters) {
            rules.computeIfAbsent(filter.name(), n -> new java.util.ArrayList<>())
                    .add(filter);
        }
    }

    boolean mayHelpAnyPod(String rule, ClusterChange.Kind kind) {
        for (NodeFilter filter : rules.getOrDefault(rule, List.of())) {
            if (filter.helpedBy().contains(kind)) {
                return true;
            }
        }
        return !rules.containsKey(rule);
    }

    /** A rule that is not known may be helped by anything. */
    boolean mayHelp(String rule, PodRequest pod, ClusterChange change) {
        for (NodeFilter filter : rules.getOrDefault(rule, List.of())) {
            if (filter.helpedBy().contains(change.kind()) && filter.mayHelp(pod, change)) {
                return true;
            }
        }
        return !rules.containsKey(rule);
    }
}
