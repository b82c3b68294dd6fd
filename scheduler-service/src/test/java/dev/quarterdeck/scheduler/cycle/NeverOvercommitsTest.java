package dev.quarterdeck.scheduler.cycle;

import static dev.quarterdeck.scheduler.Pods.node;
import static dev.quarterdeck.scheduler.Pods.pod;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.scheduler.profile.Profile;
import dev.quarterdeck.scheduler.snapshot.ClusterState;
import dev.quarterdeck.scheduler.snapshot.NodeSnapshot;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever comes in whatever order, one pod at a time: what is on a node fits it, and no host port is given twice. */
class NeverOvercommitsTest {

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void whateverComes(long seed) {
        Random random = new Random(seed);
        ClusterState state = new ClusterState();
        SchedulingCycle cycle = new SchedulingCycle(Profile.standard("default-scheduler"), random);
        int nodes = 1 + random.nextInt(12);
        for (int i = 0; i < nodes; i++) {
            state.nodeChanged(node("n" + i)
                    .editStatus()
                    .addToAllocatable("cpu", new Quantity((500 + random.nextInt(4000)) + "m"))
                    .addToAllocatable("memory", new Quantity((1 + random.nextInt(8)) + "Gi"))
                    .addToAllocatable("pods", new Quantity(String.valueOf(1 + random.nextInt(20))))
                    .endStatus()
                    .build());
        }
        List<String> placed = new ArrayList<>();
        int accepted = 0;
        for (int i = 0; i < 400; i++) {
            if (!placed.isEmpty() && random.nextInt(4) == 0) {
                state.podGone(placed.remove(random.nextInt(placed.size())));
            }
            PodRequest request = PodRequest.of(randomPod("p" + i, random));
            if (cycle.decide(request, state.snapshot()) instanceof Decision.Placed(String node)) {
                state.assume(request, node);
                placed.add(request.uid());
                accepted++;
            }
            state.snapshot().nodes().forEach(n -> checkFits(n, seed));
        }
        assertThat(accepted).as("pods placed with seed %d", seed).isPositive();
    }

    private static Pod randomPod(String name, Random random) {
        Pod pod = pod(name, random.nextInt(900) + "m", random.nextInt(900) + "Mi");
        if (random.nextInt(3) > 0) {
            return pod;
        }
        return pod.edit()
                .editSpec()
                .editFirstContainer()
                .addNewPort()
                .withContainerPort(80)
                .withHostPort(8000 + random.nextInt(3))
                .withProtocol(random.nextBoolean() ? "TCP" : "UDP")
                .withHostIP(random.nextBoolean() ? "" : "10.0.0." + random.nextInt(2))
                .endPort()
                .endContainer()
                .endSpec()
                .build();
    }

    private static void checkFits(NodeSnapshot node, long seed) {
        String where = node.name() + " with seed " + seed;
        long cpu = 0;
        long memory = 0;
        List<PodRequest.HostPort> ports = new ArrayList<>();
        for (PodRequest pod : node.pods()) {
            cpu += pod.amounts().milliCpu();
            memory += pod.amounts().memory();
            for (PodRequest.HostPort port : pod.hostPorts()) {
                assertThat(ports).as(where).noneMatch(port::conflictsWith);
                ports.add(port);
            }
        }
        assertThat(cpu).as(where).isLessThanOrEqualTo(node.allocatable().milliCpu());
        assertThat(memory).as(where).isLessThanOrEqualTo(node.allocatable().memory());
        assertThat((long) node.pods().size()).as(where).isLessThanOrEqualTo(node.allowedPods());
    }
}
