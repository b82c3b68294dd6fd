package dev.quarterdeck.benchmarks.scheduling;

import static dev.quarterdeck.benchmarks.scheduling.Course.measured;
import static dev.quarterdeck.benchmarks.scheduling.Course.other;

import dev.quarterdeck.benchmarks.scheduling.Course.Begin;
import dev.quarterdeck.benchmarks.scheduling.Course.Bound;
import dev.quarterdeck.benchmarks.scheduling.Course.Delete;
import dev.quarterdeck.benchmarks.scheduling.Course.Nodes;
import dev.quarterdeck.benchmarks.scheduling.Course.Patch;
import dev.quarterdeck.benchmarks.scheduling.Course.Tried;
import dev.quarterdeck.benchmarks.scheduling.Course.Wave;
import java.util.List;

/**
 * Pods that no node takes, and then something happens that helps them: as event_handling of scheduler_perf has it, with the same objects and numbers. What happens,
 * happens as quickly as the server takes it, not a hundred times a second.
 */
final class EventScenarios {
    private static final int NODES = 100;
    private static final String ALLOW = tolerating("allow");
    private static final String NEAR_GREEN = """
            {"metadata":{"labels":{"color":"green"}},"spec":{"tolerations":[{"key":"allow","operator":"Exists","effect":"NoSchedule"}],
             "affinity":{"podAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":[
              {"labelSelector":{"matchLabels":{"color":"green"}},"topologyKey":"topology.kubernetes.io/zone"}]}}}}""";
    private static final String ALLOWED_NODES = """
            {"spec":{"tolerations":[{"key":"allow","operator":"Exists","effect":"NoSchedule"}],"affinity":{"nodeAffinity":{
             "requiredDuringSchedulingIgnoredDuringExecution":{"nodeSelectorTerms":[{"matchExpressions":[{"key":"affinity","operator":"In","values":["allow"]}]}]}}}}}""";
    private static final String ZONED =
            "\"topology.kubernetes.io/zone\":\"zone1\",\"affinity\":\"allow\",\"topology\":\"allow\"";

    private final int pods;

    /** @param brief whether there are three pods in place of ten */
    EventScenarios(boolean brief) {
        this.pods = brief ? 300 : 1000;
    }

    static Course podsDeleted() {
        int free = 500;
        int blockers = 480;
        String port = "\"ports\":[{\"hostPort\":8@i%12@,\"containerPort\":8@i%12@}]";
        return CourseRun.of(
                new Wave(
                        "blockertopologyportsresources",
                        "blocker-topology",
                        blockers,
                        labelled(
                                "\"topology\":\"blue\"",
                                spread("kubernetes.io/hostname", 10, 10_000, "topology", "blue") + ","
                                        + container(
                                                port
                                                        + ",\"resources\":{\"requests\":{\"cpu\":\"0.35\",\"memory\":\"3Gi\"}}")),
                        "csi",
                        false),
                new Wave(
                        "blockeraffinity",
                        "blocker-affinity",
                        blockers,
                        labelled("\"color\":\"green\"", ""),
                        "csi-once",
                        false),
                new Bound(),
                new Begin(),
                measured(
                        "blockertopologyportsresources",
                        "spread",
                        free,
                        labelled(
                                "\"topology\":\"blue\"",
                                spread("kubernetes.io/hostname", 11, 10_000, "topology", "blue"))),
                measured(
                        "blockeraffinity",
                        "restricted",
                        blockers,
                        "{\"spec\":{\"volumes\":[{\"name\":\"vol\",\"persistentVolumeClaim\":{\"claimName\":\"blocker-affinity-@i@\"}}]}}"),
                measured("nodeports", "ports", free, spec(container(port))),
                measured(
                        "noderesources",
                        "resources",
                        free,
                        spec(container("\"resources\":{\"requests\":{\"cpu\":\"0.2\",\"memory\":\"1Gi\"}}"))),
                new Wave("nodevolumelimits", "limits", blockers, "", "csi", true),
                measured(
                        "interpodaffinity",
                        "affinity",
                        free,
                        labelled("\"color\":\"green\"", away("\"color\":\"green\"", "blockeraffinity"))),
                new Tried(),
                new Delete("/api/v1/namespaces/blockertopologyportsresources/pods/blocker-topology-@i@", blockers, ""),
                new Delete("/api/v1/namespaces/blockeraffinity/pods/blocker-affinity-@i@", blockers, ""),
                new Bound());
    }

    /** On which {@link #podsDeleted} takes place. */
    static List<NodeSort> nodesOfPodsDeleted() {
        return List.of(NodeSort.withVolumes(50, 20));
    }

    Course podsUpdated() {
        // Together nearly all that the node has.
        String small = "\"resources\":{\"requests\":{\"cpu\":\"0.0001\",\"memory\":\"" + 30_000 / pods + "Mi\"}}";
        String smaller = "\"resources\":{\"requests\":{\"cpu\":\"0.0001\",\"memory\":\"1Mi\"}}";
        return CourseRun.of(
                new Begin(),
                new Nodes(node("unschedulable-node", 1, 90_000, "4", "32Gi", "", "\"unschedulable\":true")),
                measured("nodeunschedulable", "unschedulable", pods, ""),
                new Nodes(node("node-with-taint", 1, 90_000, "4", "32Gi", "", taint("toleration"))),
                measured("tainttoleration", "tainted", pods, ""),
                new Tried(),
                new Patch(
                        "/api/v1/namespaces/nodeunschedulable/pods/unschedulable-@i@",
                        pods,
                        tolerating("node.kubernetes.io/unschedulable")),
                new Patch("/api/v1/namespaces/tainttoleration/pods/tainted-@i@", pods, tolerating("toleration")),
                new Bound(),
                new Nodes(NodeSort.named()),
                other(
                        "blocker",
                        "blocker",
                        pods,
                        labelled("\"color\":\"green-@i@\",\"topology\":\"blue\"", container(small))),
                new Bound(),
                measured(
                        "interpodaffinity",
                        "affinity",
                        pods,
                        labelled("\"color\":\"green-@i@\"", away("\"color\":\"green-@i@\"", "blocker"))),
                measured("noderesources", "resources", pods, spec(container(small))),
                measured(
                        "blocker",
                        "spread",
                        pods,
                        labelled(
                                "\"topology\":\"blue\"",
                                spread("kubernetes.io/hostname", pods, 100, "topology", "blue"))),
                measured(
                        "schedulinggates",
                        "gated",
                        pods,
                        spec("\"schedulingGates\":[{\"name\":\"test.k8s.io/hold\"}]")),
                new Tried(),
                new Patch("/api/v1/namespaces/blocker/pods/blocker-@i@", pods, "{\"metadata\":{\"labels\":null}}"),
                new Patch("/api/v1/namespaces/blocker/pods/blocker-@i@/resize", pods, spec(container(smaller))),
                new Patch("/api/v1/namespaces/schedulinggates/pods/gated-@i@", pods, spec("\"schedulingGates\":[]")),
                new Bound());
    }

    Course nodesAdded() {
        return CourseRun.of(
                new Begin(),
                new Nodes(node(
                        "node-unschedulable", 1, 3000, "4", "32Gi", ZONED, "\"unschedulable\":true," + taint("allow"))),
                measured("nodeunschedulable", "unschedulable", pods, ALLOW),
                new Tried(),
                new Nodes(node("node-low-capacity", 1, 3000, "0.1", "100Mi", "", taint("allow"))),
                measured("noderesources", "resources", pods, asking(ALLOW, "0.2", "200Mi")),
                new Tried(),
                new Nodes(node("node-high-capacity", NODES, 3000, "200", "200Gi", "", taint("allow"))),
                new Bound(),
                measured("interpodaffinity", "affinity", pods, NEAR_GREEN),
                measured("nodeaffinity", "node-affinity", pods, ALLOWED_NODES),
                measured("podtopologyspread", "spread", pods, spreadAndTolerating(1000, 10_000)),
                new Tried(),
                new Nodes(node("node-unblocker", NODES, 3000, "4", "32Gi", ZONED, taint("allow"))),
                new Bound(),
                measured("tainttoleration", "tainted", pods, tolerating("toleration")),
                new Tried(),
                new Nodes(node("node-with-taint", NODES, 3000, "4", "32Gi", "", taint("toleration"))),
                new Bound());
    }

    Course podsAdded() {
        return CourseRun.of(
                new Nodes(node("podadd", 2, 3000, "4", "32Gi", "", "")),
                other("podtopologyspread", "with-label", 1, labelled("\"color\":\"green\"", "")),
                new Bound(),
                new Begin(),
                measured(
                        "podtopologyspread",
                        "spread",
                        pods,
                        labelled(
                                "\"topology\":\"blue\"",
                                away("\"color\":\"green\"", "podtopologyspread") + ","
                                        + spread("kubernetes.io/hostname", 1, 0, "topology", "blue"))),
                measured(
                        "interpodaffinity",
                        "affinity",
                        pods,
                        spec(near("\"color\":\"yellow-@i@\"", "interpodaffinity"))),
                new Tried(),
                other(
                        "podtopologyspread",
                        "unblocker-topology",
                        pods,
                        labelled(
                                "\"topology\":\"blue\",\"color\":\"green\"",
                                near("\"color\":\"green\"", "podtopologyspread"))),
                other("interpodaffinity", "unblocker-affinity", pods, labelled("\"color\":\"yellow-@i@\"", "")),
                new Bound());
    }

    Course nodesUpdated() {
        String nodes = "/api/v1/nodes/";
        return CourseRun.of(
                new Begin(),
                new Nodes(node(
                        "unschedulable", NODES, 3000, "4", "32Gi", "", "\"unschedulable\":true," + taint("allow"))),
                measured("nodeunschedulable", "unschedulable", pods, ALLOW),
                new Tried(),
                new Patch(
                        nodes + "unschedulable-@i@",
                        NODES,
                        "{\"spec\":{\"unschedulable\":null," + taint("allow") + "}}"),
                new Bound(),
                new Nodes(node("low-capacity", NODES, 3000, "0.0001", "1Mi", "", taint("allow-noderesources"))),
                measured("noderesources", "resources", pods, asking(tolerating("allow-noderesources"), "0.35", "3Gi")),
                new Tried(),
                new Patch(
                        nodes + "low-capacity-@i@/status",
                        NODES,
                        "{\"status\":{\"capacity\":{\"cpu\":\"4\",\"memory\":\"32Gi\"},\"allocatable\":{\"cpu\":\"4\",\"memory\":\"32Gi\"}}}"),
                new Bound(),
                new Nodes(node("without-labels", NODES, 3000, "4", "32Gi", "", taint("allow"))),
                measured("interpodaffinity", "affinity", pods, NEAR_GREEN),
                measured("nodeaffinity", "node-affinity", pods, ALLOWED_NODES),
                measured("podtopologyspread", "spread", pods, spreadAndTolerating(1, 1)),
                new Tried(),
                new Patch(nodes + "without-labels-@i@", NODES, "{\"metadata\":{\"labels\":{" + ZONED + "}}}"),
                new Bound(),
                new Nodes(node("without-taints", NODES, 3000, "4", "32Gi", "", taint("allow"))),
                measured("tainttoleration", "tainted", pods, tolerating("toleration-@i/10@")),
                new Tried(),
                new Patch(nodes + "without-taints-@i@", NODES, "{\"spec\":{" + taint("toleration-@i@") + "}}"),
                new Bound());
    }

    private static NodeSort node(
            String prefix, int count, int pods, String cpu, String memory, String labels, String spec) {
        String amounts = "{\"pods\":\"" + pods + "\",\"cpu\":\"" + cpu + "\",\"memory\":\"" + memory + "\"}";
        return NodeSort.like(
                prefix,
                count,
                "{\"metadata\":{\"labels\":{" + labels + "}},\"spec\":{" + spec + "},\"status\":{\"capacity\":"
                        + amounts + ",\"allocatable\":" + amounts + "}}");
    }

    private static String taint(String key) {
        return "\"taints\":[{\"key\":\"" + key + "\",\"effect\":\"NoSchedule\"}]";
    }

    private static String spec(String fields) {
        return "{\"spec\":{" + fields + "}}";
    }

    private static String labelled(String labels, String spec) {
        return "{\"metadata\":{\"labels\":{" + labels + "}},\"spec\":{" + spec + "}}";
    }

    /** With what admission adds: tolerations can be added, not taken away. */
    private static String tolerating(String key) {
        return "{\"spec\":{\"tolerations\":[{\"key\":\"" + key
                + "\",\"operator\":\"Exists\",\"effect\":\"NoSchedule\"},"
                + "{\"key\":\"node.kubernetes.io/not-ready\",\"operator\":\"Exists\",\"effect\":\"NoExecute\",\"tolerationSeconds\":300},"
                + "{\"key\":\"node.kubernetes.io/unreachable\",\"operator\":\"Exists\",\"effect\":\"NoExecute\",\"tolerationSeconds\":300}]}}";
    }

    private static String asking(String tolerating, String cpu, String memory) {
        String resources = "\"resources\":{\"requests\":{\"cpu\":\"" + cpu + "\",\"memory\":\"" + memory + "\"}}";
        return tolerating.replace("{\"spec\":{", "{\"spec\":{" + container(resources) + ",");
    }

    private static String container(String more) {
        return "\"containers\":[{\"name\":\"pause\",\"image\":\"registry.k8s.io/pause:3.10.1\"," + more + "}]";
    }

    private static String spread(String topologyKey, int skew, int domains, String key, String value) {
        return "\"topologySpreadConstraints\":[{\"maxSkew\":" + skew
                + (domains > 0 ? ",\"minDomains\":" + domains : "")
                + ",\"topologyKey\":\"" + topologyKey
                + "\",\"whenUnsatisfiable\":\"DoNotSchedule\",\"labelSelector\":{\"matchLabels\":{\"" + key + "\":\""
                + value + "\"}}}]";
    }

    private static String spreadAndTolerating(int skew, int domains) {
        return labelled(
                "\"color\":\"blue\"",
                "\"tolerations\":[{\"key\":\"allow\",\"operator\":\"Exists\",\"effect\":\"NoSchedule\"}],"
                        + spread("topology", skew, domains, "color", "blue"));
    }

    private static String away(String labels, String namespace) {
        return "\"affinity\":{\"podAntiAffinity\":" + required(labels, namespace) + "}";
    }

    private static String near(String labels, String namespace) {
        return "\"affinity\":{\"podAffinity\":" + required(labels, namespace) + "}";
    }

    private static String required(String labels, String namespace) {
        return "{\"requiredDuringSchedulingIgnoredDuringExecution\":[{\"labelSelector\":{\"matchLabels\":{" + labels
                + "}},\"topologyKey\":\"kubernetes.io/hostname\",\"namespaces\":[\"" + namespace + "\"]}]}";
    }
}
