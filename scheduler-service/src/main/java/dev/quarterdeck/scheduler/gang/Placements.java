package dev.quarterdeck.scheduler.gang;

import dev.quarterdeck.scheduler.cycle.SchedulingException;
import dev.quarterdeck.scheduler.profile.FitScoring.ResourceWeight;
import dev.quarterdeck.scheduler.profile.Profile;
import dev.quarterdeck.scheduler.snapshot.ClusterSnapshot;
import dev.quarterdeck.scheduler.snapshot.NodeSnapshot;
import dev.quarterdeck.scheduler.snapshot.WorkingSnapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The parts of a cluster that a group may go to as a whole (KEP-5732): nodes of the same value of a label, and where some of its pods have their nodes, only the
 * part they are in. Of several, the one that takes most pods of the group and is used best then. Pure.
 */
final class Placements {
    private Placements() {}

    /** By the label's value; the whole cluster, without a name, where the group does not say which label. */
    static Map<String, ClusterSnapshot> of(GangRequest request, ClusterSnapshot cluster) {
        String key = request.topologyKey();
        if (key.isEmpty()) {
            return Map.of("", cluster);
        }
        String required = request.placed().isEmpty() ? "" : domainOfPlaced(key, request.placed(), cluster);
        Map<String, List<NodeSnapshot>> nodes = new TreeMap<>();
        for (NodeSnapshot node : cluster.nodes()) {
            String value = node.labels().get(key);
            if (value != null && (request.placed().isEmpty() || required.equals(value))) {
                nodes.computeIfAbsent(value, v -> new ArrayList<>()).add(node);
            }
        }
        Map<String, ClusterSnapshot> result = new LinkedHashMap<>();
        nodes.forEach((value, these) -> result.put(value, WorkingSnapshot.only(cluster, these)));
        return result;
    }

    private static String domainOfPlaced(String key, List<Gangs.Placed> placed, ClusterSnapshot cluster) {
        Map<String, NodeSnapshot> nodes = new HashMap<>();
        cluster.nodes().forEach(node -> nodes.put(node.name(), node));
        String domain = "";
        for (Gangs.Placed pod : placed) {
            NodeSnapshot node = nodes.get(pod.node());
            if (node == null) {
                throw undetermined("getting node for pod " + pod.name() + ": nodeinfo not found for node name \""
                        + pod.node() + "\"");
            }
            String here = node.labels().get(key);
            if (here == null) {
                throw undetermined("no topology domain found for pod " + pod.name());
            }
            if (!domain.isEmpty() && !domain.equals(here)) {
                throw undetermined("more than 1 domain found for pod group: " + domain + ", " + here);
            }
            domain = here;
        }
        return domain;
    }

    private static SchedulingException undetermined(String why) {
        return new SchedulingException("cannot determine domain for already scheduled pods: " + why);
    }

    /** How many of the group's pods it takes, next to the one that takes most, and how much of it is used then; both in percent. */
    static long score(GangTrial.Result result, int placed, int most, Profile profile) {
        return 100L * (placed + result.fitting()) / Math.max(1, most)
                + profile.weight("NodeResourcesFit") * used(result.after(), profile);
    }

    private static long used(ClusterSnapshot cluster, Profile profile) {
        long sum = 0;
        long weights = 0;
        for (ResourceWeight each : profile.arguments().fit().resources()) {
            long all = 0;
            long used = 0;
            for (NodeSnapshot node : cluster.nodes()) {
                all += node.allocatable().get(each.name());
                used += node.scored().get(each.name());
            }
            if (all > 0) {
                sum += each.weight() * (Math.min(used, all) * 100 / all);
                weights += each.weight();
            }
        }
        return weights == 0 ? 0 : sum / weights;
    }
}
