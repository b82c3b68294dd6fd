package dev.quarterdeck.controller.namespace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.controller.deployment.DeploymentController;
import dev.quarterdeck.controller.garbage.GarbageController;
import dev.quarterdeck.controller.replicaset.ReplicaSetController;
import dev.quarterdeck.controller.serviceaccount.NamespaceFurnishings;
import dev.quarterdeck.controller.testing.SimulatedCluster;
import dev.quarterdeck.controller.wiring.ServedResources;
import dev.quarterdeck.kube.kind.BuiltInResources;
import dev.quarterdeck.reconcile.client.Propagation;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every namespace has, and what is left when it is deleted: nothing. */
class DeleteNamespaceSimulationTest {

    private static SimulatedCluster cluster(long seed) {
        return new SimulatedCluster(seed)
                .run(
                        DeploymentController::create,
                        ReplicaSetController::create,
                        NamespaceFurnishings::serviceAccounts,
                        c -> NamespaceFurnishings.rootCertificates(c, "PEM"),
                        c -> NamespaceController.create(c, ServedResources.fixed(BuiltInResources.catalog())),
                        c -> GarbageController.create(c, ServedResources.fixed(BuiltInResources.catalog())))
                .create(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName("default")
                        .endMetadata()
                        .build());
    }

    private static void delete(SimulatedCluster cluster) {
        cluster.quietly(() -> cluster.api.delete(
                cluster.api.get(Namespace.class, "", "default").orElseThrow(), Propagation.BACKGROUND));
    }

    @Test
    void everyNamespaceHasAnAccountAndTheRootCertificatesAndGetsThemBack() {
        SimulatedCluster cluster = cluster(1).converge();
        ServiceAccount account = cluster.get(() ->
                cluster.api.get(ServiceAccount.class, "default", "default").orElseThrow());
        ConfigMap bundle = cluster.get(() ->
                cluster.api.get(ConfigMap.class, "default", "kube-root-ca.crt").orElseThrow());
        assertThat(bundle.getData()).containsEntry("ca.crt", "PEM");
        cluster.quietly(() -> {
            cluster.api.delete(account, Propagation.BACKGROUND);
            bundle.setData(java.util.Map.of("ca.crt", "forged"));
            cluster.api.update(bundle);
        });
        cluster.converge();
        assertThat(cluster.get(() -> cluster.api.get(ServiceAccount.class, "default", "default")))
                .isPresent();
        assertThat(cluster.get(() -> cluster.api.get(ConfigMap.class, "default", "kube-root-ca.crt"))
                        .orElseThrow()
                        .getData())
                .containsEntry("ca.crt", "PEM");
    }

    @ParameterizedTest
    @ValueSource(longs = {2, 3, 4, 5})
    void nothingIsLeftOfADeletedNamespace(long seed) {
        SimulatedCluster cluster = cluster(seed).deployment("web", 3).converge();
        delete(cluster);
        cluster.converge();
        assertThat(cluster.server.count("namespaces")).isZero();
        for (String resource :
                new String[] {"deployments.apps", "replicasets.apps", "pods", "configmaps", "serviceaccounts"}) {
            assertThat(cluster.server.count(resource)).as(resource).isZero();
        }
    }

    @Test
    void whatHasAFinalizerIsWaitedForAndNamed() {
        SimulatedCluster cluster = cluster(6)
                .create(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withNamespace("default")
                        .withName("held")
                        .addToFinalizers("example.com/hold")
                        .endMetadata()
                        .build())
                .converge();
        delete(cluster);
        cluster.converge();
        Namespace namespace = cluster.get(
                () -> cluster.api.get(Namespace.class, "", "default").orElseThrow());
        assertThat(namespace.getStatus().getPhase()).isEqualTo("Terminating");
        assertThat(namespace.getStatus().getConditions())
                .extracting(c -> c.getType() + " " + c.getStatus() + " " + c.getReason() + " " + c.getMessage())
                .contains(
                        "NamespaceContentRemaining True SomeResourcesRemain Some resources are remaining: configmaps. has 1 resource instances",
                        "NamespaceFinalizersRemaining True SomeFinalizersRemain Some content in the namespace has finalizers remaining: example.com/hold in 1 resource instances",
                        "NamespaceDeletionContentFailure False ContentDeleted All content successfully deleted, may be waiting on finalization");
        cluster.quietly(() -> {
            ConfigMap held = cluster.api.get(ConfigMap.class, "default", "held").orElseThrow();
            held.getMetadata().setFinalizers(java.util.List.of());
            cluster.api.update(held);
        });
        cluster.converge();
        assertThat(cluster.server.count("namespaces")).isZero();
    }
}
