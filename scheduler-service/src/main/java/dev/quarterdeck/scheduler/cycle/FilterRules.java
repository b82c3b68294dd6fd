package dev.quarterdeck.scheduler.cycle;

import dev.quarterdeck.scheduler.column.PodView;
import dev.quarterdeck.scheduler.column.SetFilter;
import dev.quarterdeck.scheduler.filter.NodeFilter;
import dev.quarterdeck.scheduler.filter.NodeFilter.NodeCheck;
import dev.quarterdeck.scheduler.filter.Rejection;
import dev.quarterdeck.scheduler.filter.SingleNodeFilter;
import dev.quarterdeck.scheduler.measure.ExtensionPoint;
import dev.quarterdeck.scheduler.measure.RuleMeter;
import dev.quarterdeck.scheduler.measure.RuleMeters;
import dev.quarterdeck.scheduler.profile.Profile;
import dev.quarterdeck.scheduler.snapshot.ClusterSnapshot;
import dev.quarterdeck.scheduler.snapshot.NodeSnapshot;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rules of a profile that nodes are rejected by: asked about the pod itself, then what they have to ask about nodes beside what columns answer. */
final class FilterRules {
    /** @param before null for a rule that looks at one node alone: it has nothing to look up */
    private record Rule(
            NodeFilter filter, boolean looksAtPod, @Nullable RuleMeter before, RuleMeter meter) {}

    private final List<NodeFilter> filters;
    private final List<Rule> rules;
    private final String unprepared;

    FilterRules(List<NodeFilter> filters, Profile profile, RuleMeters meters) {
        this.filters = filters;
        this.unprepared = profile.takingPart().wrongWithFilters(profile.filters());
        this.rules = filters.stream()
                .map(f -> new Rule(
                        f,
                        profile.takingPart().preFilter().contains(f.name()),
                        f instanceof SingleNodeFilter ? null : meters.of(ExtensionPoint.PreFilter, f.name()),
                        meters.of(ExtensionPoint.Filter, f.name())))
                .toList();
    }

    List<NodeFilter> filters() {
        return filters;
    }

    /** What is wrong with the pod whatever the node. */
    record Wrong(String rule, Rejection no) {}

    /**
     * Null where nothing is.
     *
     * @throws SchedulingException where a rule may not look at the pod and cannot do without
     */
    @Nullable
    Wrong beforeNodes(PodRequest pod, ClusterSnapshot cluster) {
        Wrong wrong = lookAtPod(pod, cluster);
        if (wrong == null && !unprepared.isEmpty()) {
            throw new SchedulingException(unprepared);
        }
        return wrong;
    }

    private @Nullable Wrong lookAtPod(PodRequest pod, ClusterSnapshot cluster) {
        for (Rule rule : rules) {
            if (!rule.looksAtPod) {
                continue;
            }
            RuleMeter meter = rule.before;
            long begin = meter == null ? 0 : meter.look();
            Rejection no = rule.filter.beforeNodes(pod, cluster);
            if (meter != null && begin != 0) {
                meter.end(begin, no == null ? RuleMeter.SUCCESS : Rejection.status(List.of(no)));
            }
            if (no != null) {
                if (meter != null) {
                    meter.count();
                }
                return new Wrong(rule.filter.name(), no);
            }
        }
        return null;
    }

    /** Those that have something to ask, in their order. */
    List<Asked> asked(PodView view, PodRequest pod, ClusterSnapshot cluster) {
        List<Asked> asked = new ArrayList<>();
        for (Rule rule : rules) {
            String name = rule.filter.name();
            RuleMeter before = rule.before;
            if (before == null) {
                continue;
            }
            if (name.equals("PodTopologySpread") || name.equals("InterPodAffinity")) {
                SetFilter check = view.filter(name);
                if (check != null) {
                    asked.add(new Asked(name, null, check, rule.meter));
                }
                continue;
            }
            long begin = before.look();
            NodeCheck check = rule.filter.forPod(pod, cluster);
            boolean asks = check != NodeCheck.NOTHING_TO_ASK;
            before.end(begin, asks ? RuleMeter.SUCCESS : RuleMeter.SKIP);
            if (asks) {
                before.count();
                asked.add(new Asked(name, measured(check, rule.meter), null, rule.meter));
            }
        }
        return asked;
    }

    private static NodeCheck measured(NodeCheck check, RuleMeter meter) {
        return (NodeSnapshot node) -> {
            long begin = meter.begin();
            List<Rejection> rejections = check.check(node);
            if (begin != 0) {
                meter.end(begin, Rejection.status(rejections));
            }
            return rejections;
        };
    }
}
