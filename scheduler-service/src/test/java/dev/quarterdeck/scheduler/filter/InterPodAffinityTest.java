package dev.quarterdeck.scheduler.filter;

import static dev.quarterdeck.scheduler.Pods.node;
import static dev.quarterdeck.scheduler.Pods.pod;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.scheduler.SchedulerHarness;
import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.AffinityBuilder;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodAffinityTerm;
import io.fabric8.kubernetes.api.model.PodAffinityTermBuilder;
import io.fabric8.kubernetes.api.model.WeightedPodAffinityTerm;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Inter-pod affinity and anti-affinity, by where pods go and what users read. */
class InterPodAffinityTest {
    private final SchedulerHarness it = new SchedulerHarness();

    @BeforeEach
    void twoZones() throws Exception {
        it.create(inZone("a1", "a"));
        it.create(inZone("a2", "a"));
        it.create(inZone("b1", "b"));
    }

    private static Node inZone(String name, String zone) {
        return node(name).editMetadata().addToLabels("zone", zone).endMetadata().build();
    }

    private static LabelSelector app(String app) {
        return new LabelSelectorBuilder().addToMatchLabels("app", app).build();
    }

    private static PodAffinityTermBuilder term(String app) {
        return new PodAffinityTermBuilder().withTopologyKey("zone").withLabelSelector(app(app));
    }

    private static Affinity near(PodAffinityTerm... terms) {
        return new AffinityBuilder()
                .withNewPodAffinity()
                .withRequiredDuringSchedulingIgnoredDuringExecution(terms)
                .endPodAffinity()
                .build();
    }

    private static Affinity apart(PodAffinityTerm... terms) {
        return new AffinityBuilder()
                .withNewPodAntiAffinity()
                .withRequiredDuringSchedulingIgnoredDuringExecution(terms)
                .endPodAntiAffinity()
                .build();
    }

    private static Pod of(String app, String name, Affinity affinity) {
        return pod(name, "10m", "10Mi")
                .edit()
                .editMetadata()
                .addToLabels("app", app)
                .endMetadata()
                .editSpec()
                .withAffinity(affinity)
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
    void aPodWaitsUntilSomethingToBeNearToIsThere() throws Exception {
        it.create(of("web", "w", near(term("db").build())));
        it.run();
        assertThat(reason("w")).startsWith("0/3 nodes are available: 3 node(s) didn't match pod affinity rules.");
        it.time.advance(Duration.ofSeconds(20));
        it.create(on("b1", of("db", "d", new Affinity())));
        it.run();
        assertThat(it.nodeOf("w")).isEqualTo("b1");
    }

    @Test
    void theFirstOfAGroupThatWantsToBeTogetherGoesAnywhereAndTheOthersFollow() throws Exception {
        for (String name : new String[] {"g1", "g2", "g3"}) {
            it.create(of(
                    "g",
                    name,
                    near(term("g").withTopologyKey("kubernetes.io/hostname").build())));
            it.run();
        }
        assertThat(it.nodeOf("g1")).isNotEmpty().isEqualTo(it.nodeOf("g2")).isEqualTo(it.nodeOf("g3"));
    }

    @Test
    void allTermsMustHold() throws Exception {
        it.create(on("a1", of("db", "d", new Affinity())));
        it.create(on("b1", of("cache", "c", new Affinity())));
        it.create(of("web", "w", near(term("db").build(), term("cache").build())));
        it.run();
        assertThat(it.nodeOf("w")).isEmpty();
    }

    @Test
    void antiAffinityKeepsApartBothWays() throws Exception {
        it.create(of("x", "first", apart(term("x").build())));
        it.run();
        it.create(of("x", "second", apart(term("x").build())));
        it.run();
        it.create(of("x", "third", apart(term("x").build())));
        it.run();
        assertThat(it.nodeOf("first").charAt(0))
                .isNotEqualTo(it.nodeOf("second").charAt(0));
        assertThat(reason("third"))
                .startsWith("0/3 nodes are available: 3 node(s) didn't match pod anti-affinity rules.");
        it.create(of("x", "indifferent", new Affinity()));
        it.run();
        assertThat(reason("indifferent"))
                .startsWith("0/3 nodes are available: 3 node(s) didn't satisfy existing pods anti-affinity rules.");
        it.time.advance(Duration.ofSeconds(20));
        String freed = it.nodeOf("first").substring(0, 1);
        it.api.deleteWithGrace(it.pod("first"), 0);
        it.run();
        assertThat(it.nodeOf("third") + it.nodeOf("indifferent")).startsWith(freed);
    }

    @Test
    void termsAreAboutTheOwnNamespaceUnlessTheySayOthers() throws Exception {
        Pod elsewhere = on("b1", of("db", "d", new Affinity()))
                .edit()
                .editMetadata()
                .withNamespace("data")
                .endMetadata()
                .build();
        it.create(elsewhere);
        it.create(of("web", "own", near(term("db").build())));
        it.create(of("web", "named", near(term("db").withNamespaces("data").build())));
        LabelSelector tier =
                new LabelSelectorBuilder().addToMatchLabels("tier", "data").build();
        it.create(of(
                "web", "selected", near(term("db").withNamespaceSelector(tier).build())));
        it.create(of(
                "web",
                "any",
                near(term("db").withNamespaceSelector(new LabelSelector()).build())));
        it.run();
        assertThat(it.nodeOf("own")).isEmpty();
        assertThat(it.nodeOf("named")).isEqualTo("b1");
        assertThat(it.nodeOf("any")).isEqualTo("b1");
        assertThat(it.nodeOf("selected")).isEmpty();
        it.time.advance(Duration.ofSeconds(20));
        it.create(new NamespaceBuilder()
                .withNewMetadata()
                .withName("data")
                .addToLabels("tier", "data")
                .endMetadata()
                .build());
        it.run();
        assertThat(it.nodeOf("selected")).as("woken by the namespace's labels").isEqualTo("b1");
    }

    @Test
    void preferencesOfThePodAndOfOthersWeigh() throws Exception {
        WeightedPodAffinityTerm liked = new WeightedPodAffinityTerm(term("db").build(), 100);
        it.create(on("b1", of("db", "d", new Affinity())));
        it.create(of(
                "web",
                "w",
                new AffinityBuilder()
                        .withNewPodAffinity()
                        .withPreferredDuringSchedulingIgnoredDuringExecution(liked)
                        .endPodAffinity()
                        .build()));
        it.create(of(
                "web",
                "v",
                new AffinityBuilder()
                        .withNewPodAntiAffinity()
                        .withPreferredDuringSchedulingIgnoredDuringExecution(liked)
                        .endPodAntiAffinity()
                        .build()));
        it.run();
        assertThat(it.nodeOf("w")).isEqualTo("b1");
        assertThat(it.nodeOf("v")).startsWith("a");
    }
}
