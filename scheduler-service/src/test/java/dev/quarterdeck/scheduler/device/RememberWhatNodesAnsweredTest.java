package dev.quarterdeck.scheduler.device;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.scheduler.Pods;
import dev.quarterdeck.scheduler.profile.DeviceTimes;
import dev.quarterdeck.scheduler.snapshot.ClusterSnapshot;
import dev.quarterdeck.scheduler.snapshot.ClusterState;
import dev.quarterdeck.scheduler.snapshot.NodeSnapshot;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import io.fabric8.kubernetes.api.model.resource.v1.AllocationResult;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaim;
import java.time.Clock;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is remembered of nodes is what they would answer if they were asked anew, whatever changes between two pods: devices, nodes, slices, classes. */
class RememberWhatNodesAnsweredTest {
    private static final int NODES = 6;
    private static final int STEPS = 250;
    private static final String[] SHAPES = {
        "requests: [{name: r, firstAvailable: [{name: a, deviceClassName: fast}, {name: b, deviceClassName: slow}]}]",
        "requests: [{name: r, firstAvailable: [{name: a, deviceClassName: fast, count: 2}, {name: b, deviceClassName: slow, count: 2}]}]",
        "requests: [{name: r, firstAvailable: [{name: a, deviceClassName: slow}, {name: b, deviceClassName: fast}]}, {name: s, exactly: {deviceClassName: slow}}]",
    };

    private final ClusterState state = new ClusterState();
    private final DeviceObjects objects = new DeviceObjects();
    private final DynamicResourcesFilter remembering = rule();
    private final FirstChoiceRanking ranking = new FirstChoiceRanking(remembering, objects);
    private final List<String> allocated = new ArrayList<>();

    private DynamicResourcesFilter rule() {
        return new DynamicResourcesFilter(objects, Clock.systemUTC(), DeviceTimes.STANDARD);
    }

    private void slice(Random random, int node, int generation) {
        String[] devices = IntStream.range(0, 1 + random.nextInt(4))
                .mapToObj(i -> Devices.device("d" + i, random.nextBoolean() ? "fast" : "slow"))
                .toArray(String[]::new);
        objects.slice(null, Devices.slice("s" + node, "n" + node, generation, 1, "nodeName: n" + node, devices));
    }

    private void change(Random random, int step) {
        switch (random.nextInt(8)) {
            case 0 -> slice(random, random.nextInt(NODES), step + 2);
            case 1 ->
                state.nodeChanged(Pods.node("n" + random.nextInt(NODES))
                        .editMetadata()
                        .addToLabels("step", Integer.toString(step))
                        .endMetadata()
                        .build());
            case 2 ->
                objects.deviceClass(
                        null,
                        Devices.deviceClass(
                                "fast",
                                "device.attributes[\"" + Devices.DRIVER + "\"].model == \""
                                        + (random.nextInt(4) == 0 ? "slow" : "fast") + "\""));
            case 3, 4 -> {
                if (!allocated.isEmpty()) {
                    objects.forget(allocated.remove(random.nextInt(allocated.size())));
                }
            }
            default -> {
                // Nothing but the pod before.
            }
        }
    }

    private String seen(DynamicResourcesFilter rule, FirstChoiceRanking by, PodRequest pod, ClusterSnapshot cluster) {
        var check = rule.forPod(pod, cluster);
        StringBuilder text = new StringBuilder();
        BitSet fit = new BitSet();
        for (NodeSnapshot node : cluster.nodes()) {
            var said = check.check(node);
            text.append(node.name()).append(said).append(' ');
            fit.set(node.slot(), said.isEmpty());
        }
        long[] scores = by.rank(pod, fit, cluster);
        fit.stream().forEach(slot -> text.append(scores[slot]).append(' '));
        return text.toString();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void asIfAskedAnew(long seed) {
        Random random = new Random(seed);
        objects.deviceClass(
                null, Devices.deviceClass("fast", "device.attributes[\"" + Devices.DRIVER + "\"].model == \"fast\""));
        objects.deviceClass(
                null, Devices.deviceClass("slow", "device.attributes[\"" + Devices.DRIVER + "\"].model == \"slow\""));
        for (int i = 0; i < NODES; i++) {
            state.nodeChanged(Pods.plainNode("n" + i));
            slice(random, i, 1);
        }
        int given = 0;
        for (int step = 0; step < STEPS; step++) {
            change(random, step);
            ResourceClaim claim = Devices.claim("c" + step, SHAPES[random.nextInt(SHAPES.length)]);
            objects.claim(null, claim);
            PodRequest pod = PodRequest.of(Devices.using("p" + step, "c" + step));
            ClusterSnapshot cluster = state.snapshot();
            DynamicResourcesFilter anew = rule();
            String expected = seen(anew, new FirstChoiceRanking(anew, objects), pod, cluster);
            assertThat(seen(remembering, ranking, pod, cluster))
                    .as("seed %d, step %d", seed, step)
                    .isEqualTo(expected);
            for (NodeSnapshot node : cluster.nodes()) {
                if (remembering.answer(pod, node).rejections().isEmpty()) {
                    AllocationResult gets = Objects.requireNonNull(
                            remembering.plan(pod, node).steps().getFirst().allocation());
                    objects.decide(claim.getMetadata().getUid(), gets, pod.pod());
                    allocated.add(claim.getMetadata().getUid());
                    given++;
                    break;
                }
            }
        }
        assertThat(given).isGreaterThan(20);
    }
}
