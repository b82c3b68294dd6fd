package dev.quarterdeck.scheduler.device;

import static dev.quarterdeck.scheduler.Pods.plainNode;
import static dev.quarterdeck.scheduler.device.Devices.claim;
import static dev.quarterdeck.scheduler.device.Devices.device;
import static dev.quarterdeck.scheduler.device.Devices.deviceClass;
import static dev.quarterdeck.scheduler.device.Devices.onNode;
import static dev.quarterdeck.scheduler.device.Devices.slice;
import static dev.quarterdeck.scheduler.device.Devices.using;
import static dev.quarterdeck.scheduler.gang.Groups.GANGS;
import static dev.quarterdeck.scheduler.gang.Groups.group;
import static dev.quarterdeck.scheduler.gang.Groups.member;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.scheduler.SchedulerHarness;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaim;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaimConsumerReference;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
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

    private void sharing(int from, int to) throws InterruptedException {
        for (int i = from; i < to; i++) {
            it.create(member(using("g" + i, "shared"), "g"));
        }
        it.run();
    }

    private List<String> consumers(String claim) throws InterruptedException {
        var status =
                it.api.get(ResourceClaim.class, "default", claim).orElseThrow().getStatus();
        return status == null
                ? List.of()
                : status.getReservedFor().stream()
                        .map(ResourceClaimConsumerReference::getName)
                        .sorted()
                        .toList();
    }

    @Test
    void podsOfAGangShareWhatTheFirstOfThemWasGiven() throws Exception {
        it.create(group("g", 3));
        it.create(claim("shared", 1));
        sharing(0, 3);
        assertThat(Stream.of("g0", "g1", "g2").map(this::node).distinct())
                .as("in one attempt")
                .hasSize(1)
                .doesNotContain("");
        assertThat(allocated()).containsExactly("shared " + node("g0"));
        assertThat(consumers("shared")).containsExactly("g0", "g1", "g2");
        assertThat(it.events.events()).noneMatch(e -> e.contains("FailedScheduling"));
    }

    @Test
    void aGangThatSharesAClaimAndDoesNotFitLeavesItAlone() throws Exception {
        it.create(group("g", 3));
        it.create(claim("shared", 1));
        for (int i = 0; i < 3; i++) {
            Pod pod = using("g" + i, "shared");
            it.create(member(
                    pod.edit()
                            .editSpec()
                            .editFirstContainer()
                            .withNewResources()
                            .addToRequests("cpu", new Quantity("1"))
                            .endResources()
                            .endContainer()
                            .endSpec()
                            .build(),
                    "g"));
        }
        it.run();
        assertThat(Stream.of("g0", "g1", "g2").map(this::node))
                .as("two fit on a node")
                .containsOnly("");
        assertThat(allocated()).isEmpty();
        assertThat(consumers("shared")).isEmpty();
        it.create(claim("all", 1));
        it.create(claim("rest", 1));
        it.create(using("a", "all"));
        it.create(using("b", "rest"));
        it.run();
        assertThat(allocated()).as("both devices are free for others").hasSize(2);
    }

    @Test
    void podsOfOthersWaitForAClaimThatIsBeingGivenItsDevices() throws Exception {
        it.create(claim("shared", 1));
        it.create(using("first", "shared"));
        it.create(using("second", "shared"));
        it.server.failWhen(r -> r.method().equals("PATCH") && r.pathAndQuery().contains("resourceclaims/shared")
                ? Optional.of(ApiException.unavailable("down", 1))
                : Optional.empty());
        it.run();
        it.server.failNoMore();
        it.runAfter(Duration.ofSeconds(2));
        it.runAfter(Duration.ofMinutes(6));
        assertThat(node("first")).isNotEmpty().isEqualTo(node("second"));
        assertThat(allocated()).hasSize(1);
    }

    @Test
    void whatOnePodFailsToWriteAnotherThatSharesItWrites() throws Exception {
        it.create(group("g", 2));
        it.create(claim("shared", 1));
        int[] writes = {0};
        it.server.failWhen(r ->
                r.method().equals("PATCH") && r.pathAndQuery().contains("resourceclaims/shared") && writes[0]++ == 0
                        ? Optional.of(ApiException.unavailable("down", 1))
                        : Optional.empty());
        sharing(0, 2);
        it.server.failNoMore();
        assertThat(consumers("shared")).containsExactly("g1");
        assertThat(allocated()).containsExactly("shared " + node("g1"));
        it.runAfter(Duration.ofSeconds(2));
        assertThat(node("g0")).isEqualTo(node("g1"));
        assertThat(consumers("shared")).containsExactly("g0", "g1");
    }

    /** A claim may have devices and no consumer, where a pod that was given them failed to be bound. */
    @Test
    void whatOnePodOfAGangGoesForIsNotTakenApartForAnother() throws Exception {
        it.create(claim("shared", 1));
        Pod before = it.create(using("before", "shared"));
        it.run();
        String other = node("before").equals("n1") ? "n2" : "n1";
        it.api.deleteWithGrace(before, 0);
        ResourceClaim has = it.api.get(ResourceClaim.class, "default", "shared").orElseThrow();
        it.api.updateStatus(
                has.edit().editStatus().withReservedFor().endStatus().build());
        it.create(group("g", 1));
        it.create(member(using("g0", "shared"), "g"));
        it.create(member(
                using("g1", "shared")
                        .edit()
                        .editSpec()
                        .addToNodeSelector("kubernetes.io/hostname", other)
                        .endSpec()
                        .build(),
                "g"));
        it.run();
        assertThat(node("g0")).isNotEmpty().isNotEqualTo(other);
        assertThat(consumers("shared")).containsExactly("g0");
        assertThat(it.events.events()).noneMatch(e -> e.contains("FailedScheduling Pod/g0"));
        assertThat(it.server.writes().stream().filter(w -> w.contains("/resourceclaims/shared/status")))
                .as("given to the pod before, given up, given to g0")
                .hasSize(3);
    }

    @Test
    void noMorePodsShareAClaimThanItMayHaveConsumers() throws Exception {
        for (int i = 0; i < 30; i++) {
            it.create(plainNode("m" + i));
        }
        it.create(slice("everywhere", "net", 1, 1, "allNodes: true", device("a", "net")));
        it.create(deviceClass("net", "has(device.attributes[\"gpu.example.com\"].model)"));
        it.create(group("g", 257));
        it.create(claim(
                "shared",
                "requests: [{name: r, exactly: {deviceClassName: net, allocationMode: ExactCount, count: 1}}]"));
        sharing(0, 257);
        assertThat(node("g0")).as("one too many").isEmpty();
        assertThat(allocated()).isEmpty();
        assertThat(it.pod("g256").getStatus().getConditions().getFirst().getMessage())
                .contains("resourceclaim in use");
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
