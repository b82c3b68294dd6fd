package dev.quarterdeck.benchmarks.scheduling;

import static dev.quarterdeck.benchmarks.scheduling.ScenarioDraft.FIRST;
import static dev.quarterdeck.benchmarks.scheduling.ScenarioDraft.REST;

import dev.quarterdeck.benchmarks.scheduling.Scenario.Churn;
import dev.quarterdeck.benchmarks.scheduling.Scenario.Deleting;
import dev.quarterdeck.benchmarks.scheduling.Scenario.Pods;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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

    private static final Scenarios ANY = new Scenarios(500, false);

    private final ClusterSize size;
    private final Map<String, Scenario> all = new LinkedHashMap<>();

    /** @param brief whether fewer pods are measured than scheduler_perf does */
    Scenarios(int nodes, boolean brief) {
        this.size = new ClusterSize(nodes, brief);
        PlacementScenarios placement = new PlacementScenarios(size);
        ResourceScenarios resources = new ResourceScenarios(size);
        basic().forEach(this::add);
        placement.near().forEach(this::add);
        placement.spread().forEach(this::add);
        gatesAndChurn().forEach(this::add);
        resources.resources().forEach(this::add);
        resources.volumes().forEach(this::add);
        if (!size.large()) {
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
        return size.nodes();
    }

    List<String> names() {
        return List.copyOf(all.keySet());
    }

    Scenario find(String name) {
        Scenario found = all.get(name);
        if (found == null) {
            throw new IllegalArgumentException("no scenario \"" + name + "\"; there are " + String.join(", ", names()));
        }
        return found;
    }

    /** Pods that are there before. */
    static Pods there(PodTemplate template, int count) {
        return Pods.of(template, count, FIRST);
    }

    private List<Scenario> basic() {
        return List.of(
                draft("SchedulingBasic")
                        .aim(2)
                        .before(there(PodTemplate.DEFAULT, size.of(500, 1000)))
                        .measures(PodTemplate.DEFAULT, 1000, 10_000, 5000),
                draft("NodeAffinity")
                        .aim(2)
                        .inZones("zone1")
                        .before(there(PodTemplate.NODE_AFFINITY, size.of(500, 5000)))
                        .measures(PodTemplate.NODE_AFFINITY, 1000, 10_000, 5000),
                draft("Unschedulable")
                        .aim(2)
                        .before(there(PodTemplate.DEFAULT, size.of(10, 100)))
                        .meanwhile(new Churn(PodTemplate.TOO_LARGE, 200, false))
                        .measures(PodTemplate.DEFAULT, 1000, 10_000, 5000),
                draft("PreemptionAsync")
                        .aim(2)
                        .before(there(PodTemplate.LOW_PRIORITY, 4 * size.nodes()))
                        .meanwhile(new Churn(PodTemplate.HIGH_PRIORITY, 200, false))
                        .measures(PodTemplate.DEFAULT, 500, 5000, 5000));
    }

    private List<Scenario> gatesAndChurn() {
        int gated = size.of(10, size.brief() ? 2000 : 10_000);
        int fewNodes = Math.min(size.nodes(), 1000);
        return List.of(
                draft("MixedChurn")
                        .meanwhile(new Churn(PodTemplate.TOO_LARGE, 1000, true))
                        .measures(PodTemplate.DEFAULT, 1000, 10_000),
                draft("GatedPodsWithPodAffinity")
                        .on(NodeSort.named())
                        .before(there(PodTemplate.GATED_AFFINITY, gated).unawaited())
                        .measures(PodTemplate.LABELLED, 1000, 20_000),
                draft("WhileGated")
                        .on(NodeSort.named())
                        .before(
                                there(PodTemplate.GATED, gated).unawaited(),
                                Pods.of(PodTemplate.LIGHT, size.of(10, size.brief() ? 4000 : 20_000), "sched-2"),
                                new Deleting("sched-2", 50))
                        .measures(PodTemplate.LIGHT, 1000, 20_000),
                draft("DeletedPodsWithFinalizers")
                        .before(there(PodTemplate.FINALIZER, size.of(200, 5000)).unawaited(), new Deleting(FIRST, 100))
                        .measures(PodTemplate.LIGHT, 1000, 5000),
                draft("PreemptionBasic")
                        .on(NodeSort.plain(fewNodes))
                        .before(there(PodTemplate.LOW_PRIORITY, 4 * fewNodes))
                        .measures(PodTemplate.HIGH_PRIORITY, 500, 1000));
    }

    private void devices() {
        DeviceScenarios devices = new DeviceScenarios(size.nodes(), size.brief());
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
        courses.forEach((name, course) -> add(Scenario.of(name, size.nodes(), REST, devices.nodes(), course)));
    }

    /** Of sizes of their own. */
    private void events() {
        EventScenarios events = new EventScenarios(size.brief());
        add(Scenario.of(
                "EventHandlingPodDelete",
                size.nodes(),
                REST,
                EventScenarios.nodesOfPodsDeleted(),
                EventScenarios.podsDeleted()));
        Map<String, Course> courses = new LinkedHashMap<>();
        courses.put("EventHandlingPodUpdate", events.podsUpdated());
        courses.put("EventHandlingNodeAdd", events.nodesAdded());
        courses.put("EventHandlingPodAdd", events.podsAdded());
        courses.put("EventHandlingNodeUpdate", events.nodesUpdated());
        courses.forEach((name, course) -> add(Scenario.of(name, size.nodes(), REST, List.of(), course)));
    }

    private void add(Scenario scenario) {
        all.put(scenario.name(), scenario);
    }

    private ScenarioDraft draft(String name) {
        return new ScenarioDraft(name, size);
    }
}
