package dev.quarterdeck.scheduler.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.scheduler.cycle.Decision;
import dev.quarterdeck.scheduler.cycle.NodeVerdict;
import dev.quarterdeck.scheduler.cycle.SchedulingCycle;
import dev.quarterdeck.scheduler.profile.Profile;
import dev.quarterdeck.scheduler.snapshot.ClusterState;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * What is kept in columns and brought up to date by changes must be what looking at everything anew says: the same nodes for each pod, with the same scores, after
 * any history of nodes, pods, Services and namespaces that come, change and go.
 */
class EqualsPlainEvaluationTest {
    private static final int CLUSTERS = 420;
    private static final int EVENTS = 60;

    private final Map<String, Node> nodes = new LinkedHashMap<>();
    private final Map<String, Pod> pods = new LinkedHashMap<>();
    private final Map<String, Service> services = new LinkedHashMap<>();
    private final Map<String, Map<String, String>> namespaces = new HashMap<>();
    private Map<String, String> deviceClasses = Map.of();

    @Test
    void itDecidesAsThePlainOneDoes() {
        int compared = 0;
        int placed = 0;
        for (long seed = 1; seed <= CLUSTERS; seed++) {
            nodes.clear();
            pods.clear();
            services.clear();
            namespaces.clear();
            deviceClasses = Map.of();
            Random random = new Random(seed);
            RandomCluster some = new RandomCluster(random);
            ClusterState state = new ClusterState();
            SchedulingCycle cycle = new SchedulingCycle(Profile.standard("default-scheduler"), random);
            List<Pod> classes = new ArrayList<>();
            for (int i = 0; i < EVENTS; i++) {
                change(state, some, random, i);
                if (random.nextInt(2) == 0) {
                    continue;
                }
                Pod pod = next(some, random, classes, i);
                PodRequest request = PodRequest.of(pod);
                Map<String, Long> expected = new PlainEvaluator(world(), pod).scores();
                Map<String, Long> actual = new TreeMap<>();
                List<NodeVerdict> verdicts = cycle.verdicts(request, state.snapshot());
                for (NodeVerdict verdict : verdicts) {
                    if (verdict.fits()) {
                        actual.put(verdict.node(), verdict.score());
                    }
                }
                assertThat(actual).as("seed %d, event %d", seed, i).isEqualTo(expected);
                compared++;
                Decision decision = cycle.decide(request, state.snapshot());
                if (decision instanceof Decision.Placed(String node)) {
                    assertThat(expected.get(node))
                            .as("the best, seed %d, event %d", seed, i)
                            .isEqualTo(expected.values().stream()
                                    .mapToLong(s -> s)
                                    .max()
                                    .orElseThrow());
                    Pod bound =
                            pod.edit().editSpec().withNodeName(node).endSpec().build();
                    pods.put(pod.getMetadata().getUid(), bound);
                    state.assume(request, node);
                    placed++;
                } else if (decision instanceof Decision.Unschedulable no) {
                    assertThat(expected).as("seed %d, event %d", seed, i).isEmpty();
                    assertThat(no.message())
                            .as("the reasons, seed %d, event %d", seed, i)
                            .isEqualTo(message(verdicts));
                }
            }
        }
        assertThat(compared).isGreaterThan(10_000);
        assertThat(placed).isGreaterThan(compared / 4);
    }

    /** From what rules say of each node when they are asked of it alone. */
    private static String message(List<NodeVerdict> verdicts) {
        Map<String, Integer> reasons = new TreeMap<>();
        verdicts.forEach(v -> v.rejections().forEach(r -> reasons.merge(r.reason(), 1, Integer::sum)));
        return SchedulingCycle.message(verdicts.size(), reasons);
    }

    private PlainEvaluator.World world() {
        return new PlainEvaluator.World(
                List.copyOf(nodes.values()),
                List.copyOf(pods.values()),
                namespaces,
                List.copyOf(services.values()),
                deviceClasses.keySet());
    }

    /** Often a pod like one that was there before, so that columns are used again. */
    private static Pod next(RandomCluster some, Random random, List<Pod> classes, int i) {
        if (classes.isEmpty() || random.nextInt(3) == 0) {
            classes.add(some.pod("class-" + i));
        }
        return classes.get(random.nextInt(classes.size()))
                .edit()
                .editMetadata()
                .withName("p" + i)
                .withUid("uid-" + i)
                .endMetadata()
                .build();
    }

    private void change(ClusterState state, RandomCluster some, Random random, int i) {
        switch (random.nextInt(12)) {
            case 0, 1, 2 -> {
                Node node = some.node("n" + random.nextInt(8));
                nodes.put(node.getMetadata().getName(), node);
                state.nodeChanged(node);
            }
            case 3 -> {
                if (!nodes.isEmpty() && random.nextInt(2) == 0) {
                    String name = List.copyOf(nodes.keySet()).get(random.nextInt(nodes.size()));
                    nodes.remove(name);
                    state.nodeGone(name);
                }
            }
            case 4, 5, 6 -> {
                Pod pod = some.pod("x" + i)
                        .edit()
                        .editSpec()
                        .withNodeName("n" + random.nextInt(8))
                        .endSpec()
                        .build();
                if (random.nextInt(6) == 0) {
                    pod.getMetadata().setDeletionTimestamp("2026-01-01T00:00:00Z");
                }
                pods.put(pod.getMetadata().getUid(), pod);
                state.podOnNode(pod);
            }
            case 7 -> {
                if (!pods.isEmpty()) {
                    String uid = List.copyOf(pods.keySet()).get(random.nextInt(pods.size()));
                    pods.remove(uid);
                    state.podGone(uid);
                }
            }
            case 8 -> {
                Service service = some.service("s" + random.nextInt(3));
                services.put(
                        service.getMetadata().getNamespace()
                                + service.getMetadata().getName(),
                        service);
                state.serviceChanged(service);
            }
            case 9 -> {
                String name = random.nextBoolean() ? "one" : "two";
                Map<String, String> labels = Map.of("team", random.nextBoolean() ? "red" : "blue");
                namespaces.put(name, labels);
                state.namespaceChanged(name, labels);
            }
            case 10 -> {
                deviceClasses = random.nextBoolean() ? Map.of() : Map.of("example.com/gpu", "gpus");
                state.deviceClassesChanged(deviceClasses);
            }
            default -> {
                // Nothing changes between two pods.
            }
        }
    }
}
