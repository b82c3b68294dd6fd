package dev.quarterdeck.controller.disruption;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.controller.deployment.DeploymentController;
import dev.quarterdeck.controller.replicaset.ReplicaSetController;
import dev.quarterdeck.controller.testing.SimulatedCluster;
import dev.quarterdeck.controller.wiring.ServedResources;
import dev.quarterdeck.kube.kind.BuiltInResources;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetStatus;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeepBudgetSimulationTest {

    private static PodDisruptionBudget budget(@Nullable String min, @Nullable String max) {
        return new PodDisruptionBudgetBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName("web")
                .endMetadata()
                .withNewSpec()
                .withMinAvailable(value(min))
                .withMaxUnavailable(value(max))
                .withNewSelector()
                .addToMatchLabels("app", "web")
                .endSelector()
                .endSpec()
                .build();
    }

    private static @Nullable IntOrString value(@Nullable String text) {
        if (text == null) {
            return null;
        }
        return text.endsWith("%") ? new IntOrString(text) : new IntOrString(Integer.parseInt(text));
    }

    private static SimulatedCluster cluster() {
        return new SimulatedCluster(1)
                .run(
                        DeploymentController::create,
                        ReplicaSetController::create,
                        c -> DisruptionController.create(c, ServedResources.fixed(BuiltInResources.catalog())));
    }

    private static PodDisruptionBudgetStatus status(SimulatedCluster cluster) {
        return cluster.get(() -> cluster.api
                        .get(PodDisruptionBudget.class, "default", "web")
                        .orElseThrow())
                .getStatus();
    }

    @ParameterizedTest
    @CsvSource({
        "3,   , 5, 3, 2",
        "50%, , 5, 3, 2",
        ",   1, 5, 4, 1",
        ", 50%, 5, 2, 3",
        "5,   , 5, 5, 0",
        "7,   , 5, 7, 0"
    })
    void aBudgetAllowsWhatItCanSpare(
            @Nullable String min, @Nullable String max, int expected, int desired, int allowed) {
        SimulatedCluster cluster =
                cluster().deployment("web", 5).create(budget(min, max)).converge();
        PodDisruptionBudgetStatus status = status(cluster);
        assertThat(status.getExpectedPods()).isEqualTo(expected);
        assertThat(status.getDesiredHealthy()).isEqualTo(desired);
        assertThat(status.getCurrentHealthy()).isEqualTo(5);
        assertThat(status.getDisruptionsAllowed()).isEqualTo(allowed);
        assertThat(status.getConditions()).singleElement().satisfies(c -> {
            assertThat(c.getType()).isEqualTo("DisruptionAllowed");
            assertThat(c.getReason()).isEqualTo(allowed > 0 ? "SufficientPods" : "InsufficientPods");
        });
    }

    /** Evictions of such pods are refused; both budgets are kept up to date all the same. */
    @Test
    void aPodOfSeveralBudgetsIsWarnedOf() {
        PodDisruptionBudget other = budget("1", null);
        other.getMetadata().setName("also");
        SimulatedCluster cluster = cluster()
                .create(budget("2", null))
                .create(other)
                .create(pod("alone"))
                .create(pod("apart")
                        .edit()
                        .editMetadata()
                        .withLabels(Map.of("app", "x"))
                        .endMetadata()
                        .build())
                .converge();
        cluster.expectEvents("Warning MultiplePodDisruptionBudgets Pod/alone Pod \"default\"/\"alone\" matches multiple"
                + " PodDisruptionBudgets.  Chose \"also\" arbitrarily.");
        assertThat(status(cluster).getExpectedPods()).isEqualTo(1);
    }

    private static Pod pod(String name) {
        return new PodBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName(name)
                .addToLabels("app", "web")
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("c")
                .withImage("i")
                .endContainer()
                .endSpec()
                .build();
    }

    @Test
    void podsThatNobodyControlsAllowNothingWhereTheirNumberMatters() {
        SimulatedCluster cluster =
                cluster().create(pod("alone")).create(budget(null, "1")).converge();
        assertThat(status(cluster).getDisruptionsAllowed()).isZero();
        assertThat(status(cluster).getExpectedPods()).isZero();
        assertThat(status(cluster).getConditions().getFirst().getReason()).isEqualTo("InsufficientPods");
        cluster.expectEvents(
                "Warning UnmanagedPods PodDisruptionBudget/web Pods selected by this PodDisruptionBudget (selector: &LabelSelector{MatchLabels:map[string]string{app: web,},MatchExpressions:[]LabelSelectorRequirement{},}) were found to be unmanaged. As a result, the status of the PDB cannot be calculated correctly, which may result in undefined behavior. To account for these pods please set \".spec.minAvailable\" field of the PDB to an integer value.");
    }

    private static Pod ownedBy(String apiVersion, String kind, String name, String uid) {
        return pod("p").edit()
                .editMetadata()
                .addNewOwnerReference()
                .withApiVersion(apiVersion)
                .withKind(kind)
                .withName(name)
                .withUid(uid)
                .withController(true)
                .endOwnerReference()
                .endMetadata()
                .build();
    }

    @Test
    void anyOwnerWithAScaleSaysHowManyPodsItWants() {
        SimulatedCluster cluster = cluster().deployment("other", 4).kubelets(false);
        String uid = cluster.deployment("other").getMetadata().getUid();
        cluster.create(ownedBy("apps/v1", "Deployment", "other", uid))
                .create(budget(null, "25%"))
                .converge();
        assertThat(status(cluster).getExpectedPods()).isEqualTo(4);
        assertThat(status(cluster).getDesiredHealthy()).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "batch/v1 | Job        | jobs.batch does not implement the scale subresource",
                "apps/v1  | Deployment | found no controllers for pod \"p\"",
                "a.b/v1   | Odd        | no matches for kind \"Odd\" in version \"a.b/v1\"",
            })
    void anOwnerThatSaysNoNumberFailsTheBudget(String apiVersion, String kind, String why) {
        SimulatedCluster cluster = cluster()
                .create(ownedBy(apiVersion, kind, "gone", "u"))
                .create(budget(null, "1"))
                .converge();
        assertThat(status(cluster).getConditions().getFirst().getReason()).isEqualTo("SyncFailed");
        assertThat(status(cluster).getConditions().getFirst().getMessage()).isEqualTo(why);
        cluster.expectEvents(
                "Warning CalculateExpectedPodCountFailed PodDisruptionBudget/web Failed to calculate the number of expected pods: "
                        + why);
    }

    @Test
    void anEvictionThatWasAllowedCountsUntilItIsOldOrDone() {
        SimulatedCluster cluster =
                cluster().deployment("web", 3).create(budget("2", null)).converge();
        String pod = cluster.pods().getFirst().getMetadata().getName();
        cluster.quietly(() -> {
            PodDisruptionBudget budget =
                    cluster.api.get(PodDisruptionBudget.class, "default", "web").orElseThrow();
            budget.getStatus()
                    .setDisruptedPods(Map.of(pod, cluster.time.instant().toString()));
            cluster.api.updateStatus(budget);
        });
        cluster.advance(Duration.ofSeconds(10));
        assertThat(status(cluster).getCurrentHealthy()).isEqualTo(2);
        assertThat(status(cluster).getDisruptionsAllowed()).isZero();
        cluster.advance(Duration.ofSeconds(130));
        assertThat(status(cluster).getDisruptionsAllowed()).isEqualTo(1);
        assertThat(status(cluster).getDisruptedPods()).isEmpty();
        cluster.expectEvents(
                "Warning NotDeleted Pod/" + pod + " Pod was expected by PDB default/web to be deleted but it wasn't");
    }
}
