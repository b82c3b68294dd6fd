package dev.quarterdeck.benchmarks.scheduling;

import java.util.List;
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
 */
record NodeSort(String prefix, int count, int pods, List<String> zones, boolean tainted, boolean extended) {
    /** The one node with a name of its own. */
    static final String NAMED = "scheduler-perf-node";

    static final String EXTENDED = "foo.com/bar";
    private static final JsonMapper JSON = JsonMapper.shared();

    static NodeSort plain(int count, String... zones) {
        return new NodeSort("node", count, 110, List.of(zones), false, false);
    }

    /** One that takes very many pods. */
    static NodeSort named() {
        return new NodeSort(NAMED, 1, 90_000, List.of(), false, false);
    }

    static NodeSort tainted(int count) {
        return new NodeSort("tainted", count, 110, List.of(), true, false);
    }

    static NodeSort extended(int count) {
        return new NodeSort("extended", count, 110, List.of(), false, true);
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
        return node.toString();
    }

    /** Admission taints new nodes until somebody finds them ready: this finds them ready. */
    String readyPatch() {
        ObjectNode patch = JSON.createObjectNode();
        if (tainted) {
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
