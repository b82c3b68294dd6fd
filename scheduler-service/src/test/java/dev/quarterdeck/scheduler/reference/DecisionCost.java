package dev.quarterdeck.scheduler.reference;

import static dev.quarterdeck.scheduler.Pods.node;
import static dev.quarterdeck.scheduler.Pods.pod;

import dev.quarterdeck.scheduler.cycle.Decision;
import dev.quarterdeck.scheduler.cycle.SchedulingCycle;
import dev.quarterdeck.scheduler.preempt.Preemption;
import dev.quarterdeck.scheduler.preempt.PreemptionDecision;
import dev.quarterdeck.scheduler.profile.Profile;
import dev.quarterdeck.scheduler.snapshot.ClusterSnapshot;
import dev.quarterdeck.scheduler.snapshot.ClusterState;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodAffinityTerm;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import io.fabric8.kubernetes.api.model.WeightedPodAffinityTerm;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;

/**
 * CPU of one decision, with the placing of the pod in the state, by scenario and size of the cluster; no API. The scenarios follow scheduler_perf. A program:
 * {@code DecisionCost [NODES...]}.
 */
public final class DecisionCost {
    private static final int PODS = 3000;

    private DecisionCost() {}

    public static void main(String[] arguments) {
        int[] sizes = arguments.length == 0
                ? new int[] {500, 5000, 15000}
                : java.util.Arrays.stream(arguments).mapToInt(Integer::parseInt).toArray();
        System.out.println("microseconds of CPU per decision");
        for (String scenario : List.of(
                "basic", "unschedulable", "antiAffinity", "affinity", "preferredAffinity", "spreading", "preemption")) {
            StringBuilder line = new StringBuilder(String.format("%-18s", scenario));
            run(scenario, 500, 1000);
            for (int size : sizes) {
                line.append(String.format("  %6d nodes %8.1f", size, run(scenario, size, PODS)));
            }
            System.out.println(line);
        }
    }

    private static Function<String, Pod> template(String scenario) {
        return name -> {
            Pod pod = pod(name, scenario.equals("unschedulable") ? "100" : "100m", "500Mi")
                    .edit()
                    .editMetadata()
                    .withLabels(Map.of("color", "blue"))
                    .endMetadata()
                    .build();
            LabelSelector blue = new LabelSelector(List.of(), Map.of("color", "blue"));
            PodAffinityTerm zone = new PodAffinityTerm();
            zone.setTopologyKey("topology.kubernetes.io/zone");
            zone.setLabelSelector(blue);
            PodAffinityTerm host = new PodAffinityTerm();
            host.setTopologyKey("kubernetes.io/hostname");
            host.setLabelSelector(blue);
            return switch (scenario) {
                case "antiAffinity" ->
                    pod.edit()
                            .editSpec()
                            .withNewAffinity()
                            .withNewPodAntiAffinity()
                            .withRequiredDuringSchedulingIgnoredDuringExecution(host)
                            .endPodAntiAffinity()
                            .endAffinity()
                            .endSpec()
                            .build();
                case "affinity" ->
                    pod.edit()
                            .editSpec()
                            .withNewAffinity()
                            .withNewPodAffinity()
                            .withRequiredDuringSchedulingIgnoredDuringExecution(zone)
                            .endPodAffinity()
                            .endAffinity()
                            .endSpec()
                            .build();
                case "preferredAffinity" ->
                    pod.edit()
                            .editSpec()
                            .withNewAffinity()
                            .withNewPodAffinity()
                            .withPreferredDuringSchedulingIgnoredDuringExecution(new WeightedPodAffinityTerm(host, 1))
                            .endPodAffinity()
                            .endAffinity()
                            .endSpec()
                            .build();
                case "spreading" -> {
                    TopologySpreadConstraint constraint = new TopologySpreadConstraint();
                    constraint.setTopologyKey("topology.kubernetes.io/zone");
                    constraint.setMaxSkew(5);
                    constraint.setWhenUnsatisfiable("DoNotSchedule");
                    constraint.setLabelSelector(blue);
                    yield pod.edit()
                            .editSpec()
                            .addToTopologySpreadConstraints(constraint)
                            .endSpec()
                            .build();
                }
                case "preemption" ->
                    pod.edit()
                            .editSpec()
                            .withPriority(10)
                            .editFirstContainer()
                            .editResources()
                            .addToRequests("cpu", new Quantity("3"))
                            .endResources()
                            .endContainer()
                            .endSpec()
                            .build();
                default -> pod;
            };
        };
    }

    private static double run(String scenario, int nodes, int pods) {
        ClusterState state = new ClusterState();
        for (int i = 0; i < nodes; i++) {
            state.nodeChanged(node("n" + i)
                    .editMetadata()
                    .addToLabels("topology.kubernetes.io/zone", "zone-" + i % 3)
                    .endMetadata()
                    .editStatus()
                    .withAllocatable(Map.of(
                            "cpu", new Quantity("4"), "memory", new Quantity("32Gi"), "pods", new Quantity("110")))
                    .endStatus()
                    .build());
        }
        if (scenario.equals("preemption")) {
            for (int i = 0; i < nodes * 4; i++) {
                state.podOnNode(pod("low" + i, "900m", "500Mi")
                        .edit()
                        .editSpec()
                        .withNodeName("n" + i % nodes)
                        .endSpec()
                        .build());
            }
        }
        SchedulingCycle cycle = new SchedulingCycle(Profile.standard("default-scheduler"), new Random(1));
        Preemption preemption = new Preemption(cycle);
        Function<String, Pod> template = template(scenario);
        long used = 0;
        var threads = ManagementFactory.getThreadMXBean();
        int count = scenario.equals("antiAffinity") || scenario.equals("preemption") ? Math.min(pods, nodes - 1) : pods;
        for (int i = 0; i < count; i++) {
            Pod pod = template.apply("p" + i);
            long start = threads.getCurrentThreadCpuTime();
            PodRequest request = PodRequest.of(pod);
            ClusterSnapshot snapshot = state.snapshot();
            Decision decision = cycle.decide(request, snapshot);
            if (decision instanceof Decision.Placed(String node)) {
                state.assume(request, node);
            } else if (decision instanceof Decision.Unschedulable no
                    && preemption.decide(request, snapshot, no.helpable())
                            instanceof PreemptionDecision.Preempt(String node, List<PodRequest> victims)) {
                state.nominate(request, node);
                if (i > 200) {
                    // Victims go a little later, and the pod comes.
                    victims.forEach(v -> state.podGone(v.uid()));
                    state.assume(request, node);
                }
            }
            used += threads.getCurrentThreadCpuTime() - start;
        }
        return used / 1000.0 / count;
    }
}
