package dev.quarterdeck.scheduler.device;

import static dev.quarterdeck.scheduler.Pods.plainNode;
import static dev.quarterdeck.scheduler.device.Devices.claim;
import static dev.quarterdeck.scheduler.device.Devices.device;
import static dev.quarterdeck.scheduler.device.Devices.deviceClass;
import static dev.quarterdeck.scheduler.device.Devices.onNode;
import static dev.quarterdeck.scheduler.device.Devices.using;
import static dev.quarterdeck.scheduler.gang.Groups.GANGS;
import static dev.quarterdeck.scheduler.gang.Groups.group;
import static dev.quarterdeck.scheduler.gang.Groups.member;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.scheduler.SchedulerHarness;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaim;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Gangs whose pods need devices: what one was given in thought is nobody's where the gang does not come out even. */
class GangsWithDevicesTest {
    private final SchedulerHarness it = new SchedulerHarness(GANGS);

    @BeforeEach
    void twoNodesWithADeviceEach() throws InterruptedException {
        it.create(deviceClass("gpu", "device.driver == \"gpu.example.com\""));
        for (String node : List.of("n1", "n2")) {
            it.create(plainNode(node));
            it.create(onNode(node, device("a")));
        }
    }

    private List<String> allocated() throws InterruptedException {
        return it.api.list(ResourceClaim.class, "default").stream()
                .filter(c -> c.getStatus() != null && c.getStatus().getAllocation() != null)
                .map(c -> c.getMetadata().getName() + " "
                        + c.getStatus()
                                .getAllocation()
                                .getDevices()
                                .getResults()
                                .getFirst()
                                .getPool())
                .sorted()
                .toList();
    }

    private void members(String group, int count) throws InterruptedException {
        for (int i = 0; i < count; i++) {
            String name = group + i;
            it.create(claim(name, 1));
            it.create(member(using(name, name), group));
        }
        it.run();
    }

    @Test
    void aGangThatGetsTooFewDevicesKeepsNone() throws Exception {
        it.create(group("g", 3));
        members("g", 3);
        assertThat(allocated()).isEmpty();
        it.create(claim("alone", 1));
        it.create(using("alone", "alone"));
        it.run();
        assertThat(it.nodeOf("alone")).isNotEmpty();
        it.create(plainNode("n3"));
        it.create(onNode("n3", device("a"), device("b")));
        it.runAfter(Duration.ofSeconds(11));
        assertThat(Stream.of("g0", "g1", "g2").map(this::node)).doesNotContain("");
        assertThat(allocated()).hasSize(4);
    }

    @Test
    void eachPodOfAGangGetsADeviceOfItsOwnWhereItGoes() throws Exception {
        it.create(group("g", 2));
        members("g", 2);
        assertThat(allocated()).containsExactly("g0 " + node("g0"), "g1 " + node("g1"));
        assertThat(node("g0")).isNotEqualTo(node("g1"));
    }

    /** Not as in the reference, where the second pod of a gang may use what the first was given in the same attempt. */
    @Test
    void podsOfAGangShareAClaimThatHasItsDevicesAndNoOther() throws Exception {
        it.create(group("g", 3));
        it.create(claim("shared", 1));
        for (int i = 0; i < 3; i++) {
            it.create(member(using("g" + i, "shared"), "g"));
        }
        it.run();
        assertThat(Stream.of("g0", "g1", "g2").map(this::node)).containsOnly("");
        assertThat(allocated()).isEmpty();
        it.create(using("first", "shared"));
        it.runAfter(Duration.ofSeconds(11));
        assertThat(Stream.of("first", "g0", "g1", "g2").map(this::node).distinct())
                .hasSize(1)
                .doesNotContain("");
        assertThat(allocated()).containsExactly("shared " + node("g0"));
    }

    @Test
    void aPodWhoseClaimIsNotThereIsWaitedFor() throws Exception {
        it.create(group("g", 2));
        it.create(member(using("g0", "later"), "g"));
        it.create(member(using("g1"), "g"));
        it.run();
        assertThat(node("g1")).isEmpty();
        it.create(claim("later", 1));
        it.runAfter(Duration.ofSeconds(11));
        assertThat(node("g0")).isNotEmpty();
        assertThat(node("g1")).isNotEmpty();
    }

    private String node(String pod) {
        try {
            return it.nodeOf(pod);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
