package dev.quarterdeck.gateway.resourcemetrics;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What one node said of itself and its pods.
 *
 * @param node null where it does not know yet
 * @param pods by uid; only those of whose containers everything is known
 */
record NodeSample(@Nullable Amounts node, Map<String, PodSample> pods) {

    /** @param nanoCores billionths of a CPU */
    record Amounts(Instant time, long nanoCores, long memoryBytes) {}

    record PodSample(Instant time, List<ContainerSample> containers) {}

    record ContainerSample(String name, Amounts amounts) {}

    /** @param summary as kubelets give it at {@code /stats/summary} */
    static NodeSample of(JsonNode summary) {
        Map<String, PodSample> pods = new HashMap<>();
        for (JsonNode pod : summary.path("pods")) {
            String uid = pod.path("podRef").path("uid").asString("");
            List<ContainerSample> containers = new ArrayList<>();
            Instant time = Instant.MAX;
            boolean complete = !pod.path("containers").isEmpty();
            for (JsonNode each : pod.path("containers")) {
                Amounts amounts = amounts(each);
                complete &= amounts != null;
                if (amounts != null) {
                    time = amounts.time().isBefore(time) ? amounts.time() : time;
                    containers.add(new ContainerSample(each.path("name").asString(""), amounts));
                }
            }
            if (complete && !uid.isEmpty()) {
                pods.put(uid, new PodSample(time, List.copyOf(containers)));
            }
        }
        return new NodeSample(amounts(summary.path("node")), pods);
    }

    private static @Nullable Amounts amounts(JsonNode tree) {
        JsonNode cpu = tree.path("cpu").path("usageNanoCores");
        JsonNode memory = tree.path("memory").path("workingSetBytes");
        if (!cpu.isNumber() || !memory.isNumber()) {
            return null;
        }
        try {
            return new Amounts(
                    Instant.parse(tree.path("cpu").path("time").asString("")), cpu.asLong(0), memory.asLong(0));
        } catch (DateTimeException e) {
            return null;
        }
    }
}
