package dev.quarterdeck.benchmarks.scheduling;

import static dev.quarterdeck.benchmarks.scheduling.ScenarioDraft.SECOND;
import static dev.quarterdeck.benchmarks.scheduling.Scenarios.there;

import dev.quarterdeck.benchmarks.scheduling.Scenario.Pods;
import dev.quarterdeck.benchmarks.scheduling.Scenario.ServiceFor;
import dev.quarterdeck.benchmarks.scheduling.Scenario.Step;
import java.util.List;
import java.util.stream.IntStream;

/** Pods that want to be near others, or not, or evenly spread: as affinity and topology_spreading of scheduler_perf have it. */
final class PlacementScenarios {
    private static final String[] MOONS = {"moon-1", "moon-2", "moon-3"};

    private final ClusterSize size;

    PlacementScenarios(ClusterSize size) {
        this.size = size;
    }

    List<Scenario> near() {
        int each = size.of(200, 2000);
        return List.of(
                draft("PodAntiAffinity")
                        .aim(2)
                        .before(there(PodTemplate.ANTI_AFFINITY, size.of(100, 1000)))
                        .measures(PodTemplate.ANTI_AFFINITY, 400, 2000, 2000),
                draft("TopologySpreading")
                        .aim(5)
                        .inZones(MOONS)
                        .before(there(PodTemplate.DEFAULT, size.of(1000, 5000)))
                        .measures(PodTemplate.SPREADING, 1000, 5000, 3000),
                draft("PreferredPodAffinity")
                        .aim(5)
                        .before(there(PodTemplate.PREFERRED_AFFINITY, size.of(500, 5000)))
                        .measures(PodTemplate.PREFERRED_AFFINITY, 1000, 5000, 3000),
                draft("PodAffinity")
                        .aim(10)
                        .inZones("zone1")
                        .before(there(PodTemplate.AFFINITY, size.of(500, 5000)))
                        .measures(PodTemplate.AFFINITY, 1000, 5000, 2000),
                draft("PodMatchingAntiAffinity")
                        .before(there(PodTemplate.ANTI_AFFINITY, size.of(100, 1000)))
                        .measures(PodTemplate.ANTI_AFFINITY_LABEL, 400, 5000),
                draft("PreferredPodAntiAffinity")
                        .before(there(PodTemplate.PREFERRED_ANTI_AFFINITY, size.of(500, 5000)))
                        .measures(PodTemplate.PREFERRED_ANTI_AFFINITY, 1000, 5000),
                draft("MixedSchedulingBasePod")
                        .inZones("zone1")
                        .before(
                                there(PodTemplate.DEFAULT, each),
                                there(PodTemplate.AFFINITY, each),
                                there(PodTemplate.ANTI_AFFINITY, each),
                                there(PodTemplate.PREFERRED_AFFINITY, each),
                                there(PodTemplate.PREFERRED_ANTI_AFFINITY, each))
                        .measures(PodTemplate.DEFAULT, 1000, 5000),
                team(
                        draft("RequiredPodAntiAffinityWithNSSelector")
                                .on(NodeSort.plain(size.nodes() + size.of(0, 1000))),
                        size.of(4, 40),
                        PodTemplate.ANTI_AFFINITY_BY_TEAM,
                        2000),
                team(
                        draft("PreferredAntiAffinityWithNSSelector"),
                        size.of(4, 40),
                        PodTemplate.PREFERRED_ANTI_AFFINITY_BY_TEAM,
                        2000),
                team(
                        draft("RequiredPodAffinityWithNSSelector").inZones("zone1"),
                        size.of(4, 50),
                        PodTemplate.AFFINITY_BY_TEAM,
                        2000),
                team(
                        draft("PreferredAffinityWithNSSelector"),
                        size.of(4, 50),
                        PodTemplate.PREFERRED_AFFINITY_BY_TEAM,
                        5000));
    }

    List<Scenario> spread() {
        int tainted = size.nodes() / 5;
        return List.of(
                draft("PreferredTopologySpreading")
                        .inZones(MOONS)
                        .before(there(PodTemplate.DEFAULT, size.of(1000, 5000)))
                        .measures(PodTemplate.PREFERRED_SPREADING, 1000, 5000),
                draft("DefaultTopologySpreading")
                        .inZones(MOONS)
                        .before(new ServiceFor(SECOND), there(PodTemplate.DEFAULT, size.of(1000, 5000)))
                        .measures(PodTemplate.LABELLED, 1000, 10_000),
                draft("NodeInclusionPolicy")
                        .on(NodeSort.plain(size.nodes() - tainted), NodeSort.tainted(tainted))
                        .measures(PodTemplate.INCLUDED_NODES, 400, 4000));
    }

    private Scenario team(ScenarioDraft draft, int each, PodTemplate template, int large) {
        int teams = size.of(10, 100);
        List<Step> before = IntStream.range(0, teams)
                .<Step>mapToObj(i -> Pods.of(template, each, ScenarioDraft.team(i)))
                .toList();
        return draft.teams(teams, before).measures(template, 100, large);
    }

    private ScenarioDraft draft(String name) {
        return new ScenarioDraft(name, size);
    }
}
