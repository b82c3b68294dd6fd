package dev.quarterdeck.controller.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.controller.pod.TemplateHash;
import dev.quarterdeck.kube.object.Json;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScalePlannerTest {

    private static ReplicaSet set(String name, int size, int available, int max, int desired) {
        return new ReplicaSetBuilder()
                .withNewMetadata()
                .withName(name)
                .withCreationTimestamp("2026-01-01T00:00:0" + name.charAt(name.length() - 1) + "Z")
                .addToAnnotations(Revisions.MAX, Integer.toString(max))
                .addToAnnotations(Revisions.DESIRED, Integer.toString(desired))
                .endMetadata()
                .withNewSpec()
                .withReplicas(size)
                .endSpec()
                .withNewStatus()
                .withReplicas(size)
                .withAvailableReplicas(available)
                .endStatus()
                .build();
    }

    /** Sets as {@code size/available}; the newest first, {@code -} for none. */
    private static ScalePlanner planner(Rollout rollout, String newest, String old) {
        int number = 1;
        List<ReplicaSet> sets = new ArrayList<>();
        for (String each : old.isEmpty() ? new String[0] : old.split(" ")) {
            String[] parts = each.split("/");
            sets.add(set(
                    "old" + number++, Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), 0, rollout.replicas()));
        }
        if (newest.equals("-")) {
            return new ScalePlanner(rollout, Optional.empty(), sets);
        }
        String[] parts = newest.split("/");
        return new ScalePlanner(
                rollout,
                Optional.of(set("new9", Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), 0, rollout.replicas())),
                sets);
    }

    @ParameterizedTest
    @CsvSource({
        // replicas, surge, unavailable | newest | old | step
        "10, 2, 2, 0/0, 10/10, new9=2",
        "10, 2, 2, 2/0, 10/10, old1=8",
        "10, 2, 2, 2/0, 8/8, new9=4",
        "10, 2, 2, 4/0, 8/8, ''",
        "10, 2, 2, 4/2, 8/8, old1=6",
        "10, 0, 2, 0/0, 10/10, old1=8",
        "10, 0, 1, 0/0, 10/4, old1=9",
        "10, 2, 0, 2/0, 10/10, ''",
        "10, 2, 0, 2/2, 10/10, old1=8",
        "10, 2, 2, 10/10, 0/0, ''",
        "10, 2, 2, 12/10, 0/0, new9=10",
        "4, 1, 1, 2/1, 3/4, old1=2"
    })
    void aRollingUpdateStepsAsFarAsItMay(
            int replicas, int surge, int unavailable, String newest, String old, String expected) {
        Map<String, Integer> step =
                planner(new Rollout(replicas, surge, unavailable), newest, old).rollingStep();
        assertThat(step.entrySet().stream().map(Object::toString).reduce("", String::concat))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "20, 0, -, 10/10, old1=20",
        "20, 0, 10/10, '', new9=20",
        "20, 0, 10/5, 0/0, new9=20",
        "10, 0, 10/10, 5/5, old1=0",
        "5, 0, 5/5, '', ''"
    })
    void aChangeOfSizeIsFollowed(int replicas, int surge, String newest, String old, String expected) {
        Map<String, Integer> sizes =
                planner(new Rollout(replicas, surge, 0), newest, old).follow();
        assertThat(sizes.entrySet().stream().map(Object::toString).reduce("", String::concat))
                .isEqualTo(expected);
    }

    @Test
    void inTheMiddleOfARolloutEachGetsItsShare() {
        ScalePlanner planner = new ScalePlanner(
                new Rollout(20, 0, 5), Optional.of(set("new9", 5, 2, 10, 10)), List.of(set("old1", 5, 5, 10, 10)));
        assertThat(planner.follow()).containsEntry("new9", 10).containsEntry("old1", 10);
        ScalePlanner down = new ScalePlanner(
                new Rollout(5, 0, 1), Optional.of(set("new9", 4, 2, 10, 10)), List.of(set("old1", 6, 6, 10, 10)));
        assertThat(down.follow().values().stream().mapToInt(i -> i).sum()).isEqualTo(5);
    }

    @ParameterizedTest
    @CsvSource({"25%, 10, true, 3", "25%, 10, false, 2", "0, 10, true, 0", "100%, 3, false, 3", "3, 10, true, 3"})
    void percentagesAreRoundedInTheSafeDirection(String value, int of, boolean up, int expected) {
        IntOrString parsed = value.endsWith("%") ? new IntOrString(value) : new IntOrString(Integer.parseInt(value));
        assertThat(Rollout.resolve(parsed, of, up)).isEqualTo(expected);
    }

    @Test
    void theHashOfATemplateDoesNotDependOnTheOrderOfFields() {
        String hash = TemplateHash.of(json("{\"a\":1,\"b\":{\"c\":[1,2],\"d\":2}}"), null);
        assertThat(TemplateHash.of(json("{\"b\":{\"d\":2,\"c\":[1,2]},\"a\":1}"), null))
                .isEqualTo(hash);
        assertThat(TemplateHash.of(json("{\"b\":{\"d\":2,\"c\":[2,1]},\"a\":1}"), null))
                .isNotEqualTo(hash);
        assertThat(TemplateHash.of(json("{\"a\":1,\"b\":{\"c\":[1,2],\"d\":2}}"), 1))
                .isNotEqualTo(hash);
        assertThat(hash).matches("[bcdfghjklmnpqrstvwxz2456789]{1,10}");
    }

    private static tools.jackson.databind.JsonNode json(String text) {
        return Json.read(text.getBytes(StandardCharsets.UTF_8));
    }
}
