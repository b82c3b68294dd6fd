package dev.quarterdeck.scheduler.reference;

import static dev.quarterdeck.scheduler.Pods.node;
import static dev.quarterdeck.scheduler.Pods.pod;

import dev.quarterdeck.scheduler.cycle.SchedulingCycle;
import dev.quarterdeck.scheduler.gang.GangCycle;
import dev.quarterdeck.scheduler.gang.GangDecision;
import dev.quarterdeck.scheduler.gang.GangHolds;
import dev.quarterdeck.scheduler.gang.GangRequest;
import dev.quarterdeck.scheduler.gang.GangSettings;
import dev.quarterdeck.scheduler.gang.GroupKey;
import dev.quarterdeck.scheduler.gang.Groups;
import dev.quarterdeck.scheduler.profile.Profile;
import dev.quarterdeck.scheduler.snapshot.ClusterState;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/** CPU per pod of a gang of 100 that fits, of one that does not, of one within a rack, and of one that displaces a tenth of the cluster's pods; no API. A program. */
public final class GangDecisionCost {
    private static final int PODS = 100;

    private GangDecisionCost() {}

    public static void main(String[] arguments) {
        System.out.println("microseconds of CPU per pod of a gang of " + PODS);
        for (String scenario : List.of("fits", "doesNotFit", "rack", "displaces")) {
            StringBuilder line = new StringBuilder(String.format("%-12s", scenario));
            run(scenario, 500, 20);
            for (int size : new int[] {500, 5000, 15000}) {
                line.append(String.format("  %6d nodes %8.1f", size, run(scenario, size, 20)));
            }
            System.out.println(line);
        }
    }

    private static double run(String scenario, int nodes, int times) {
        ClusterState state = new ClusterState();
        for (int i = 0; i < nodes; i++) {
            state.nodeChanged(node("n" + i)
                    .editMetadata()
                    .addToLabels("rack", String.valueOf(i / 50))
                    .endMetadata()
                    .build());
            state.podOnNode(pod("low" + i, scenario.equals("displaces") ? "2" : "1", "1Mi")
                    .edit()
                    .editSpec()
                    .withNodeName("n" + i)
                    .endSpec()
                    .build());
        }
        GangCycle cycle = new GangCycle(
                new SchedulingCycle(Profile.standard("default-scheduler"), new Random(1)),
                GangHolds.NONE,
                new GangSettings(true, true, scenario.equals("displaces"), scenario.equals("rack")),
                key -> null);
        List<PodRequest> pods = IntStream.range(0, PODS)
                .mapToObj(i -> PodRequest.of(Groups.member(
                        pod("p" + i, scenario.equals("doesNotFit") && i == PODS - 1 ? "9" : "500m", "1Mi"), "g")))
                .toList();
        var group = scenario.equals("rack")
                ? Groups.within("g", PODS, "rack")
                : Groups.group("g", PODS, Map.of("priority", 10));
        GangRequest request = new GangRequest(new GroupKey("default", "g"), group, pods, List.of(), PODS);
        var threads = ManagementFactory.getThreadMXBean();
        long begin = 0;
        GangDecision decision = null;
        for (int i = 0; i < times * 2; i++) {
            if (i == times) {
                begin = threads.getCurrentThreadCpuTime();
            }
            decision = cycle.decide(request, state.snapshot());
        }
        double micros = (threads.getCurrentThreadCpuTime() - begin) / 1000.0 / times / PODS;
        boolean right =
                switch (scenario) {
                    case "doesNotFit" -> decision instanceof GangDecision.Refuse;
                    case "displaces" -> decision instanceof GangDecision.Displace;
                    default -> decision instanceof GangDecision.Bind;
                };
        if (!right) {
            throw new IllegalStateException(scenario + ": " + decision);
        }
        return micros;
    }
}
