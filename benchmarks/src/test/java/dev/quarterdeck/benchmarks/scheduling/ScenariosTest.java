package dev.quarterdeck.benchmarks.scheduling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarterdeck.benchmarks.process.Ending;
import dev.quarterdeck.benchmarks.scheduling.Scenario.Pods;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
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
    void theRestIsMeasuredAtTheLargestSizeThatItIsThereFor() {
        SchedulingRounds rounds = new SchedulingRounds(
                new SchedulingRounds.Plan(List.of("rest"), List.of(500, 5000), true, 1, 0),
                List.of(),
                Path.of("."),
                new Ending());
        List<String> small = rounds.names(new Scenarios(500, true));
        List<String> large = rounds.names(new Scenarios(5000, true));
        assertThat(small).contains("ResourceClaim", "EventHandlingPodAdd").doesNotContainAnyElementsOf(large);
        assertThat(large).contains("MixedChurn", "CSIPVs").doesNotContainAnyElementsOf(Scenarios.MAIN);
        assertThat(small.size() + large.size() + Scenarios.MAIN.size())
                .isEqualTo(new Scenarios(500, true).names().size());
    }

    @Test
    void everyScenarioIsFoundAndNobodyElse() {
        Scenarios all = new Scenarios(5000, false);
        assertThat(all.names()).containsAll(Scenarios.MAIN).hasSizeGreaterThan(25);
        assertThat(all.names()).allSatisfy(name -> {
            Scenario scenario = all.find(name);
            assertThat(scenario.measured().count()).isPositive();
            if (scenario.course() != null) {
                return;
            }
            int room = scenario.nodes().stream()
                    .mapToInt(n -> n.count() * n.pods())
                    .sum();
            assertThat(room).isGreaterThan(scenario.measured().count());
        });
        assertThatThrownBy(() -> all.find("Nothing"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("SchedulingBasic");
    }

    @Test
    void casesOfDevicesAndEventsHaveWhatTheyMeasureAndSayWhenItBegins() {
        Scenarios all = new Scenarios(500, false);
        assertThat(all.names())
                .contains("ResourceClaim", "Partitionable", "EventHandlingNodeAdd", "EventHandlingPodDelete")
                .hasSizeGreaterThan(45);
        assertThat(new Scenarios(5000, false).names()).doesNotContain("ResourceClaim", "EventHandlingNodeAdd");
        all.names().stream()
                .map(all::find)
                .map(Scenario::course)
                .filter(Objects::nonNull)
                .forEach(course -> {
                    assertThat(course.pods()).isPositive();
                    assertThat(course.steps())
                            .filteredOn(Course.Begin.class::isInstance)
                            .hasSize(1);
                    assertThat(course.steps())
                            .filteredOn(Course.Bound.class::isInstance)
                            .isNotEmpty();
                    for (Course.Step step : course.steps()) {
                        switch (step) {
                            case Course.Objects each -> isJson(each.json(), each.status());
                            case Course.Wave each -> isJson(each.overlay());
                            case Course.Patch each -> isJson(each.json());
                            case Course.Delete each -> isJson(each.release());
                            case Course.Nodes each ->
                                isJson(each.sort().json(3), each.sort().readyPatch(3));
                            case Course.Tried none -> {}
                            case Course.Bound none -> {}
                            case Course.Begin none -> {}
                        }
                    }
                });
    }

    private static void isJson(String... texts) {
        for (String text : texts) {
            if (!text.isEmpty()) {
                assertThat(JSON.readTree(Course.numbered(text, 27)).isObject()).isTrue();
            }
        }
    }

    @Test
    void numbersStandInTexts() {
        assertThat(Course.numbered("a-@i@ b-@i/5@ c-@i%25@", 27)).isEqualTo("a-27 b-5 c-2");
        assertThat(Course.numbered("nobody@home", 3)).isEqualTo("nobody@home");
    }

    @Test
    void overlaysAreMergedIntoWhatIsThere() {
        var base = (tools.jackson.databind.node.ObjectNode) JSON.readTree("{\"spec\":{\"a\":1,\"list\":[1]}}");
        assertThat(Overlay.merged(base, "{\"spec\":{\"b\":2,\"list\":[2]}}"))
                .isEqualTo("{\"spec\":{\"a\":1,\"list\":[2],\"b\":2}}");
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
        assertThat(JSON.readTree(NodeSort.tainted(1).readyPatch(0))
                        .at("/spec/taints/0/key")
                        .asString())
                .isEqualTo("foo");
        assertThat(NodeSort.plain(1).readyPatch(0)).isEqualTo("{\"spec\":{\"taints\":null}}");
    }
}
