package dev.quarterdeck.scheduler.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.scheduler.cycle.SchedulingCycle;
import dev.quarterdeck.scheduler.gang.GangCycle;
import dev.quarterdeck.scheduler.gang.GangDecision;
import dev.quarterdeck.scheduler.gang.GangHolds;
import dev.quarterdeck.scheduler.gang.GangRequest;
import dev.quarterdeck.scheduler.gang.GangSettings;
import dev.quarterdeck.scheduler.gang.Gangs;
import dev.quarterdeck.scheduler.gang.GroupKey;
import dev.quarterdeck.scheduler.gang.Groups;
import dev.quarterdeck.scheduler.gang.PodOutcome;
import dev.quarterdeck.scheduler.profile.Profile;
import dev.quarterdeck.scheduler.snapshot.ClusterSnapshot;
import dev.quarterdeck.scheduler.snapshot.ClusterState;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * A group is decided as its pods would be one after the other by looking at everything anew: each goes to a node that is among the best with those before it on
 * theirs, one that gets none has none, and all or nothing is bound. What is tried and given up leaves no trace in what is decided next.
 */
class GangsEqualPlainEvaluationTest {
    private static final int CLUSTERS = 250;
    private static final int GROUPS = 6;
    private static final String ZONE = "topology.kubernetes.io/zone";

    private final Map<String, Node> nodes = new HashMap<>();
    private final List<Pod> pods = new ArrayList<>();

    @Test
    void allOrNothingAndEachPodWhereItWouldGoByItself() {
        int bound = 0;
        int refused = 0;
        int compared = 0;
        for (long seed = 1; seed <= CLUSTERS; seed++) {
            nodes.clear();
            pods.clear();
            Random random = new Random(seed);
            RandomCluster some = new RandomCluster(random);
            ClusterState state = new ClusterState();
            for (int i = 0; i < 4 + random.nextInt(5); i++) {
                Node node = some.node("n" + i);
                nodes.put("n" + i, node);
                state.nodeChanged(node);
            }
            GangCycle cycle = cycle(random, new GangSettings(true, true, false, false));
            for (int group = 0; group < GROUPS; group++) {
                GangRequest request = request(some, random, "g" + group);
                ClusterSnapshot before = state.snapshot();
                GangDecision decision = cycle.decide(request, before);
                List<PodOutcome> outcomes =
                        switch (decision) {
                            case GangDecision.Bind(List<PodOutcome> all) -> all;
                            case GangDecision.Refuse(List<PodOutcome> all, String message) -> all;
                            default -> throw new AssertionError(decision);
                        };
                assertThat(outcomes).hasSameSizeAs(request.pods());
                compared += compare(outcomes, "seed " + seed + ", group " + group);
                long fitting = outcomes.stream()
                        .filter(o -> o instanceof PodOutcome.Fits)
                        .count();
                assertThat(decision instanceof GangDecision.Bind)
                        .as("all or nothing, seed %d, group %d", seed, group)
                        .isEqualTo(fitting > 0 && fitting >= request.minCount());
                if (decision instanceof GangDecision.Bind) {
                    bound++;
                    for (PodOutcome each : outcomes) {
                        if (each instanceof PodOutcome.Fits(PodRequest pod, String node)) {
                            state.assume(pod, node);
                            pods.add(on(pod.pod(), node));
                        }
                    }
                } else {
                    refused++;
                    assertThat(state.snapshot()).as("nothing is left behind").isEqualTo(before);
                }
            }
        }
        assertThat(compared).isGreaterThan(4_000);
        assertThat(bound).isGreaterThan(300);
        assertThat(refused).isGreaterThan(300);
    }

    /** The rules see of the cluster what is in the zone, and nothing else. */
    @Test
    void withinAZoneAllIsAsIfThereWereNothingElse() {
        int bound = 0;
        int compared = 0;
        for (long seed = 1; seed <= CLUSTERS; seed++) {
            Random random = new Random(seed);
            RandomCluster some = new RandomCluster(random);
            ClusterState state = new ClusterState();
            Map<String, Node> all = new HashMap<>();
            for (int i = 0; i < 5 + random.nextInt(5); i++) {
                Node node = some.node("n" + i);
                // How far an image has spread is counted in the whole cluster.
                node.getStatus().setImages(List.of());
                all.put("n" + i, node);
                state.nodeChanged(node);
            }
            List<Pod> everywhere = new ArrayList<>();
            for (int i = 0; i < random.nextInt(12); i++) {
                Pod pod = on(some.pod("x" + i), "n" + random.nextInt(all.size()));
                everywhere.add(pod);
                state.podOnNode(pod);
            }
            GangCycle cycle = cycle(random, new GangSettings(true, true, false, true));
            for (int group = 0; group < GROUPS; group++) {
                GangRequest plain = request(some, random, "g" + group);
                GangRequest request = new GangRequest(
                        plain.key(),
                        Groups.within("g" + group, plain.minCount(), ZONE),
                        plain.pods(),
                        plain.placed(),
                        plain.minCount());
                String where = "seed " + seed + ", group " + group;
                if (!(cycle.decide(request, state.snapshot())
                        instanceof GangDecision.Bind(List<PodOutcome> outcomes))) {
                    continue;
                }
                bound++;
                List<String> zones = outcomes.stream()
                        .filter(o -> o instanceof PodOutcome.Fits)
                        .map(o -> all.get(((PodOutcome.Fits) o).node())
                                .getMetadata()
                                .getLabels()
                                .get(ZONE))
                        .distinct()
                        .toList();
                assertThat(zones).as("one zone, %s", where).hasSize(1).doesNotContainNull();
                nodes.clear();
                all.forEach((name, node) -> {
                    if (zones.getFirst().equals(node.getMetadata().getLabels().get(ZONE))) {
                        nodes.put(name, node);
                    }
                });
                pods.clear();
                everywhere.stream()
                        .filter(p -> nodes.containsKey(p.getSpec().getNodeName()))
                        .forEach(pods::add);
                compared += compare(outcomes, where);
                for (PodOutcome each : outcomes) {
                    if (each instanceof PodOutcome.Fits(PodRequest pod, String node)) {
                        state.assume(pod, node);
                        everywhere.add(on(pod.pod(), node));
                    }
                }
            }
        }
        assertThat(bound).isGreaterThan(200);
        assertThat(compared).isGreaterThan(500);
    }

    /** One that displaces nobody: what that does is compared elsewhere. */
    private static GangCycle cycle(Random random, GangSettings settings) {
        return new GangCycle(
                new SchedulingCycle(
                        new Profile(
                                "default-scheduler",
                                Profile.standard("default-scheduler").filters(),
                                Profile.standardScores(),
                                false,
                                Profile.standard("default-scheduler").takingPart(),
                                Profile.Arguments.STANDARD),
                        random),
                GangHolds.NONE,
                settings,
                key -> null);
    }

    private GangRequest request(RandomCluster some, Random random, String name) {
        List<PodRequest> members = new ArrayList<>();
        Pod like = some.pod("like");
        int count = 1 + random.nextInt(6);
        for (int i = 0; i < count; i++) {
            Pod one = random.nextInt(3) == 0 ? some.pod("other") : like;
            members.add(PodRequest.of(one.edit()
                    .editMetadata()
                    .withName(name + "-" + i)
                    .withUid(name + "-" + i)
                    .endMetadata()
                    .build()));
        }
        int minCount = random.nextInt(4) == 0 ? 0 : 1 + random.nextInt(count);
        return new GangRequest(
                new GroupKey("default", name),
                Groups.group(name, minCount),
                members,
                List.<Gangs.Placed>of(),
                minCount);
    }

    private static Pod on(Pod pod, String node) {
        return pod.edit().editSpec().withNodeName(node).endSpec().build();
    }

    /** Each pod with those before it on their nodes. */
    private int compare(List<PodOutcome> outcomes, String where) {
        List<Pod> there = new ArrayList<>(pods);
        for (PodOutcome outcome : outcomes) {
            PlainEvaluator.World world = new PlainEvaluator.World(
                    List.copyOf(nodes.values()), List.copyOf(there), Map.of(), List.of(), Set.of());
            Map<String, Long> scores = new PlainEvaluator(world, outcome.pod().pod()).scores();
            switch (outcome) {
                case PodOutcome.Fits(PodRequest pod, String node) -> {
                    assertThat(scores).as("a node that takes it, %s", where).containsKey(node);
                    assertThat(scores.get(node))
                            .as("one of the best, %s", where)
                            .isEqualTo(scores.values().stream()
                                    .mapToLong(s -> s)
                                    .max()
                                    .orElseThrow());
                    there.add(on(pod.pod(), node));
                }
                case PodOutcome.Displaces displaces -> throw new AssertionError("nobody may be displaced, " + where);
                case PodOutcome.Rejected rejected ->
                    assertThat(scores).as("no node takes it, %s", where).isEmpty();
            }
        }
        return outcomes.size();
    }
}
