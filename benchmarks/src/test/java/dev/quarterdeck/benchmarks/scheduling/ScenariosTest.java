package dev.quarterdeck.benchmarks.scheduling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarterdeck.benchmarks.scheduling.Scenario.Pods;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ScenariosTest {
    private static final JsonMapper JSON = JsonMapper.shared();

    @Test
    void sizesAreThoseOfSchedulerPerf() {
        Scenario basic = new Scenarios(5000, false).find("SchedulingBasic");
        assertThat(basic.nodes()).containsExactly(NodeSort.plain(5000));
        assertThat(basic.before()).containsExactly(Pods.of(PodTemplate.DEFAULT, 1000, "sched-0"));
        assertThat(basic.measured().count()).isEqualTo(10_000);
        assertThat(new Scenarios(5000, true).find("SchedulingBasic").measured().count())
                .isEqualTo(5000);
        assertThat(new Scenarios(500, false).find("PodAntiAffinity").measured().count())
                .isEqualTo(400);
        assertThat(new Scenarios(5000, false).find("PreemptionAsync").before())
                .containsExactly(Pods.of(PodTemplate.LOW_PRIORITY, 20_000, "sched-0"));
    }

    @Test
    void thoseOnTheSameNodesTakeTurnsSoThatNodesAreMadeOnce() {
        Scenarios scenarios = new Scenarios(500, true);
        assertThat(SchedulingRounds.inTurn(
                        List.of("SchedulingBasic", "NodeAffinity", "Unschedulable", "PodAffinity"), scenarios))
                .extracting(Scenario::name)
                .containsExactly("SchedulingBasic", "Unschedulable", "NodeAffinity", "PodAffinity");
    }

    @Test
    void everyScenarioIsFoundAndNobodyElse() {
        Scenarios all = new Scenarios(5000, false);
        assertThat(all.names()).containsAll(Scenarios.MAIN).hasSizeGreaterThan(25);
        assertThat(all.names()).allSatisfy(name -> {
            Scenario scenario = all.find(name);
            assertThat(scenario.measured().count()).isPositive();
            int room = scenario.nodes().stream()
                    .mapToInt(n -> n.count() * n.pods())
                    .sum();
            assertThat(room).isGreaterThan(scenario.measured().count());
        });
        assertThatThrownBy(() -> all.find("Nothing"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("SchedulingBasic");
    }

    @ParameterizedTest
    @EnumSource(PodTemplate.class)
    void everyPodIsAPod(PodTemplate template) {
        JsonNode pod = JSON.readTree(PodTemplate.json(template.body(), "p-1", "n-2", "c-3"));
        assertThat(pod.path("metadata").path("name").asString()).isEqualTo("p-1");
        assertThat(pod.path("spec").path("nodeName").asString()).isEqualTo("n-2");
        if (template != PodTemplate.SECRET) {
            assertThat(pod.at("/spec/volumes/0/persistentVolumeClaim/claimName").asString())
                    .isEqualTo("c-3");
        }
        assertThat(PodTemplate.json(template.body(), "p-1", "", "")).doesNotContain("nodeName", "c-3");
    }

    @Test
    void nodesHaveTheLabelsThatTermsGoBy() {
        JsonNode node = JSON.readTree(NodeSort.plain(3, "a", "b").json(1));
        assertThat(node.at("/metadata/labels").get(PodTemplate.HOST).asString()).isEqualTo("node-1");
        assertThat(node.at("/metadata/labels").get(PodTemplate.ZONE).asString()).isEqualTo("b");
        assertThat(JSON.readTree(NodeSort.tainted(1).readyPatch())
                        .at("/spec/taints/0/key")
                        .asString())
                .isEqualTo("foo");
        assertThat(NodeSort.plain(1).readyPatch()).isEqualTo("{\"spec\":{\"taints\":null}}");
    }
}
