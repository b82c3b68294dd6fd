package dev.quarterdeck.scheduler.explain;

import static dev.quarterdeck.scheduler.Pods.plainNode;
import static dev.quarterdeck.scheduler.Pods.pod;
import static dev.quarterdeck.scheduler.gang.Groups.group;
import static dev.quarterdeck.scheduler.gang.Groups.member;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.reconcile.model.PodGroup;
import dev.quarterdeck.scheduler.profile.Profile;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class GroupExplainerTest {
    private static GroupAnswer explain(Pod asked, List<PodGroup> groups, List<Pod> others) {
        ListedObjects objects = new ListedObjects()
                .with(Node.class, List.of(plainNode("n1"), plainNode("n2")))
                .with(Pod.class, others)
                .with(PodGroup.class, groups);
        return Objects.requireNonNull(
                new GroupExplainer(Profile.standard("default-scheduler"), objects).explain(asked));
    }

    @Test
    void aPodWhoseGroupIsNotThereWaitsForIt() {
        assertThat(explain(member("a", "g", "1"), List.of(), List.of()).says())
                .isEqualTo("waiting for pods's pod group \"g\" to appear in scheduling queue");
    }

    @Test
    void aGangThatIsNotCompleteWaitsForItsPods() {
        GroupAnswer it = explain(member("a", "g", "1"), List.of(group("g", 3)), List.of(member("b", "g", "1")));
        assertThat(it.says()).isEqualTo("waiting for minCount pods from a gang to appear in scheduling queue");
        assertThat(it.members()).isEqualTo(2);
        assertThat(it.minCount()).isEqualTo(3);
    }

    @Test
    void aGangThatDoesNotFitSaysWhatEachOfItsPodsWouldGet() {
        GroupAnswer it = explain(
                member("a", "g", "1"), List.of(group("g", 3)), List.of(member("b", "g", "1"), member("c", "g", "5")));
        assertThat(it.says()).isEqualTo("pod group is unschedulable");
        assertThat(it.pods().get("a")).startsWith("n");
        assertThat(it.pods().get("c")).startsWith("0/2 nodes are available: 2 Insufficient cpu.");
    }

    @Test
    void aGangThatFitsSaysSo() {
        GroupAnswer it = explain(member("a", "g", "1"), List.of(group("g", 2)), List.of(member("b", "g", "1")));
        assertThat(it.says()).isEmpty();
        assertThat(it.pods()).containsOnlyKeys("a", "b");
    }

    @Test
    void aPodAloneHasNoGroup() {
        assertThat(new GroupExplainer(Profile.standard("default-scheduler"), new ListedObjects())
                        .explain(pod("a", "1", "1Gi")))
                .isNull();
    }
}
