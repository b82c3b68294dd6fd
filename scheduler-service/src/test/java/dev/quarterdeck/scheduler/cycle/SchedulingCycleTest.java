package dev.quarterdeck.scheduler.cycle;

import static dev.quarterdeck.scheduler.Pods.node;
import static dev.quarterdeck.scheduler.Pods.plainNode;
import static dev.quarterdeck.scheduler.Pods.pod;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.scheduler.profile.Profile;
import dev.quarterdeck.scheduler.snapshot.ClusterState;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import io.fabric8.kubernetes.api.model.ContainerImageBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.Taint;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Each rule by the decision it leads to, and by the words users read. */
class SchedulingCycleTest {
    private final SchedulingCycle cycle = new SchedulingCycle(Profile.standard("default-scheduler"), new Random(7));
    private final ClusterState state = new ClusterState();

    private Decision decide(Pod pod) {
        return cycle.decide(PodRequest.of(pod), state.snapshot());
    }

    private String messageFor(Pod pod) {
        return ((Decision.Unschedulable) decide(pod)).message();
    }

    private void nodes(Node... nodes) {
        List.of(nodes).forEach(state::nodeChanged);
    }

    private static Pod on(String node, Pod pod) {
        return pod.edit().editSpec().withNodeName(node).endSpec().build();
    }

    @Test
    void withoutNodesItSaysSo() {
        assertThat(messageFor(pod("a", "1", "1Gi"))).isEqualTo("no nodes available to schedule pods");
    }

    @Test
    void requestsOfAllPodsStayWithinAllocatable() {
        nodes(plainNode("n1"), plainNode("n2"));
        state.podOnNode(on("n1", pod("big", "1500m", "1Gi")));
        assertThat(decide(pod("a", "1", "1Gi"))).isEqualTo(new Decision.Placed("n2"));
        state.podOnNode(on("n2", pod("big2", "1500m", "3584Mi")));
        assertThat(messageFor(pod("a", "1", "1Gi")))
                .isEqualTo("0/2 nodes are available: 1 Insufficient memory, 2 Insufficient cpu.");
    }

    @Test
    void assumedPodsCountAtOnceAndForgottenOnesNoMore() {
        nodes(plainNode("n1"));
        PodRequest first = PodRequest.of(pod("first", "2", "1Gi"));
        state.assume(first, "n1");
        assertThat(decide(pod("a", "1", "1Gi"))).isInstanceOf(Decision.Unschedulable.class);
        state.forget(first.uid());
        assertThat(decide(pod("a", "1", "1Gi"))).isEqualTo(new Decision.Placed("n1"));
    }

    @Test
    void extendedResourcesAndPodCountsAreLimits() {
        nodes(node("n1")
                .editStatus()
                .addToAllocatable("example.com/gpu", new Quantity("1"))
                .addToAllocatable("pods", new Quantity("1"))
                .endStatus()
                .build());
        Pod wantsTwo = pod("g").editSpec()
                .editFirstContainer()
                .withNewResources()
                .addToRequests("example.com/gpu", new Quantity("2"))
                .endResources()
                .endContainer()
                .endSpec()
                .build();
        assertThat(messageFor(wantsTwo)).isEqualTo("0/1 nodes are available: 1 Insufficient example.com/gpu.");
        state.podOnNode(on("n1", pod("x", "1m", "1Mi")));
        assertThat(messageFor(pod("a", "1m", "1Mi"))).isEqualTo("0/1 nodes are available: 1 Too many pods.");
    }

    @Test
    void cordonedAndTaintedNodesAreLeftOut() {
        nodes(
                node("n1").editSpec().withUnschedulable(true).endSpec().build(),
                node("n2")
                        .editSpec()
                        .addToTaints(new Taint("NoSchedule", "team", null, "a"))
                        .endSpec()
                        .build());
        assertThat(messageFor(pod("a", "1", "1Gi")))
                .isEqualTo(
                        "0/2 nodes are available: 1 node(s) had untolerated taint(s), 1 node(s) were unschedulable.");
        Pod tolerant = pod("t").editSpec()
                .addNewToleration()
                .withKey("team")
                .withValue("a")
                .withEffect("NoSchedule")
                .endToleration()
                .endSpec()
                .build();
        assertThat(decide(tolerant)).isEqualTo(new Decision.Placed("n2"));
    }

    @Test
    void selectorsAndAffinityChoose() {
        nodes(node("n1").editMetadata().addToLabels("disk", "ssd").endMetadata().build(), plainNode("n2"));
        Pod selecting = pod("s").editSpec()
                .withNodeSelector(Map.of("disk", "ssd"))
                .endSpec()
                .build();
        assertThat(decide(selecting)).isEqualTo(new Decision.Placed("n1"));
        Pod elsewhere = pod("e").editSpec()
                .withNewAffinity()
                .withNewNodeAffinity()
                .withNewRequiredDuringSchedulingIgnoredDuringExecution()
                .addNewNodeSelectorTerm()
                .addNewMatchExpression()
                .withKey("disk")
                .withOperator("Exists")
                .endMatchExpression()
                .addNewMatchField()
                .withKey("metadata.name")
                .withOperator("In")
                .withValues("n2")
                .endMatchField()
                .endNodeSelectorTerm()
                .endRequiredDuringSchedulingIgnoredDuringExecution()
                .endNodeAffinity()
                .endAffinity()
                .endSpec()
                .build();
        assertThat(messageFor(elsewhere))
                .isEqualTo("0/2 nodes are available: 1 node(s) didn't match Pod's node affinity/selector,"
                        + " 1 node(s) didn't satisfy plugin(s) [NodeAffinity].");
        Pod preferring = pod("p").editSpec()
                .withNewAffinity()
                .withNewNodeAffinity()
                .addNewPreferredDuringSchedulingIgnoredDuringExecution()
                .withWeight(100)
                .withNewPreference()
                .addNewMatchExpression()
                .withKey("disk")
                .withOperator("In")
                .withValues("ssd")
                .endMatchExpression()
                .endPreference()
                .endPreferredDuringSchedulingIgnoredDuringExecution()
                .endNodeAffinity()
                .endAffinity()
                .endSpec()
                .build();
        assertThat(decide(preferring)).isEqualTo(new Decision.Placed("n1"));
    }

    @Test
    void hostPortsAreTakenOnce() {
        nodes(plainNode("n1"));
        Pod first = pod("f").editSpec()
                .editFirstContainer()
                .addNewPort()
                .withContainerPort(80)
                .withHostPort(8080)
                .endPort()
                .endContainer()
                .endSpec()
                .build();
        state.podOnNode(on("n1", first));
        Pod second = first.edit()
                .editMetadata()
                .withName("g")
                .withUid("uid-g")
                .endMetadata()
                .build();
        assertThat(messageFor(second))
                .isEqualTo("0/1 nodes are available: 1 node(s) didn't have free ports for the requested pod ports.");
        Pod udp = second.edit()
                .editSpec()
                .editFirstContainer()
                .editFirstPort()
                .withProtocol("UDP")
                .endPort()
                .endContainer()
                .endSpec()
                .build();
        assertThat(decide(udp)).isEqualTo(new Decision.Placed("n1"));
    }

    @Test
    void podsOfAServiceSpread() {
        nodes(plainNode("n1"), plainNode("n2"), plainNode("n3"));
        state.serviceChanged(new ServiceBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName("web")
                .endMetadata()
                .withNewSpec()
                .withSelector(Map.of("app", "web"))
                .endSpec()
                .build());
        Pod web = pod("w", "10m", "10Mi")
                .edit()
                .editMetadata()
                .withLabels(Map.of("app", "web"))
                .endMetadata()
                .build();
        state.podOnNode(
                on("n1", web.edit().editMetadata().withUid("u1").endMetadata().build()));
        state.podOnNode(
                on("n3", web.edit().editMetadata().withUid("u3").endMetadata().build()));
        assertThat(decide(web)).isEqualTo(new Decision.Placed("n2"));
    }

    @Test
    void imagesThatAreThereWeigh() {
        Node with = node("n2")
                .editStatus()
                .withImages(new ContainerImageBuilder()
                        .withNames("app:1")
                        .withSizeBytes(1500L * 1024 * 1024)
                        .build())
                .endStatus()
                .build();
        nodes(plainNode("n1"), with);
        assertThat(decide(pod("a", "10m", "10Mi"))).isEqualTo(new Decision.Placed("n2"));
    }

    @Test
    void initContainersCountByTheirLargestAndSidecarsAlways() {
        Pod pod = pod("i", "500m", "1Gi")
                .edit()
                .editSpec()
                .addNewInitContainer()
                .withName("side")
                .withRestartPolicy("Always")
                .withNewResources()
                .addToRequests("cpu", new Quantity("200m"))
                .endResources()
                .endInitContainer()
                .addNewInitContainer()
                .withName("init")
                .withNewResources()
                .addToRequests("cpu", new Quantity("1"))
                .endResources()
                .endInitContainer()
                .endSpec()
                .build();
        assertThat(PodRequest.of(pod).amounts().milliCpu()).isEqualTo(1200);
    }

    @Test
    void theRulesThatSaidNoAreNamed() {
        nodes(node("n1").editSpec().withUnschedulable(true).endSpec().build(), plainNode("n2"));
        assertThat(((Decision.Unschedulable) decide(pod("a", "9", "1Gi"))).rejectedBy())
                .isEqualTo(Set.of("NodeUnschedulable", "NodeResourcesFit"));
    }

    @Test
    void aPodOfOneNodeIsAskedOfThatNodeOnly() {
        nodes(
                plainNode("n1"),
                plainNode("n2"),
                node("n3").editSpec().withUnschedulable(true).endSpec().build());
        Pod pinned = pod("d", "1", "1Gi")
                .edit()
                .editSpec()
                .withNewAffinity()
                .withNewNodeAffinity()
                .withNewRequiredDuringSchedulingIgnoredDuringExecution()
                .addNewNodeSelectorTerm()
                .addNewMatchField()
                .withKey("metadata.name")
                .withOperator("In")
                .withValues("n2")
                .endMatchField()
                .endNodeSelectorTerm()
                .endRequiredDuringSchedulingIgnoredDuringExecution()
                .endNodeAffinity()
                .endAffinity()
                .endSpec()
                .build();
        assertThat(decide(pinned)).isEqualTo(new Decision.Placed("n2"));
        state.podOnNode(on("n2", pod("big", "1500m", "1Gi")));
        Decision.Unschedulable no = (Decision.Unschedulable) decide(pinned);
        assertThat(no.message())
                .isEqualTo("0/3 nodes are available: 1 Insufficient cpu,"
                        + " 2 node(s) didn't satisfy plugin(s) [NodeAffinity].");
        assertThat(no.helpable().cardinality()).isEqualTo(1);
    }
}
