package dev.quarterdeck.scheduler.device;

import dev.quarterdeck.scheduler.Pods;
import dev.quarterdeck.scheduler.cycle.Decision;
import dev.quarterdeck.scheduler.cycle.SchedulingCycle;
import dev.quarterdeck.scheduler.profile.DeviceTimes;
import dev.quarterdeck.scheduler.profile.Profile;
import dev.quarterdeck.scheduler.snapshot.ClusterSnapshot;
import dev.quarterdeck.scheduler.snapshot.ClusterState;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaim;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * CPU of one decision for a pod with a claim of devices, with what the claim gets worked out, on 500 nodes; no API. The scenarios follow scheduler_perf. A program.
 */
public final class DeviceDecisionCost {
    private static final int NODES = 500;
    private static final int PODS = 3000;

    private DeviceDecisionCost() {}

    public static void main(String[] arguments) {
        System.out.println("microseconds of CPU per decision, " + NODES + " nodes");
        for (String scenario : arguments.length > 0
                ? List.of(arguments)
                : List.of("one", "firstAvailable", "partitionable", "backtracking")) {
            run(scenario, 300);
            System.out.println(String.format("%-18s %8.1f", scenario, run(scenario, PODS)));
        }
    }

    private static String[] parts(String scenario) {
        return switch (scenario) {
            case "partitionable" -> new String[] {part("a", 1, 2), part("b", 3, 4), part("c", 1), part("d", 3)};
            case "backtracking" ->
                IntStream.rangeClosed(0, 7)
                        .mapToObj(i -> "{name: d" + i + ", consumesCounters: [{counterSet: mem, counters: {m: {value: "
                                + (i == 0 ? 20 : 10) + "}}}]}")
                        .toArray(String[]::new);
            default ->
                IntStream.range(0, 10)
                        .mapToObj(i -> Devices.device("d" + i, "x"))
                        .toArray(String[]::new);
        };
    }

    private static String part(String name, int... counters) {
        return "{name: " + name + ", attributes: {model: {string: x}}, consumesCounters: [{counterSet: c, counters: {"
                + String.join(
                        ", ",
                        IntStream.of(counters)
                                .mapToObj(i -> "c" + i + ": {value: 1}")
                                .toList())
                + "}}]}";
    }

    private static ResourceClaim claim(String scenario, String name) {
        return switch (scenario) {
            case "firstAvailable" ->
                Devices.claim(
                        name,
                        "requests: [{name: r, firstAvailable: [{name: a, deviceClassName: none}, {name: b, deviceClassName: gpu}]}]");
            case "partitionable" -> Devices.claim(name, 2);
            case "backtracking" -> Devices.claim(name, 7);
            default -> Devices.claim(name, 1);
        };
    }

    private static double run(String scenario, int pods) {
        ClusterState state = new ClusterState();
        DeviceObjects objects = new DeviceObjects();
        objects.deviceClass(null, Devices.deviceClass("gpu", "device.driver == \"gpu.example.com\""));
        objects.deviceClass(null, Devices.deviceClass("none", "device.driver == \"nobody\""));
        for (int i = 0; i < NODES; i++) {
            state.nodeChanged(Pods.node("n" + i)
                    .editStatus()
                    .addToAllocatable("pods", new io.fabric8.kubernetes.api.model.Quantity("110"))
                    .endStatus()
                    .build());
        }
        int pools = scenario.equals("partitionable") ? 2000 : NODES;
        for (int i = 0; i < pools; i++) {
            String[] devices = parts(scenario);
            switch (scenario) {
                case "partitionable" -> {
                    objects.slice(
                            null,
                            Devices.counters(
                                    "c" + i,
                                    "p" + i,
                                    2,
                                    "{name: c, counters: {c1: {value: 1}, c2: {value: 1}, c3: {value: 1}, c4: {value: 1}}}"));
                    objects.slice(null, Devices.slice("s" + i, "p" + i, 1, 2, "allNodes: true", devices));
                }
                case "backtracking" -> {
                    objects.slice(
                            null, Devices.counters("c" + i, "p" + i, 2, "{name: mem, counters: {m: {value: 70}}}"));
                    objects.slice(null, Devices.slice("s" + i, "p" + i, 1, 2, "nodeName: n" + i, devices));
                }
                default -> objects.slice(null, Devices.onNode("n" + i, devices));
            }
        }
        DynamicResourcesFilter rule = new DynamicResourcesFilter(objects, Clock.systemUTC(), DeviceTimes.STANDARD);
        SchedulingCycle cycle = new SchedulingCycle(
                Profile.standard("default-scheduler"),
                List.of(rule),
                List.of(new FirstChoiceRanking(rule, objects)),
                new Random(1));
        int count =
                Math.min(pods, scenario.equals("partitionable") ? 1500 : scenario.equals("backtracking") ? 400 : pods);
        long used = 0;
        var threads = ManagementFactory.getThreadMXBean();
        for (int i = 0; i < count; i++) {
            objects.claim(null, claim(scenario, "c" + i));
            PodRequest pod = PodRequest.of(Devices.using("p" + i, "c" + i));
            long start = threads.getCurrentThreadCpuTime();
            ClusterSnapshot snapshot = state.snapshot();
            if (!(cycle.decide(pod, snapshot) instanceof Decision.Placed(String node))) {
                throw new IllegalStateException(scenario + ": pod " + i + " has no node");
            }
            for (DevicePlan.Step step :
                    rule.plan(pod, Objects.requireNonNull(state.node(node))).steps()) {
                objects.decide(
                        step.claim().getMetadata().getUid(), Objects.requireNonNull(step.allocation()), pod.pod());
            }
            state.assume(pod, node);
            used += threads.getCurrentThreadCpuTime() - start;
        }
        return used / 1000.0 / count;
    }
}
