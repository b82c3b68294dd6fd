package dev.quarterdeck.benchmarks.scheduling;

import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Nodes of one sort: objects only, nothing runs on them.
 *
 * @param prefix of their names
 * @param count how many
 * @param pods how many pods each takes
 * @param zones the values of their zone label, in turns; none for no such label
 * @param tainted whether they have a taint that nobody tolerates
 * @param extended whether they have a resource of a device plugin
 * @param overlay what else is different, JSON that is merged in; {@code @i@} stands for the number of the node
 * @param volumes how many volumes of a CSI driver each takes, as its CSINode says; 0 where it has none
 */
record NodeSort(
        String prefix,
        int count,
        int pods,
        List<String> zones,
        boolean tainted,
        boolean extended,
        String overlay,
        int volumes) {
    /** The one node with a name of its own. */
    static final String NAMED = "scheduler-perf-node";

    static final String EXTENDED = "foo.com/bar";
    private static final JsonMapper JSON = JsonMapper.shared();

    static NodeSort plain(int count, String... zones) {
        return new NodeSort("node", count, 110, List.of(zones), false, false, "", 0);
    }

    /** One that takes very many pods. */
    static NodeSort named() {
        return new NodeSort(NAMED, 1, 90_000, List.of(), false, false, "", 0);
    }

    static NodeSort tainted(int count) {
        return new NodeSort("tainted", count, 110, List.of(), true, false, "", 0);
    }

    static NodeSort extended(int count) {
        return new NodeSort("extended", count, 110, List.of(), false, true, "", 0);
    }

    /** Nodes that differ from plain ones in what {@code overlay} says. */
    static NodeSort like(String prefix, int count, String overlay) {
        return new NodeSort(prefix, count, 110, List.of(), false, false, overlay, 0);
    }

    /** With a driver of volumes on each. */
    static NodeSort withVolumes(int count, int volumes) {
        return new NodeSort("node", count, 110, List.of(), false, false, "", volumes);
    }

    String name(int index) {
        return prefix.equals(NAMED) ? NAMED : prefix + "-" + index;
    }

    String json(int index) {
        ObjectNode node = JSON.createObjectNode().put("apiVersion", "v1").put("kind", "Node");
        ObjectNode labels = node.putObject("metadata").put("name", name(index)).putObject("labels");
        labels.put(PodTemplate.HOST, name(index));
        if (!zones.isEmpty()) {
            labels.put(PodTemplate.ZONE, zones.get(index % zones.size()));
        }
        ObjectNode status = node.putObject("status");
        for (String list : List.of("capacity", "allocatable")) {
            ObjectNode amounts = status.putObject(list);
            amounts.put("pods", Integer.toString(pods)).put("cpu", "4").put("memory", "32Gi");
            if (extended) {
                amounts.put(EXTENDED, "1");
            }
        }
        status.putArray("conditions")
                .addObject()
                .put("type", "Ready")
                .put("status", "True")
                .put("reason", "KubeletReady");
        return overlay.isEmpty()
                ? node.toString()
                : Overlay.merged(node, overlay.replace("@i@", Integer.toString(index)));
    }

    /** What the node's driver of volumes says of itself. */
    String csiNode(int index) {
        ObjectNode node =
                JSON.createObjectNode().put("apiVersion", "storage.k8s.io/v1").put("kind", "CSINode");
        node.putObject("metadata")
                .put("name", name(index))
                .putObject("annotations")
                .put("storage.alpha.kubernetes.io/migrated-plugins", "kubernetes.io/aws-ebs");
        ObjectNode driver = node.putObject("spec").putArray("drivers").addObject();
        driver.put("name", "ebs.csi.aws.com").put("nodeID", name(index)).putArray("topologyKeys");
        driver.putObject("allocatable").put("count", volumes);
        return node.toString();
    }

    /** Admission taints new nodes until somebody finds them ready: this finds them ready. */
    String readyPatch(int index) {
        ObjectNode patch = JSON.createObjectNode();
        JsonNode own = overlay.isEmpty()
                ? JSON.missingNode()
                : JSON.readTree(overlay.replace("@i@", Integer.toString(index))).at("/spec/taints");
        if (own.isArray()) {
            patch.putObject("spec").set("taints", own);
        } else if (tainted) {
            patch.putObject("spec")
                    .putArray("taints")
                    .addObject()
                    .put("key", "foo")
                    .put("effect", "NoSchedule");
        } else {
            patch.putObject("spec").putNull("taints");
        }
        return patch.toString();
    }
}
