package dev.quarterdeck.scheduler.filter;

import static dev.quarterdeck.scheduler.Pods.node;
import static dev.quarterdeck.scheduler.Pods.pod;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.scheduler.SchedulerHarness;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraintBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Topology spread constraints of the pod itself, by where pods go and what users read. */
class TopologySpreadTest {
    private final SchedulerHarness it = new SchedulerHarness();

    private static Node inZone(String name, String zone) {
        return node(name).editMetadata().addToLabels("zone", zone).endMetadata().build();
    }

    private static TopologySpreadConstraintBuilder spread(int maxSkew, String key, String when) {
        return new TopologySpreadConstraintBuilder()
                .withMaxSkew(maxSkew)
                .withTopologyKey(key)
                .withWhenUnsatisfiable(when)
                .withLabelSelector(new LabelSelectorBuilder()
                        .addToMatchLabels("app", "web")
                        .build());
    }

    private static Pod web(String name, TopologySpreadConstraint... constraints) {
        return pod(name, "10m", "10Mi")
                .edit()
                .editMetadata()
                .addToLabels("app", "web")
                .endMetadata()
                .editSpec()
                .withTopologySpreadConstraints(constraints)
                .endSpec()
                .build();
    }

    private static Pod on(String node, Pod pod) {
        return pod.edit().editSpec().withNodeName(node).endSpec().build();
    }

    private String reason(String pod) throws Exception {
        return it.pod(pod).getStatus().getConditions().getFirst().getMessage();
    }

    @Test
    void noDomainGetsMoreThanMaxSkewAboveTheFewest() throws Exception {
        it.create(inZone("a1", "a"));
        it.create(inZone("a2", "a"));
        it.create(inZone("b1", "b"));
        TopologySpreadConstraint hard = spread(1, "zone", "DoNotSchedule").build();
        for (int i = 0; i < 6; i++) {
            it.create(web("w" + i, hard));
            it.run();
        }
        assertThat(List.of(0, 1, 2, 3, 4, 5))
                .filteredOn(i -> nodeOf("w" + i).equals("b1"))
                .hasSize(3);
    }

    private String nodeOf(String name) {
        try {
            return it.nodeOf(name);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void itSaysWhichNodesDoNotMatchAndWhichLackTheLabel() throws Exception {
        it.create(inZone("a1", "a"));
        it.create(node("plain").build());
        it.create(inZone("b1", "b")
                .edit()
                .editSpec()
                .withUnschedulable(true)
                .endSpec()
                .build());
        it.create(on("a1", web("old")));
        it.create(web("w", spread(1, "zone", "DoNotSchedule").build()));
        it.run();
        assertThat(reason("w"))
                .startsWith("0/3 nodes are available: 1 node(s) didn't match pod topology spread constraints,"
                        + " 1 node(s) didn't match pod topology spread constraints (missing required label),"
                        + " 1 node(s) were unschedulable.");
        it.time.advance(Duration.ofSeconds(20));
        it.create(on("b1", web("step")));
        it.run();
        assertThat(it.nodeOf("w")).as("woken by the pod that keeps the balance").isEqualTo("a1");
    }

    @Test
    void fewerDomainsThanMinDomainsCountAsNone() throws Exception {
        it.create(inZone("a1", "a"));
        it.create(on("a1", web("old")));
        it.create(web("w", spread(1, "zone", "DoNotSchedule").withMinDomains(2).build()));
        it.create(web("easy", spread(1, "zone", "DoNotSchedule").build()));
        it.run();
        assertThat(it.nodeOf("w")).isEmpty();
        assertThat(it.nodeOf("easy")).isEqualTo("a1");
        it.time.advance(Duration.ofSeconds(20));
        it.create(inZone("b1", "b"));
        it.run();
        assertThat(it.nodeOf("w")).isEqualTo("b1");
    }

    @Test
    void nodesThatPoliciesLeaveOutAreNotCounted() throws Exception {
        it.create(inZone("a1", "a"));
        it.create(inZone("b1", "b")
                .edit()
                .editSpec()
                .addToTaints(new Taint("NoSchedule", "team", null, "x"))
                .endSpec()
                .build());
        it.create(on("a1", web("old")));
        it.create(web("ignores", spread(1, "zone", "DoNotSchedule").build()));
        it.create(web(
                "honors",
                spread(1, "zone", "DoNotSchedule").withNodeTaintsPolicy("Honor").build()));
        it.run();
        assertThat(it.nodeOf("ignores")).isEmpty();
        assertThat(it.nodeOf("honors")).isEqualTo("a1");
        Pod selecting = web("selects", spread(1, "zone", "DoNotSchedule").build())
                .edit()
                .editSpec()
                .withNodeSelector(Map.of("zone", "a"))
                .endSpec()
                .build();
        it.create(selecting);
        it.run();
        assertThat(it.nodeOf("selects"))
                .as("zone b is excluded by the selector")
                .isEqualTo("a1");
    }

    @Test
    void matchLabelKeysCountTheOwnRevisionOnly() throws Exception {
        it.create(inZone("a1", "a"));
        it.create(inZone("b1", "b")
                .edit()
                .editSpec()
                .withUnschedulable(true)
                .endSpec()
                .build());
        it.create(on("a1", labelled(web("old"), "1")));
        TopologySpreadConstraint perRevision =
                spread(1, "zone", "DoNotSchedule").withMatchLabelKeys("rev").build();
        it.create(labelled(web("same", perRevision), "1"));
        it.create(labelled(web("new", perRevision), "2"));
        it.run();
        assertThat(it.nodeOf("same")).isEmpty();
        assertThat(it.nodeOf("new")).isEqualTo("a1");
    }

    private static Pod labelled(Pod pod, String revision) {
        return pod.edit()
                .editMetadata()
                .addToLabels("rev", revision)
                .endMetadata()
                .build();
    }

    @Test
    void softConstraintsPreferTheEmptierDomain() throws Exception {
        it.create(inZone("a1", "a"));
        it.create(inZone("b1", "b"));
        it.create(inZone("b2", "b"));
        it.create(node("plain").build());
        it.create(on("b1", web("one")));
        it.create(on("b1", web("two")));
        it.create(web("w", spread(1, "zone", "ScheduleAnyway").build()));
        it.run();
        assertThat(it.nodeOf("w")).isEqualTo("a1");
    }
}
