package dev.quarterdeck.controller.autoscaling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.controller.autoscaling.Metrics.Sample;
import dev.quarterdeck.controller.deployment.DeploymentController;
import dev.quarterdeck.controller.replicaset.ReplicaSetController;
import dev.quarterdeck.controller.scale.ScaleTargets;
import dev.quarterdeck.controller.testing.SimulatedCluster;
import dev.quarterdeck.controller.wiring.ServedResources;
import dev.quarterdeck.kube.kind.BuiltInResources;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ScaleWorkloadSimulationTest {
    private final FakeMetrics metrics = new FakeMetrics();
    private long milliPerPod = 500;

    private SimulatedCluster cluster(int replicas) {
        SimulatedCluster cluster = new SimulatedCluster(1);
        ScaleTargets targets = new ScaleTargets(cluster.api, ServedResources.fixed(BuiltInResources.catalog()));
        cluster.run(
                DeploymentController::create,
                ReplicaSetController::create,
                context -> HorizontalPodAutoscalerController.create(context, targets, metrics));
        metrics.resource = () -> cluster.activePods("web").stream()
                .collect(Collectors.toMap(
                        p -> p.getMetadata().getName(),
                        p -> new Sample(milliPerPod, cluster.time.instant(), Duration.ZERO)));
        return cluster.deployment("web", replicas, d -> d.editSpec()
                        .editTemplate()
                        .editSpec()
                        .editFirstContainer()
                        .withNewResources()
                        .addToRequests("memory", new Quantity("1"))
                        .endResources()
                        .endContainer()
                        .endSpec()
                        .endTemplate()
                        .endSpec())
                .create(scaler("web", "Deployment", 50));
    }

    private static HorizontalPodAutoscaler scaler(String name, String kind, int percent) {
        return new HorizontalPodAutoscalerBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .withNewScaleTargetRef("apps/v1", kind, "web")
                .withMinReplicas(2)
                .withMaxReplicas(10)
                .addNewMetric()
                .withType("Resource")
                .withNewResource()
                .withName("memory")
                .withNewTarget()
                .withType("Utilization")
                .withAverageUtilization(percent)
                .endTarget()
                .endResource()
                .endMetric()
                .endSpec()
                .build();
    }

    private static HorizontalPodAutoscaler get(SimulatedCluster cluster, String name) {
        return cluster.get(() ->
                cluster.api.get(HorizontalPodAutoscaler.class, "default", name).orElseThrow());
    }

    private static List<String> conditions(SimulatedCluster cluster, String name) {
        return get(cluster, name).getStatus().getConditions().stream()
                .map(c -> c.getType() + "=" + c.getStatus() + " " + c.getReason() + " " + c.getMessage())
                .toList();
    }

    @Test
    void aBusyTargetGrowsAndAnIdleOneShrinksAfterFiveMinutes() {
        SimulatedCluster cluster = cluster(2).advance(Duration.ofMinutes(1));
        cluster.expectPods("web", 2);
        assertThat(conditions(cluster, "web"))
                .containsExactly(
                        "AbleToScale=True ReadyForNewScale recommended size matches current size",
                        "ScalingActive=True ValidMetricFound the HPA was able to successfully calculate a replica count from memory resource utilization (percentage of request)",
                        "ScalingLimited=False DesiredWithinRange the desired count is within the acceptable range");
        milliPerPod = 1000;
        cluster.advance(Duration.ofSeconds(15)).expectPods("web", 4);
        cluster.expectEvents(
                "Normal SuccessfulRescale HorizontalPodAutoscaler/web New size: 4; reason: memory resource utilization (percentage of request) above target");
        assertThat(get(cluster, "web").getStatus().getLastScaleTime()).isNotNull();
        milliPerPod = 100;
        cluster.advance(Duration.ofMinutes(4));
        cluster.expectPods("web", get(cluster, "web").getStatus().getCurrentReplicas());
        assertThat(conditions(cluster, "web").getFirst())
                .isEqualTo(
                        "AbleToScale=True ScaleDownStabilized recent recommendations were higher than current one, applying the highest recent recommendation");
        cluster.advance(Duration.ofMinutes(3)).expectPods("web", 2);
        cluster.expectEvents(
                "Normal SuccessfulRescale HorizontalPodAutoscaler/web New size: 2; reason: All metrics below target");
    }

    @Test
    void boundsAreKeptWithoutAnyMetric() {
        milliPerPod = 0;
        metrics.resource = Map::of;
        SimulatedCluster cluster = cluster(1).advance(Duration.ofSeconds(20)).expectPods("web", 2);
        cluster.expectEvents(
                "Normal SuccessfulRescale HorizontalPodAutoscaler/web New size: 2; reason: Current number of replicas below Spec.MinReplicas");
        cluster.scale("web", 12).advance(Duration.ofSeconds(20)).expectPods("web", 10);
        cluster.expectEvents(
                "Normal SuccessfulRescale HorizontalPodAutoscaler/web New size: 10; reason: Current number of replicas above Spec.MaxReplicas");
    }

    @Test
    void withoutMetricsNothingIsScaledAndItIsSaidWhy() {
        SimulatedCluster cluster = cluster(3);
        metrics.resource = Map::of;
        cluster.advance(Duration.ofMinutes(1)).expectPods("web", 3);
        assertThat(conditions(cluster, "web"))
                .containsExactly(
                        "AbleToScale=True SucceededGetScale the HPA controller was able to get the target's current scale",
                        "ScalingActive=False FailedGetResourceMetric the HPA was unable to compute the replica count: failed to get memory utilization: unable to get metrics for resource memory: no metrics returned from resource metrics API");
        cluster.expectEvents(
                "Warning FailedGetResourceMetric HorizontalPodAutoscaler/web failed to get memory utilization: unable to get metrics for resource memory: no metrics returned from resource metrics API",
                "Warning FailedComputeMetricsReplicas HorizontalPodAutoscaler/web invalid metrics (1 invalid out of 1), first error is: failed to get memory resource metric value: failed to get memory utilization: unable to get metrics for resource memory: no metrics returned from resource metrics API");
        cluster.server.forgetRequests();
        cluster.advance(Duration.ofMinutes(10));
        assertThat(cluster.server.writes())
                .as("a state that stays is written once")
                .isEmpty();
    }

    @Test
    void oneThatIsBeingDeletedScalesUntilItIsGone() {
        SimulatedCluster cluster = cluster(2).advance(Duration.ofMinutes(1));
        HorizontalPodAutoscaler held = get(cluster, "web");
        held.getMetadata().setFinalizers(List.of(SimulatedCluster.FOREIGN_FINALIZER));
        HorizontalPodAutoscaler stored = cluster.get(() -> cluster.api.update(held));
        cluster.quietly(() -> cluster.api.deleteWithGrace(stored, 0));
        milliPerPod = 1000;
        cluster.advance(Duration.ofMinutes(1)).expectPods("web", 10);
    }

    @Test
    void aTargetAtZeroIsLeftThere() {
        SimulatedCluster cluster = cluster(0).advance(Duration.ofMinutes(1)).expectPods("web", 0);
        assertThat(conditions(cluster, "web"))
                .contains(
                        "ScalingActive=False ScalingDisabled scaling is disabled since the replica count of the target is zero");
    }

    @Test
    void aTargetThatIsNotThereIsNamed() {
        SimulatedCluster cluster = cluster(2);
        cluster.create(scaler("odd", "Fleet", 50)).advance(Duration.ofSeconds(20));
        assertThat(conditions(cluster, "odd"))
                .containsExactly(
                        "AbleToScale=False FailedGetScale the HPA controller was unable to get the target's current scale: no matches for kind \"Fleet\" in group \"apps\"");
        cluster.expectEvents(
                "Warning FailedGetScale HorizontalPodAutoscaler/odd no matches for kind \"Fleet\" in group \"apps\"");
    }

    @Test
    void twoAutoscalersOfTheSamePodsScaleNothing() {
        SimulatedCluster cluster = cluster(4).advance(Duration.ofSeconds(20));
        cluster.create(scaler("rival", "Deployment", 10)).advance(Duration.ofMinutes(1));
        cluster.expectPods("web", 4);
        assertThat(conditions(cluster, "rival"))
                .contains(
                        "ScalingActive=False AmbiguousSelector pods by selector app=web are controlled by multiple HPAs: [default/rival default/web]");
    }

    @Test
    void externalAndObjectMetricsScaleTheWhole() {
        SimulatedCluster cluster = cluster(2);
        metrics.external = List.of(30_000L, 30_000L);
        metrics.object.put("Ingress/main hits", 1_000L);
        HorizontalPodAutoscaler queue = new HorizontalPodAutoscalerBuilder(scaler("web", "Deployment", 50))
                .editSpec()
                .withMetrics()
                .addNewMetric()
                .withType("External")
                .withNewExternal()
                .withNewMetric()
                .withName("depth")
                .withNewSelector()
                .addToMatchLabels("queue", "mail")
                .endSelector()
                .endMetric()
                .withNewTarget()
                .withType("AverageValue")
                .withAverageValue(new Quantity("20"))
                .endTarget()
                .endExternal()
                .endMetric()
                .addNewMetric()
                .withType("Object")
                .withNewObject()
                .withNewDescribedObject("networking.k8s.io/v1", "Ingress", "main")
                .withNewMetric()
                .withName("hits")
                .endMetric()
                .withNewTarget()
                .withType("Value")
                .withValue(new Quantity("1"))
                .endTarget()
                .endObject()
                .endMetric()
                .endSpec()
                .build();
        cluster.quietly(() -> cluster.api.update(queue)).advance(Duration.ofSeconds(30));
        cluster.expectPods("web", 3);
        cluster.expectEvents(
                "Normal SuccessfulRescale HorizontalPodAutoscaler/web New size: 3; reason: external metric depth(&LabelSelector{MatchLabels:map[string]string{queue: mail,},MatchExpressions:[]LabelSelectorRequirement{},}) above target");
        assertThat(get(cluster, "web").getStatus().getCurrentMetrics()).hasSize(2);
        assertThat(cluster.pods()).extracting(Pod::getKind).containsOnly("Pod");
    }
}
