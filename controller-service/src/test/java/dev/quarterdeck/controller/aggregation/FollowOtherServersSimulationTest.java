package dev.quarterdeck.controller.aggregation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.controller.garbage.GarbageController;
import dev.quarterdeck.controller.namespace.NamespaceController;
import dev.quarterdeck.controller.resourcequota.ResourceQuotaController;
import dev.quarterdeck.controller.testing.FlunderServer;
import dev.quarterdeck.controller.testing.SimulatedCluster;
import dev.quarterdeck.controller.wiring.ServedResources;
import dev.quarterdeck.kube.kind.BuiltInResources;
import dev.quarterdeck.reconcile.client.Propagation;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Objects of another API server are deleted with their namespace, own and are owned, and are counted; a server that is away is never taken to have nothing. */
class FollowOtherServersSimulationTest {

    private static SimulatedCluster cluster(long seed) {
        ServedResources served = ServedResources.fixed(BuiltInResources.catalog());
        return new SimulatedCluster(seed)
                .run(
                        c -> NamespaceController.create(c, served),
                        c -> GarbageController.create(c, served),
                        c -> ResourceQuotaController.create(c, served))
                .create(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName("default")
                        .endMetadata()
                        .build());
    }

    private static ConfigMap map(SimulatedCluster cluster, String name, String flunder, String uid) {
        return cluster.get(() -> cluster.api.create(new ConfigMapBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName(name)
                .withOwnerReferences(
                        uid.isEmpty()
                                ? new io.fabric8.kubernetes.api.model.OwnerReference[0]
                                : new io.fabric8.kubernetes.api.model.OwnerReference[] {
                                    new OwnerReferenceBuilder()
                                            .withApiVersion(FlunderServer.VERSION)
                                            .withKind("Flunder")
                                            .withName(flunder)
                                            .withUid(uid)
                                            .build()
                                })
                .endMetadata()
                .build()));
    }

    private static Namespace deleteNamespace(SimulatedCluster cluster) {
        return cluster.get(() -> {
            Namespace namespace =
                    cluster.api.get(Namespace.class, "", "default").orElseThrow();
            cluster.api.delete(namespace, Propagation.BACKGROUND);
            return namespace;
        });
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aNamespaceTakesThemAlong(long seed) {
        SimulatedCluster cluster = cluster(seed);
        FlunderServer flunders = new FlunderServer(cluster);
        flunders.create("one");
        flunders.create("two");
        cluster.converge();
        deleteNamespace(cluster);
        cluster.converge();
        assertThat(flunders.names()).isEmpty();
        assertThat(cluster.server.count("namespaces")).isZero();
    }

    @Test
    void aNamespaceStaysWhileAServerDoesNotSayWhatItServes() {
        SimulatedCluster cluster = cluster(4);
        FlunderServer flunders = new FlunderServer(cluster);
        flunders.create("one");
        map(cluster, "here", "", "");
        cluster.converge();
        flunders.away(true);
        deleteNamespace(cluster);
        cluster.converge();
        assertThat(cluster.server.count("configmaps")).isZero();
        Namespace there = cluster.get(
                () -> cluster.api.get(Namespace.class, "", "default").orElseThrow());
        assertThat(there.getStatus().getConditions())
                .extracting(c -> c.getType() + " " + c.getStatus() + " " + c.getReason() + " " + c.getMessage())
                .contains(
                        "NamespaceDeletionDiscoveryFailure True DiscoveryFailed Discovery failed for some groups, 1 failing: "
                                + "unable to retrieve the complete list of server APIs: wardle.example.com/v1alpha1: "
                                + "stale GroupVersion discovery: wardle.example.com/v1alpha1",
                        "NamespaceDeletionContentFailure False ContentDeleted All content successfully deleted, may be waiting on finalization",
                        "NamespaceContentRemaining False ContentRemoved All content successfully removed");
        flunders.away(false);
        cluster.converge();
        assertThat(flunders.names()).isEmpty();
        assertThat(cluster.server.count("namespaces")).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {5, 6, 7})
    void theyGoWithTheirOwner(long seed) {
        SimulatedCluster cluster = cluster(seed);
        FlunderServer flunders = new FlunderServer(cluster);
        ConfigMap owner = map(cluster, "owner", "", "");
        flunders.create("owned", owner);
        cluster.converge();
        assertThat(flunders.names()).containsExactly("owned");
        cluster.quietly(() -> cluster.api.delete(owner, Propagation.BACKGROUND)).converge();
        assertThat(flunders.names()).isEmpty();
    }

    @Test
    void anOwnerThatIsDeletedInTheForegroundWaitsForThem() {
        SimulatedCluster cluster = cluster(8);
        FlunderServer flunders = new FlunderServer(cluster);
        ConfigMap owner = map(cluster, "owner", "", "");
        flunders.create("owned", owner);
        cluster.converge().always(c -> assertThat(
                        c.server.count("configmaps") > 0 || flunders.names().isEmpty())
                .isTrue());
        cluster.quietly(() -> cluster.api.delete(owner, Propagation.FOREGROUND)).converge();
        assertThat(flunders.names()).isEmpty();
        assertThat(cluster.server.count("configmaps")).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {9, 10, 11})
    void whatTheyOwnGoesWithThem(long seed) {
        SimulatedCluster cluster = cluster(seed);
        FlunderServer flunders = new FlunderServer(cluster);
        map(cluster, "owned", "owner", flunders.create("owner"));
        cluster.converge();
        assertThat(cluster.server.count("configmaps")).isEqualTo(1);
        flunders.delete("owner");
        cluster.converge();
        assertThat(cluster.server.count("configmaps")).isZero();
    }

    @Test
    void anOwnerThatCannotBeReachedIsNotGone() {
        SimulatedCluster cluster = cluster(12);
        FlunderServer flunders = new FlunderServer(cluster);
        cluster.converge();
        flunders.away(true);
        map(cluster, "owned", "owner", "uid-nobody-has");
        cluster.converge();
        assertThat(cluster.server.count("configmaps")).isEqualTo(1);
        flunders.unregister();
        cluster.converge();
        assertThat(cluster.server.count("configmaps")).isEqualTo(1);
        flunders.away(false);
        flunders.discovery("others", "Other");
        flunders.register();
        cluster.converge();
        assertThat(cluster.server.count("configmaps")).as("not its kind").isEqualTo(1);
        flunders.discovery("flunders", "Flunder");
        cluster.advance(Duration.ofMinutes(1)).converge();
        assertThat(cluster.server.count("configmaps"))
                .as("the server is there and knows no such owner")
                .isZero();
    }

    @Test
    void aWrongUidOfALivingOwnerIsNoOwner() {
        SimulatedCluster cluster = cluster(13);
        FlunderServer flunders = new FlunderServer(cluster);
        map(cluster, "owned", "owner", "another");
        flunders.create("owner");
        cluster.converge();
        assertThat(cluster.server.count("configmaps")).isZero();
        assertThat(flunders.names()).containsExactly("owner");
    }

    @Test
    void aQuotaCountsThem() {
        SimulatedCluster cluster = cluster(14);
        FlunderServer flunders = new FlunderServer(cluster);
        flunders.create("one");
        flunders.create("two");
        map(cluster, "here", "", "");
        cluster.create(new ResourceQuotaBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName("q")
                .endMetadata()
                .withNewSpec()
                .withHard(
                        Map.of("count/flunders.wardle.example.com", new Quantity("5"), "configmaps", new Quantity("9")))
                .endSpec()
                .build());
        cluster.converge();
        assertThat(used(cluster))
                .containsOnly(
                        Map.entry("count/flunders.wardle.example.com", new Quantity("2")),
                        Map.entry("configmaps", new Quantity("1")));
        flunders.create("three");
        cluster.advance(Duration.ofMinutes(6));
        assertThat(used(cluster)).containsEntry("count/flunders.wardle.example.com", new Quantity("3"));
    }

    private static Map<String, Quantity> used(SimulatedCluster cluster) {
        return cluster.get(() ->
                        cluster.api.get(ResourceQuota.class, "default", "q").orElseThrow())
                .getStatus()
                .getUsed();
    }

    @Test
    void theyOwnEachOther() {
        SimulatedCluster cluster = cluster(15);
        FlunderServer flunders = new FlunderServer(cluster);
        HasMetadata owner = new GenericKubernetesResource();
        ((GenericKubernetesResource) owner).setApiVersion(FlunderServer.VERSION);
        ((GenericKubernetesResource) owner).setKind("Flunder");
        owner.setMetadata(new ObjectMetaBuilder()
                .withName("parent")
                .withUid(flunders.create("parent"))
                .build());
        flunders.create("child", owner);
        cluster.converge();
        assertThat(flunders.names()).containsExactlyInAnyOrder("parent", "child");
        flunders.delete("parent");
        cluster.converge();
        assertThat(flunders.names()).isEmpty();
    }
}
