package dev.quarterdeck.controller.garbage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.controller.deployment.DeploymentController;
import dev.quarterdeck.controller.replicaset.ReplicaSetController;
import dev.quarterdeck.controller.testing.SimulatedCluster;
import dev.quarterdeck.controller.wiring.ServedResources;
import dev.quarterdeck.kube.kind.BuiltInResources;
import dev.quarterdeck.reconcile.client.Propagation;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Deletion of owners: in the background, in the foreground, and with orphans. */
class CollectGarbageSimulationTest {

    private static SimulatedCluster cluster(long seed) {
        return new SimulatedCluster(seed)
                .run(
                        DeploymentController::create,
                        ReplicaSetController::create,
                        c -> GarbageController.create(c, ServedResources.fixed(BuiltInResources.catalog())));
    }

    private static ConfigMap map(String name, ConfigMap... owners) {
        OwnerReference[] references = Stream.of(owners)
                .map(o -> new OwnerReferenceBuilder()
                        .withApiVersion("v1")
                        .withKind("ConfigMap")
                        .withName(o.getMetadata().getName())
                        .withUid(o.getMetadata().getUid())
                        .withBlockOwnerDeletion(true)
                        .build())
                .toArray(OwnerReference[]::new);
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName(name)
                .withOwnerReferences(references)
                .endMetadata()
                .build();
    }

    private static List<String> names(SimulatedCluster cluster) {
        return cluster.get(() -> cluster.api.list(ConfigMap.class, "default")).stream()
                .map(m -> m.getMetadata().getName())
                .toList();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void setsAndPodsFollowTheirDeployment(long seed) {
        SimulatedCluster cluster = cluster(seed).deployment("web", 3).converge();
        cluster.quietly(() -> cluster.api.delete(cluster.deployment("web"), Propagation.BACKGROUND))
                .converge();
        assertThat(cluster.sets()).isEmpty();
        assertThat(cluster.pods()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {5, 6, 7, 8})
    void inTheForegroundTheOwnerGoesLast(long seed) {
        SimulatedCluster cluster = cluster(seed).deployment("web", 3).converge();
        cluster.always(c -> assertThat(
                        c.server.count("deployments.apps") > 0 || c.sets().isEmpty())
                .as("the deployment outlives its sets")
                .isTrue());
        cluster.quietly(() -> cluster.api.delete(cluster.deployment("web"), Propagation.FOREGROUND))
                .converge();
        assertThat(cluster.pods()).isEmpty();
        assertThat(cluster.server.count("deployments.apps")).isZero();
    }

    @Test
    void orphansStayAndForgetTheirOwner() {
        SimulatedCluster cluster = cluster(9).deployment("web", 2).converge();
        cluster.quietly(() -> cluster.api.delete(cluster.deployment("web"), Propagation.ORPHAN))
                .converge()
                .expectPods("web", 2);
        assertThat(cluster.sets()).singleElement().satisfies((ReplicaSet s) -> assertThat(
                        s.getMetadata().getOwnerReferences())
                .isEmpty());
        cluster.deployment("web", 2).converge().expectPods("web", 2);
        assertThat(cluster.sets()).singleElement().satisfies((ReplicaSet s) -> assertThat(
                        s.getMetadata().getOwnerReferences())
                .hasSize(1));
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14})
    void aCircleDeletedInTheForegroundGoesAway(long seed) {
        SimulatedCluster cluster = cluster(seed);
        ConfigMap a = cluster.get(() -> cluster.api.create(map("a")));
        ConfigMap b = cluster.get(() -> cluster.api.create(map("b", a)));
        ConfigMap c = cluster.get(() -> cluster.api.create(map("c", b)));
        ConfigMap closed = new ConfigMapBuilder(a)
                .editMetadata()
                .withOwnerReferences(map("a", c).getMetadata().getOwnerReferences())
                .endMetadata()
                .build();
        cluster.quietly(() -> cluster.api.update(closed)).converge();
        assertThat(names(cluster)).containsExactly("a", "b", "c");
        cluster.quietly(() -> cluster.api.delete(a, Propagation.FOREGROUND)).converge();
        assertThat(names(cluster)).isEmpty();
    }

    @Test
    void anObjectStaysAsLongAsOneOwnerDoes() {
        SimulatedCluster cluster = cluster(10);
        ConfigMap a = cluster.get(() -> cluster.api.create(map("a")));
        ConfigMap b = cluster.get(() -> cluster.api.create(map("b")));
        cluster.create(map("child", a, b)).converge();
        cluster.quietly(() -> cluster.api.delete(a, Propagation.BACKGROUND)).converge();
        assertThat(names(cluster)).containsExactly("b", "child");
        assertThat(cluster.get(() -> cluster.api.get(ConfigMap.class, "default", "child"))
                        .orElseThrow()
                        .getMetadata()
                        .getOwnerReferences())
                .extracting(OwnerReference::getName)
                .containsExactly("b");
        cluster.quietly(() -> cluster.api.delete(b, Propagation.BACKGROUND)).converge();
        assertThat(names(cluster)).isEmpty();
    }

    @Test
    void anOwnerThatTheCacheHasNotShownYetIsAskedForAndKept() {
        SimulatedCluster cluster = cluster(11).converge();
        cluster.informers.hold(Deployment.class);
        cluster.deployment("web", 1);
        Deployment web = cluster.deployment("web");
        cluster.create(new ConfigMapBuilder(map("child"))
                        .editMetadata()
                        .addNewOwnerReference()
                        .withApiVersion("apps/v1")
                        .withKind("Deployment")
                        .withName("web")
                        .withUid(web.getMetadata().getUid())
                        .endOwnerReference()
                        .endMetadata()
                        .build())
                .converge();
        assertThat(names(cluster)).containsExactly("child");
    }

    @Test
    void anOwnerOfTheSameNameThatIsAnotherObjectDoesNotCount() {
        SimulatedCluster cluster = cluster(12);
        ConfigMap a = cluster.get(() -> cluster.api.create(map("a")));
        cluster.create(map("child", a));
        cluster.quietly(() -> cluster.api.delete(a, Propagation.BACKGROUND))
                .create(map("a"))
                .converge();
        assertThat(names(cluster)).containsExactly("a");
    }

    @Test
    void anOwnerOfAnUnknownKindIsLeftAlone() {
        SimulatedCluster cluster = cluster(13)
                .create(new ConfigMapBuilder(map("child"))
                        .editMetadata()
                        .addNewOwnerReference()
                        .withApiVersion("example.com/v1")
                        .withKind("Widget")
                        .withName("w")
                        .withUid("gone")
                        .endOwnerReference()
                        .endMetadata()
                        .build())
                .converge();
        assertThat(names(cluster)).containsExactly("child");
    }

    private static ConfigMap in(String namespace, ConfigMap map) {
        return new ConfigMapBuilder(map)
                .editMetadata()
                .withNamespace(namespace)
                .endMetadata()
                .build();
    }

    private static ConfigMap named(ConfigMap map, String kind, String name) {
        OwnerReference owner = map.getMetadata().getOwnerReferences().getFirst();
        owner.setKind(kind);
        owner.setName(name);
        return map;
    }

    /** An owner is of the dependent's namespace, or of none, and is what the reference says by kind and name too. */
    @Test
    void anOwnerElsewhereIsNone() {
        SimulatedCluster cluster = cluster(14);
        ConfigMap owner = cluster.get(() -> cluster.api.create(in("other", map("owner"))));
        cluster.converge();
        cluster.create(map("child", owner))
                .create(in("other", named(map("wrong-kind", owner), "Secret", "owner")))
                .create(in("other", named(map("wrong-name", owner), "ConfigMap", "owner2")))
                .create(in("other", map("right", owner)))
                .converge();
        assertThat(names(cluster)).isEmpty();
        assertThat(cluster.get(() -> cluster.api.list(ConfigMap.class, "other")))
                .extracting(m -> m.getMetadata().getName())
                .containsExactlyInAnyOrder("owner", "right");
        cluster.expectEvents("Warning OwnerRefInvalidNamespace ConfigMap/child ownerRef [v1/ConfigMap, namespace:"
                + " default, name: owner, uid: " + owner.getMetadata().getUid() + "] does not exist in namespace"
                + " \"default\"");
        assertThat(cluster.events.events()).hasSize(1);
    }
}
