package dev.quarterdeck.controller.clusterrole;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.controller.testing.SimulatedCluster;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;

class AggregateRolesSimulationTest {

    private static ClusterRoleBuilder role(String name, String label) {
        return new ClusterRoleBuilder()
                .withNewMetadata()
                .withName(name)
                .addToLabels(label, "true")
                .endMetadata();
    }

    private static ClusterRole rules(String name, String label, String resource) {
        return role(name, label)
                .addNewRule()
                .withVerbs("get")
                .withApiGroups("")
                .withResources(resource)
                .endRule()
                .build();
    }

    private static ClusterRole aggregated(String name, String label, String from) {
        return role(name, label)
                .withNewAggregationRule()
                .addNewClusterRoleSelector()
                .addToMatchLabels(from, "true")
                .endClusterRoleSelector()
                .endAggregationRule()
                .build();
    }

    private static List<String> resources(SimulatedCluster cluster, String name) {
        return cluster.get(() -> cluster.api.get(ClusterRole.class, "", name).orElseThrow()).getRules().stream()
                .flatMap(rule -> rule.getResources().stream())
                .toList();
    }

    @Test
    void rulesFlowThroughSeveralLevelsAndFollowChanges() {
        SimulatedCluster cluster = new SimulatedCluster(1)
                .run(ClusterRoleController::create)
                .create(aggregated("admin", "none", "to-admin"))
                .create(aggregated("edit", "to-admin", "to-edit"))
                .create(rules("base", "to-edit", "pods"))
                .create(rules("own", "to-admin", "roles"))
                .converge();
        assertThat(resources(cluster, "edit")).containsExactly("pods");
        assertThat(resources(cluster, "admin")).containsExactly("pods", "roles");

        cluster.create(rules("crd", "to-edit", "widgets")).converge();
        assertThat(resources(cluster, "admin")).containsExactly("pods", "widgets", "roles");
        cluster.quietly(() -> cluster.api.delete(
                        cluster.api.get(ClusterRole.class, "", "base").orElseThrow(),
                        dev.quarterdeck.reconcile.client.Propagation.BACKGROUND))
                .converge();
        assertThat(resources(cluster, "admin")).containsExactly("widgets", "roles");
        cluster.server.forgetRequests();
        cluster.converge();
        assertThat(cluster.server.writes()).isEmpty();
    }
}
