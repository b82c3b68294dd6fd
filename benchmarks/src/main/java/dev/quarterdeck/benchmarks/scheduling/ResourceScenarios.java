package dev.quarterdeck.benchmarks.scheduling;

import static dev.quarterdeck.benchmarks.scheduling.ScenarioDraft.FIRST;
import static dev.quarterdeck.benchmarks.scheduling.ScenarioDraft.SECOND;
import static dev.quarterdeck.benchmarks.scheduling.Scenarios.there;

import dev.quarterdeck.benchmarks.scheduling.Scenario.SecretIn;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Pods that want what only some nodes have, and pods with volumes: as misc and volumes of scheduler_perf have it. */
final class ResourceScenarios {
    private final ClusterSize size;

    ResourceScenarios(ClusterSize size) {
        this.size = size;
    }

    List<Scenario> resources() {
        return List.of(
                draft("Daemonset")
                        .on(NodeSort.named(), NodeSort.plain(size.nodes()))
                        .measures(PodTemplate.ON_ONE_NODE, 1000, 30_000),
                draft("ExtendedResource")
                        .on(NodeSort.extended(size.nodes()))
                        .measures(PodTemplate.EXTENDED_RESOURCE, 400, 5000),
                draft("Secrets")
                        .before(
                                new SecretIn(FIRST),
                                new SecretIn(SECOND),
                                there(PodTemplate.SECRET, size.of(500, 1000)))
                        .measures(PodTemplate.SECRET, 1000, 10_000),
                draft("NodeDeclaredFeatures")
                        .on(NodeSort.like("features", size.nodes(), declaring(20)))
                        .before(there(PodTemplate.AS_A_WHOLE, size.of(500, 5000)))
                        .measures(PodTemplate.AS_A_WHOLE, 1000, 5000));
    }

    List<Scenario> volumes() {
        NodeSort withDriver = NodeSort.withVolumes(size.nodes(), 39);
        NodeSort plain = NodeSort.plain(size.nodes());
        int fewNodes = Math.min(size.nodes(), 1000);
        return List.of(
                withVolumes("CSIPVs", "csi", withDriver, size.of(500, 5000), 5000),
                withVolumes("InTreePVs", "aws", plain, size.of(500, 1000), 2000),
                withVolumes("MigratedInTreePVs", "aws", withDriver, size.of(500, 5000), 5000),
                draft("PreemptionPVs")
                        .on(NodeSort.plain(fewNodes))
                        .before(there(PodTemplate.LOW_PRIORITY, 4 * fewNodes))
                        .volumes("aws")
                        .measures(PodTemplate.HIGH_PRIORITY, 500, 1000));
    }

    private Scenario withVolumes(String name, String sort, NodeSort on, int before, int large) {
        return draft(name)
                .on(on)
                .before(there(PodTemplate.DEFAULT, before).with(sort))
                .volumes(sort)
                .measures(PodTemplate.DEFAULT, 1000, large);
    }

    private static String declaring(int features) {
        String names = IntStream.range(0, features)
                .mapToObj(i -> String.format(Locale.ROOT, "\"DeclaredFeature%03d\"", i))
                .collect(Collectors.joining(","));
        String amounts = "{\"cpu\":\"128\",\"memory\":\"16Gi\",\"pods\":\"110\"}";
        return "{\"status\":{\"declaredFeatures\":[" + names + "],\"capacity\":" + amounts + ",\"allocatable\":"
                + amounts + "}}";
    }

    private ScenarioDraft draft(String name) {
        return new ScenarioDraft(name, size);
    }
}
