package dev.quarterdeck.controller.owner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.reconcile.testing.VirtualTime;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClaimTest {
    private static final LabelSelector SELECTOR =
            new LabelSelectorBuilder().addToMatchLabels("app", "web").build();

    @ParameterizedTest
    @CsvSource({
        "me, true, false, false, keep",
        "me, true, true, true, keep",
        "me, false, false, false, release",
        "me, false, true, false, nothing",
        "none, true, false, false, adopt",
        "none, true, true, false, nothing",
        "none, true, false, true, nothing",
        "none, false, false, false, nothing",
        "other, true, false, false, nothing",
        "other, false, false, false, nothing"
    })
    void everyRowOfTheTable(
            String controller, boolean matches, boolean ownerDeleted, boolean podDeleted, String expected) {
        ReplicaSet owner = new ReplicaSetBuilder()
                .withNewMetadata()
                .withName("set")
                .withUid("me")
                .withDeletionTimestamp(ownerDeleted ? "2026-01-01T00:00:00Z" : null)
                .endMetadata()
                .build();
        PodBuilder pod = new PodBuilder()
                .withNewMetadata()
                .withName("p")
                .addToLabels("app", matches ? "web" : "other")
                .withDeletionTimestamp(podDeleted ? "2026-01-01T00:00:00Z" : null)
                .endMetadata();
        if (!controller.equals("none")) {
            pod.editMetadata()
                    .addNewOwnerReference()
                    .withUid(controller)
                    .withController(true)
                    .endOwnerReference()
                    .endMetadata();
        }
        Claim<Pod> claim = Claim.of(owner, SELECTOR, List.of(pod.build()));
        assertThat(claim.mine().isEmpty() ? "" : "keep").isEqualTo(expected.equals("keep") ? "keep" : "");
        assertThat(claim.adopt()).hasSize(expected.equals("adopt") ? 1 : 0);
        assertThat(claim.release()).hasSize(expected.equals("release") ? 1 : 0);
    }

    @ParameterizedTest
    @CsvSource({
        "In, a b, a, true",
        "In, a b, c, false",
        "In, a, , false",
        "NotIn, a b, c, true",
        "NotIn, a, a, false",
        "NotIn, a, , true",
        "Exists, , a, true",
        "Exists, , , false",
        "DoesNotExist, , , true",
        "DoesNotExist, , a, false"
    })
    void expressionsOfSelectors(String operator, String values, String value, boolean expected) {
        LabelSelector selector = new LabelSelectorBuilder()
                .addNewMatchExpression()
                .withKey("k")
                .withOperator(operator)
                .withValues(values == null ? List.of() : List.of(values.split(" ")))
                .endMatchExpression()
                .build();
        assertThat(Selectors.matches(selector, value == null ? Map.of() : Map.of("k", value)))
                .isEqualTo(expected);
    }

    @Test
    void expectationsAreMetWhenTheCacheShowsThemOrPatienceEnds() {
        VirtualTime time = new VirtualTime();
        Expectations<String> expectations = new Expectations<>(time);
        expectations.created("set", "a");
        assertThat(expectations.met("set", Set.of()::contains, Set.of()::contains))
                .isFalse();
        assertThat(expectations.met("set", Set.of("a")::contains, Set.of("a")::contains))
                .isTrue();
        expectations.deleted("set", "a");
        assertThat(expectations.met("set", Set.of("a")::contains, Set.of("a")::contains))
                .isFalse();
        assertThat(expectations.met("set", Set.of()::contains, Set.of("a")::contains))
                .isTrue();
        expectations.created("set", "never");
        time.advance(Duration.ofSeconds(301));
        assertThat(expectations.met("set", Set.of()::contains, Set.of()::contains))
                .isTrue();
    }
}
