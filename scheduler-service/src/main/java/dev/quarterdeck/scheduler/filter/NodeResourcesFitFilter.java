package dev.quarterdeck.scheduler.filter;

import dev.quarterdeck.scheduler.profile.Profile;
import dev.quarterdeck.scheduler.snapshot.NodeSnapshot;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import dev.quarterdeck.scheduler.snapshot.ResourceAmounts;
import io.fabric8.kubernetes.api.model.resource.v1.DeviceClass;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The requests of all pods of a node stay within its allocatable, and their number too. Each lack is a reason of its own. Of an extended resource that a DeviceClass
 * stands behind and the node itself has nothing of, the rule about devices decides.
 */
final class NodeResourcesFitFilter implements SingleNodeFilter {

    private final Set<String> ignored;
    private final Set<String> ignoredGroups;

    NodeResourcesFitFilter(Profile.Arguments arguments) {
        this.ignored = arguments.ignoredResources();
        this.ignoredGroups = arguments.ignoredGroups();
    }

    private boolean isIgnored(String resource) {
        int slash = resource.indexOf('/');
        return ignored.contains(resource) || (slash > 0 && ignoredGroups.contains(resource.substring(0, slash)));
    }

    @Override
    public String name() {
        return "NodeResourcesFit";
    }

    @Override
    public List<Rejection> check(PodRequest pod, NodeSnapshot node) {
        ResourceAmounts asked = pod.amounts();
        ResourceAmounts all = node.allocatable();
        ResourceAmounts used = node.requested();
        List<Rejection> lacks = List.of();
        if (node.pods().size() + 1 > node.allowedPods()) {
            lacks = with(lacks, new Rejection("Too many pods", true));
        }
        lacks = lack(lacks, "cpu", asked.milliCpu(), used.milliCpu(), all.milliCpu());
        lacks = lack(lacks, "memory", asked.memory(), used.memory(), all.memory());
        lacks = lack(
                lacks, "ephemeral-storage", asked.ephemeralStorage(), used.ephemeralStorage(), all.ephemeralStorage());
        for (Map.Entry<String, Long> other : asked.others().entrySet()) {
            boolean byClaim = pod.backed().contains(other.getKey()) && all.get(other.getKey()) == 0;
            if (byClaim || isIgnored(other.getKey())) {
                continue;
            }
            lacks = lack(
                    lacks,
                    other.getKey(),
                    other.getValue(),
                    used.others().getOrDefault(other.getKey(), 0L),
                    all.others().getOrDefault(other.getKey(), 0L));
        }
        return lacks;
    }

    private static List<Rejection> lack(List<Rejection> lacks, String resource, long asked, long used, long all) {
        if (asked == 0 || asked <= all - used) {
            return lacks;
        }
        return with(lacks, new Rejection("Insufficient " + resource, asked <= all));
    }

    private static List<Rejection> with(List<Rejection> lacks, Rejection more) {
        List<Rejection> result = new ArrayList<>(lacks);
        result.add(more);
        return result;
    }

    @Override
    public Set<ClusterChange.Kind> helpedBy() {
        return Set.of(
                ClusterChange.Kind.NODE_ADDED,
                ClusterChange.Kind.NODE_ALLOCATABLE,
                ClusterChange.Kind.POD_LEFT,
                ClusterChange.Kind.POD_SHRUNK,
                ClusterChange.Kind.DEVICE_CLASS,
                ClusterChange.Kind.POD_CHANGED);
    }

    @Override
    public boolean mayHelp(PodRequest pod, ClusterChange change) {
        if (change.kind() == ClusterChange.Kind.DEVICE_CLASS) {
            return change.subject() instanceof DeviceClass now && isAskedFor(now, pod);
        }
        return change.node() == null || check(pod, change.node()).isEmpty();
    }

    private static boolean isAskedFor(DeviceClass offered, PodRequest pod) {
        Map<String, Long> asked = pod.amounts().others();
        String resource = offered.getSpec() == null ? null : offered.getSpec().getExtendedResourceName();
        return asked.containsKey("deviceclass.resource.kubernetes.io/"
                        + offered.getMetadata().getName())
                || (resource != null && asked.containsKey(resource));
    }
}
