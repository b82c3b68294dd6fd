package dev.quarterdeck.benchmarks.scheduling;

import dev.quarterdeck.benchmarks.scheduling.Scenario.Churn;
import dev.quarterdeck.benchmarks.scheduling.Scenario.Pods;
import dev.quarterdeck.benchmarks.scheduling.Scenario.Step;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A scenario while it is written down. What is not said is as most have it: plain nodes, nothing before, nothing meanwhile, not of most interest. */
final class ScenarioDraft {
    /** Where pods are that were there before. */
    static final String FIRST = "sched-0";

    /** Where pods are measured. */
    static final String SECOND = "sched-1";

    /** How many times the reference's pods per second we want of scenarios that are not of most interest. */
    static final double REST = 1.5;

    /** So many pods at most of those. */
    private static final int BRIEFLY = 1500;

    private final String name;
    private final ClusterSize size;
    private double aim = REST;
    private List<NodeSort> nodes;
    private int teams;
    private List<Step> before = List.of();
    private @Nullable Churn meanwhile;
    private String namespace = SECOND;
    private String volumes = "";

    ScenarioDraft(String name, ClusterSize size) {
        this.name = name;
        this.size = size;
        this.nodes = List.of(NodeSort.plain(size.nodes()));
    }

    ScenarioDraft aim(double times) {
        aim = times;
        return this;
    }

    ScenarioDraft on(NodeSort... sorts) {
        nodes = List.of(sorts);
        return this;
    }

    /** Plain nodes in zones, in turns. */
    ScenarioDraft inZones(String... zones) {
        return on(NodeSort.plain(size.nodes(), zones));
    }

    ScenarioDraft before(Step... steps) {
        before = List.of(steps);
        return this;
    }

    ScenarioDraft meanwhile(Churn churn) {
        meanwhile = churn;
        return this;
    }

    /** In so many namespaces of teams there are pods before; one more is for those that are measured. */
    ScenarioDraft teams(int count, List<Step> steps) {
        teams = count + 1;
        before = List.copyOf(steps);
        namespace = team(count);
        return this;
    }

    static String team(int index) {
        return "team-" + index;
    }

    /** Each measured pod has a volume of that sort and a claim of its own ({@link Volumes}). */
    ScenarioDraft volumes(String sort) {
        volumes = sort;
        return this;
    }

    Scenario measures(PodTemplate template, int small, int large) {
        return measures(template, small, large, BRIEFLY);
    }

    /** @param briefly so many of {@code large} where fewer are measured than scheduler_perf does */
    Scenario measures(PodTemplate template, int small, int large, int briefly) {
        Pods pods = Pods.of(template, size.measured(small, large, briefly), namespace);
        return new Scenario(name, size.nodes(), aim, nodes, teams, before, meanwhile, pods.with(volumes));
    }
}
