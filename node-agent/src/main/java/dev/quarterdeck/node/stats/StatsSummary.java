package dev.quarterdeck.node.stats;

import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.node.stats.NodeUsage.ContainerUsage;
import dev.quarterdeck.node.stats.NodeUsage.PodUsage;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The document at {@code /stats/summary}, with CPU and memory only. Pure. */
public final class StatsSummary {
    private StatsSummary() {}

    public static ObjectNode of(String node, NodeUsage usage) {
        ObjectNode summary = Json.object();
        ObjectNode machine = summary.putObject("node").put("nodeName", node);
        cpu(machine, usage.machine());
        memory(machine, usage.machine()).put("availableBytes", usage.availableBytes());
        ArrayNode pods = summary.putArray("pods");
        usage.pods().forEach(pod -> pod(pods.addObject(), pod));
        return summary;
    }

    private static void pod(ObjectNode tree, PodUsage pod) {
        tree.putObject("podRef")
                .put("name", pod.name())
                .put("namespace", pod.namespace())
                .put("uid", pod.uid());
        tree.put("startTime", pod.startedAt().toString());
        ArrayNode containers = tree.putArray("containers");
        for (ContainerUsage container : pod.containers()) {
            ObjectNode each = containers
                    .addObject()
                    .put("name", container.name())
                    .put("startTime", container.startedAt().toString());
            cpu(each, container.usage());
            memory(each, container.usage());
        }
        List<Usage> all = pod.containers().stream().map(ContainerUsage::usage).toList();
        if (!all.isEmpty()) {
            Usage sum = sum(all);
            cpu(tree, sum);
            memory(tree, sum);
        }
    }

    static Usage sum(List<Usage> all) {
        boolean rates = all.stream().allMatch(Usage::hasRate);
        return new Usage(
                all.stream().map(Usage::time).min(Instant::compareTo).orElseThrow(),
                all.stream().mapToLong(Usage::cpuNanos).sum(),
                rates ? all.stream().mapToLong(Usage::nanoCores).sum() : Usage.UNKNOWN,
                all.stream().mapToLong(Usage::memoryBytes).sum());
    }

    private static void cpu(ObjectNode tree, Usage usage) {
        ObjectNode cpu = tree.putObject("cpu").put("time", usage.time().toString());
        if (usage.hasRate()) {
            cpu.put("usageNanoCores", usage.nanoCores());
        }
        cpu.put("usageCoreNanoSeconds", usage.cpuNanos());
    }

    private static ObjectNode memory(ObjectNode tree, Usage usage) {
        return tree.putObject("memory")
                .put("time", usage.time().toString())
                .put("workingSetBytes", usage.memoryBytes());
    }
}
