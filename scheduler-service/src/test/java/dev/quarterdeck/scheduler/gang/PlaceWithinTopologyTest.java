package dev.quarterdeck.scheduler.gang;

import static dev.quarterdeck.scheduler.Pods.node;
import static dev.quarterdeck.scheduler.Pods.pod;
import static dev.quarterdeck.scheduler.gang.Groups.member;
import static dev.quarterdeck.scheduler.gang.Groups.within;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.reconcile.model.PodGroup;
import dev.quarterdeck.scheduler.SchedulerHarness;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Groups whose pods go where a label of nodes is the same; what is said is what kube-scheduler 1.36.2 said of the same pods and nodes. */
class PlaceWithinTopologyTest {
    private final SchedulerHarness it = new SchedulerHarness(new GangSettings(true, true, false, true));

    @BeforeEach
    void fourNodesInTwoZones() throws InterruptedException {
        for (String name : List.of("a1", "a2", "b1", "b2")) {
            it.create(node(name)
                    .editMetadata()
                    .addToLabels("zone", name.substring(0, 1))
                    .endMetadata()
                    .build());
        }
    }

    private void members(int from, int to) throws InterruptedException {
        for (int i = from; i < to; i++) {
            it.create(member("p" + i, "g", "1"));
        }
        it.run();
    }

    private List<String> zones() throws InterruptedException {
        return it.api.list(Pod.class, "default").stream()
                .filter(p ->
                        p.getMetadata().getName().startsWith("p") && p.getSpec().getNodeName() != null)
                .map(p -> p.getSpec().getNodeName().substring(0, 1))
                .toList();
    }

    private String saidOfGroup() throws InterruptedException {
        PodGroup.Condition condition = Objects.requireNonNull(
                it.api.get(PodGroup.class, "default", "g").orElseThrow().condition(PodGroup.SCHEDULED));
        return condition.status() + " " + condition.message();
    }

    @Test
    void allGoToOneDomainAndThoseThatComeLaterToo() throws Exception {
        it.create(within("g", 3, "zone"));
        members(0, 3);
        assertThat(zones()).hasSize(3);
        String zone = zones().getFirst();
        members(3, 5);
        assertThat(zones()).hasSize(4).containsOnly(zone);
        assertThat(it.pod("p4").getSpec().getNodeName() == null ? it.pod("p4") : it.pod("p3"))
                .satisfies(p -> assertThat(
                                p.getStatus().getConditions().getFirst().getMessage())
                        .isEqualTo("0/2 nodes are available: 2 Insufficient cpu. no new claims to deallocate,"
                                + " preemption: not eligible due to placement-based pod group scheduling limitation"));
    }

    @Test
    void theDomainThatIsUsedBestIsChosen() throws Exception {
        it.create(pod("other", "1", "1Mi")
                .edit()
                .editSpec()
                .withNodeName("b2")
                .endSpec()
                .build());
        it.create(within("g", 3, "zone"));
        members(0, 3);
        assertThat(zones()).containsExactly("b", "b", "b");
    }

    @Test
    void theDomainThatTakesMoreOfThemComesBeforeOneThatIsUsedBetter() throws Exception {
        it.create(pod("other", "1", "1Mi")
                .edit()
                .editSpec()
                .withNodeName("b2")
                .endSpec()
                .build());
        it.create(pod("another", "1", "1Mi")
                .edit()
                .editSpec()
                .withNodeName("b1")
                .endSpec()
                .build());
        it.create(within("g", 2, "zone"));
        for (int i = 0; i < 4; i++) {
            it.informers.deliver();
            it.api.create(member("p" + i, "g", "1"));
        }
        it.run();
        assertThat(zones()).containsExactly("a", "a", "a", "a");
    }

    @Test
    void nothingIsBoundWhereNoDomainHasRoomForAll() throws Exception {
        it.create(within("g", 5, "zone"));
        members(0, 5);
        assertThat(zones()).isEmpty();
        assertThat(saidOfGroup())
                .isEqualTo("False 0/2 placements are available, first placement status: pod group is unschedulable");
        Node third =
                node("a3").editMetadata().addToLabels("zone", "a").endMetadata().build();
        it.create(third);
        it.runAfter(Duration.ofSeconds(11));
        assertThat(zones()).hasSize(5).containsOnly("a");
    }

    @Test
    void withoutAnyDomainAllAreToldSoAndANodeThatHasOneWakesThem() throws Exception {
        it.create(within("g", 2, "rack"));
        members(0, 2);
        assertThat(saidOfGroup()).isEqualTo("False no feasible placements found");
        assertThat(it.pod("p0").getStatus().getConditions().getFirst().getMessage())
                .isEqualTo("no feasible placements found");
        it.create(
                node("r").editMetadata().addToLabels("rack", "1").endMetadata().build());
        it.runAfter(Duration.ofSeconds(11));
        assertThat(it.nodeOf("p0")).isEqualTo("r");
        assertThat(it.nodeOf("p1")).isEqualTo("r");
    }

    @Test
    void whatIsSpreadOverSeveralDomainsAlreadyCannotBeGoneOnWith() throws Exception {
        it.create(within("g", 2, "zone"));
        for (String node : List.of("a1", "b1")) {
            it.create(member("on-" + node, "g", "1")
                    .edit()
                    .editSpec()
                    .withNodeName(node)
                    .endSpec()
                    .build());
        }
        members(0, 1);
        assertThat(zones()).isEmpty();
        assertThat(saidOfGroup())
                .startsWith("False cannot determine domain for already scheduled pods: more than 1 domain found for pod"
                        + " group: ");
    }
}
