package dev.quarterdeck.benchmarks.scheduling;

import dev.quarterdeck.benchmarks.scheduling.Scenario.Churn;
import dev.quarterdeck.benchmarks.scheduling.Scenario.Deleting;
import dev.quarterdeck.benchmarks.scheduling.Scenario.Pods;
import dev.quarterdeck.benchmarks.scheduling.Scenario.SecretIn;
import dev.quarterdeck.benchmarks.scheduling.Scenario.ServiceFor;
import dev.quarterdeck.benchmarks.scheduling.Scenario.Step;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The scenarios, after scheduler_perf of Kubernetes 1.36, by name and number of nodes: the same nodes, pods and numbers of pods. Those of clusters larger than 5 000
 * nodes have the numbers of pods of 5 000. Short ones measure fewer pods, enough for some seconds.
 */
final class Scenarios {
    /** What most people mean. */
    static final List<String> MAIN = List.of(
            "SchedulingBasic",
            "NodeAffinity",
            "Unschedulable",
            "PreemptionAsync",
            "PodAntiAffinity",
            "TopologySpreading",
            "PreferredPodAffinity",
            "PodAffinity");

    private static final double REST = 1.5;

    /** So many pods at most of those that are not of most interest. */
    private static final int BRIEFLY = 1500;

    private static final String FIRST = "sched-0";
    private static final String SECOND = "sched-1";

    private static final Scenarios ANY = new Scenarios(500, false);

    private final int nodes;
    private final boolean large;
    private final boolean brief;
    private final Map<String, IntFunction<Scenario>> all = new LinkedHashMap<>();

    /** @param brief whether fewer pods are measured than scheduler_perf does */
    Scenarios(int nodes, boolean brief) {
        this.nodes = nodes;
        this.large = nodes > 1000;
        this.brief = brief;
        main();
        affinity();
        spreading();
        gatesAndChurn();
        resources();
        volumes();
        if (!large) {
            devices();
            events();
        }
    }

    /** Where a scenario stands in tables. */
    static int order(String name) {
        int index = ANY.names().indexOf(name);
        return index < 0 ? Integer.MAX_VALUE : index;
    }

    /** 0 for none. */
    static double aim(String name) {
        return order(name) == Integer.MAX_VALUE ? 0 : ANY.find(name).aim();
    }

    /** Of the cluster, in nodes. */
    int size() {
        return nodes;
    }

    List<String> names() {
        return List.copyOf(all.keySet());
    }

    Scenario find(String name) {
        IntFunction<Scenario> found = all.get(name);
        if (found == null) {
            throw new IllegalArgumentException("no scenario \"" + name + "\"; there are " + String.join(", ", names()));
        }
        return found.apply(nodes);
    }

    private void main() {
        add(
                "SchedulingBasic",
                2,
                plain(),
                before(pods(PodTemplate.DEFAULT, size(500, 1000))),
                null,
                1000,
                10_000,
                5000,
                PodTemplate.DEFAULT,
                SECOND);
        add(
                "NodeAffinity",
                2,
                plain("zone1"),
                before(pods(PodTemplate.NODE_AFFINITY, size(500, 5000))),
                null,
                1000,
                10_000,
                5000,
                PodTemplate.NODE_AFFINITY,
                SECOND);
        add(
                "Unschedulable",
                2,
                plain(),
                before(pods(PodTemplate.DEFAULT, size(10, 100))),
                new Churn(PodTemplate.TOO_LARGE, 200, false),
                1000,
                10_000,
                5000,
                PodTemplate.DEFAULT,
                SECOND);
        add(
                "PreemptionAsync",
                2,
                plain(),
                before(pods(PodTemplate.LOW_PRIORITY, 4 * nodes)),
                new Churn(PodTemplate.HIGH_PRIORITY, 200, false),
                500,
                5000,
                5000,
                PodTemplate.DEFAULT,
                SECOND);
    }

    private void affinity() {
        add(
                "PodAntiAffinity",
                2,
                plain(),
                before(pods(PodTemplate.ANTI_AFFINITY, size(100, 1000))),
                null,
                400,
                2000,
                2000,
                PodTemplate.ANTI_AFFINITY,
                SECOND);
        add(
                "TopologySpreading",
                5,
                moons(),
                before(pods(PodTemplate.DEFAULT, size(1000, 5000))),
                null,
                1000,
                5000,
                3000,
                PodTemplate.SPREADING,
                SECOND);
        add(
                "PreferredPodAffinity",
                5,
                plain(),
                before(pods(PodTemplate.PREFERRED_AFFINITY, size(500, 5000))),
                null,
                1000,
                5000,
                3000,
                PodTemplate.PREFERRED_AFFINITY,
                SECOND);
        add(
                "PodAffinity",
                10,
                plain("zone1"),
                before(pods(PodTemplate.AFFINITY, size(500, 5000))),
                null,
                1000,
                5000,
                2000,
                PodTemplate.AFFINITY,
                SECOND);
        add(
                "PodMatchingAntiAffinity",
                REST,
                plain(),
                before(pods(PodTemplate.ANTI_AFFINITY, size(100, 1000))),
                null,
                400,
                5000,
                3000,
                PodTemplate.ANTI_AFFINITY_LABEL,
                SECOND);
        add(
                "PreferredPodAntiAffinity",
                REST,
                plain(),
                before(pods(PodTemplate.PREFERRED_ANTI_AFFINITY, size(500, 5000))),
                null,
                1000,
                5000,
                3000,
                PodTemplate.PREFERRED_ANTI_AFFINITY,
                SECOND);
        int each = size(200, 2000);
        add(
                "MixedSchedulingBasePod",
                REST,
                plain("zone1"),
                before(
                        pods(PodTemplate.DEFAULT, each),
                        pods(PodTemplate.AFFINITY, each),
                        pods(PodTemplate.ANTI_AFFINITY, each),
                        pods(PodTemplate.PREFERRED_AFFINITY, each),
                        pods(PodTemplate.PREFERRED_ANTI_AFFINITY, each)),
                null,
                1000,
                5000,
                3000,
                PodTemplate.DEFAULT,
                SECOND);
        team(
                "RequiredPodAntiAffinityWithNSSelector",
                size(4, 40),
                PodTemplate.ANTI_AFFINITY_BY_TEAM,
                2000,
                plain(nodes + (large ? 1000 : 0)));
        team(
                "PreferredAntiAffinityWithNSSelector",
                size(4, 40),
                PodTemplate.PREFERRED_ANTI_AFFINITY_BY_TEAM,
                2000,
                plain());
        team("RequiredPodAffinityWithNSSelector", size(4, 50), PodTemplate.AFFINITY_BY_TEAM, 2000, plain("zone1"));
        team("PreferredAffinityWithNSSelector", size(4, 50), PodTemplate.PREFERRED_AFFINITY_BY_TEAM, 5000, plain());
    }

    private void spreading() {
        add(
                "PreferredTopologySpreading",
                REST,
                moons(),
                before(pods(PodTemplate.DEFAULT, size(1000, 5000))),
                null,
                1000,
                5000,
                3000,
                PodTemplate.PREFERRED_SPREADING,
                SECOND);
        add(
                "DefaultTopologySpreading",
                REST,
                moons(),
                before(new ServiceFor(SECOND), pods(PodTemplate.DEFAULT, size(1000, 5000))),
                null,
                1000,
                10_000,
                3000,
                PodTemplate.LABELLED,
                SECOND);
        int tainted = nodes / 5;
        add(
                "NodeInclusionPolicy",
                REST,
                List.of(NodeSort.plain(nodes - tainted), NodeSort.tainted(tainted)),
                before(),
                null,
                400,
                4000,
                2000,
                PodTemplate.INCLUDED_NODES,
                SECOND);
    }

    private void gatesAndChurn() {
        add(
                "MixedChurn",
                REST,
                plain(),
                before(),
                new Churn(PodTemplate.TOO_LARGE, 1000, true),
                1000,
                10_000,
                5000,
                PodTemplate.DEFAULT,
                SECOND);
        int gated = size(10, brief ? 2000 : 10_000);
        add(
                "GatedPodsWithPodAffinity",
                REST,
                List.of(NodeSort.named()),
                before(Pods.of(PodTemplate.GATED_AFFINITY, gated, FIRST).unawaited()),
                null,
                1000,
                20_000,
                5000,
                PodTemplate.LABELLED,
                SECOND);
        add(
                "WhileGated",
                REST,
                List.of(NodeSort.named()),
                before(
                        Pods.of(PodTemplate.GATED, gated, FIRST).unawaited(),
                        Pods.of(PodTemplate.LIGHT, size(10, brief ? 4000 : 20_000), "sched-2"),
                        new Deleting("sched-2", 50)),
                null,
                1000,
                20_000,
                5000,
                PodTemplate.LIGHT,
                SECOND);
        add(
                "DeletedPodsWithFinalizers",
                REST,
                plain(),
                before(Pods.of(PodTemplate.FINALIZER, size(200, 5000), FIRST).unawaited(), new Deleting(FIRST, 100)),
                null,
                1000,
                5000,
                5000,
                PodTemplate.LIGHT,
                SECOND);
        add(
                "PreemptionBasic",
                REST,
                List.of(NodeSort.plain(Math.min(nodes, 1000))),
                before(pods(PodTemplate.LOW_PRIORITY, 4 * Math.min(nodes, 1000))),
                null,
                500,
                1000,
                1000,
                PodTemplate.HIGH_PRIORITY,
                SECOND);
    }

    private void resources() {
        add(
                "Daemonset",
                REST,
                List.of(NodeSort.named(), NodeSort.plain(nodes)),
                before(),
                null,
                1000,
                30_000,
                5000,
                PodTemplate.ON_ONE_NODE,
                SECOND);
        add(
                "ExtendedResource",
                REST,
                List.of(NodeSort.extended(nodes)),
                before(),
                null,
                400,
                5000,
                3000,
                PodTemplate.EXTENDED_RESOURCE,
                SECOND);
        add(
                "Secrets",
                REST,
                plain(),
                before(new SecretIn(FIRST), new SecretIn(SECOND), pods(PodTemplate.SECRET, size(500, 1000))),
                null,
                1000,
                10_000,
                5000,
                PodTemplate.SECRET,
                SECOND);
        add(
                "NodeDeclaredFeatures",
                REST,
                List.of(NodeSort.like("features", nodes, declaring(20))),
                before(pods(PodTemplate.AS_A_WHOLE, size(500, 5000))),
                null,
                1000,
                5000,
                3000,
                PodTemplate.AS_A_WHOLE,
                SECOND);
    }

    private static String declaring(int features) {
        String names = IntStream.range(0, features)
                .mapToObj(i -> String.format(Locale.ROOT, "\"DeclaredFeature%03d\"", i))
                .collect(Collectors.joining(","));
        String amounts = "{\"cpu\":\"128\",\"memory\":\"16Gi\",\"pods\":\"110\"}";
        return "{\"status\":{\"declaredFeatures\":[" + names + "],\"capacity\":" + amounts + ",\"allocatable\":"
                + amounts + "}}";
    }

    private void volumes() {
        withVolumes(
                "CSIPVs",
                "csi",
                List.of(NodeSort.withVolumes(nodes, 39)),
                size(500, 5000),
                measured(1000, 5000, BRIEFLY));
        withVolumes("InTreePVs", "aws", plain(), size(500, 1000), measured(1000, 2000, BRIEFLY));
        withVolumes(
                "MigratedInTreePVs",
                "aws",
                List.of(NodeSort.withVolumes(nodes, 39)),
                size(500, 5000),
                measured(1000, 5000, BRIEFLY));
        int least = Math.min(nodes, 1000);
        all.put(
                "PreemptionPVs",
                n -> new Scenario(
                        "PreemptionPVs",
                        n,
                        REST,
                        plain(least),
                        0,
                        List.of(pods(PodTemplate.LOW_PRIORITY, 4 * least)),
                        null,
                        Pods.of(PodTemplate.HIGH_PRIORITY, measured(500, 1000, 1000), SECOND)
                                .with("aws")));
    }

    private void withVolumes(String name, String sort, List<NodeSort> on, int there, int measured) {
        all.put(
                name,
                n -> new Scenario(
                        name,
                        n,
                        REST,
                        on,
                        0,
                        List.of(pods(PodTemplate.DEFAULT, there).with(sort)),
                        null,
                        Pods.of(PodTemplate.DEFAULT, measured, SECOND).with(sort)));
    }

    private void devices() {
        DeviceScenarios devices = new DeviceScenarios(nodes, brief);
        Map<String, Course> courses = new LinkedHashMap<>();
        courses.put("ResourceClaimTemplate", devices.claims());
        courses.put("ResourceClaim", devices.sharedClaims());
        courses.put("SteadyStateResourceClaimTemplate", devices.steadyState());
        courses.put("DeviceTaintToleration", devices.tolerations());
        courses.put("FirstAvailable", devices.firstAvailable());
        courses.put("ExtendedResource_25Classes", devices.extendedResources(25, false));
        courses.put("ExtendedResource_50Classes", devices.extendedResources(50, false));
        courses.put("ImplicitExtendedResource_25Classes", devices.extendedResources(25, true));
        courses.put("Partitionable", devices.partitionable());
        courses.put("PartitionableBacktracking", devices.backtracking());
        courses.put("ConsumableCapacity", devices.consumableCapacity());
        courses.forEach((name, course) -> all.put(name, n -> Scenario.of(name, n, REST, devices.nodes(), course)));
    }

    /** Of sizes of their own. */
    private void events() {
        all.put(
                "EventHandlingPodDelete",
                n -> Scenario.of(
                        "EventHandlingPodDelete",
                        n,
                        REST,
                        EventScenarios.nodesOfPodsDeleted(),
                        EventScenarios.podsDeleted()));
        Map<String, Course> courses = new LinkedHashMap<>();
        EventScenarios events = new EventScenarios(brief);
        courses.put("EventHandlingPodUpdate", events.podsUpdated());
        courses.put("EventHandlingNodeAdd", events.nodesAdded());
        courses.put("EventHandlingPodAdd", events.podsAdded());
        courses.put("EventHandlingNodeUpdate", events.nodesUpdated());
        courses.forEach((name, course) -> all.put(name, n -> Scenario.of(name, n, REST, List.of(), course)));
    }

    private void team(String name, int each, PodTemplate template, int measured, List<NodeSort> on) {
        int teams = size(10, 100);
        List<Step> before = new ArrayList<>();
        IntStream.range(0, teams).forEach(i -> before.add(Pods.of(template, each, "team-" + i)));
        all.put(
                name,
                n -> new Scenario(
                        name,
                        n,
                        REST,
                        on,
                        teams + 1,
                        before,
                        null,
                        Pods.of(template, measured(100, measured, BRIEFLY), "team-" + teams)));
    }

    private void add(
            String name,
            double aim,
            List<NodeSort> on,
            List<Step> before,
            @Nullable Churn meanwhile,
            int measuredSmall,
            int measuredLarge,
            int measuredBrief,
            PodTemplate template,
            String namespace) {
        all.put(
                name,
                n -> new Scenario(
                        name,
                        n,
                        aim,
                        on,
                        0,
                        before,
                        meanwhile,
                        Pods.of(
                                template,
                                measured(
                                        measuredSmall,
                                        measuredLarge,
                                        aim == REST ? Math.min(measuredBrief, BRIEFLY) : measuredBrief),
                                namespace)));
    }

    private int measured(int small, int largest, int briefly) {
        return !large ? small : brief ? Math.min(briefly, largest) : largest;
    }

    private int size(int small, int largest) {
        return large ? largest : small;
    }

    private List<NodeSort> plain(String... zones) {
        return List.of(NodeSort.plain(nodes, zones));
    }

    private static List<NodeSort> plain(int count) {
        return List.of(NodeSort.plain(count));
    }

    private List<NodeSort> moons() {
        return plain("moon-1", "moon-2", "moon-3");
    }

    private static Pods pods(PodTemplate template, int count) {
        return Pods.of(template, count, FIRST);
    }

    private static List<Step> before(Step... steps) {
        return List.of(steps);
    }
}
