package dev.quarterdeck.controller.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.controller.pod.Pods;
import dev.quarterdeck.controller.replicaset.ReplicaSetController;
import dev.quarterdeck.controller.testing.SimulatedCluster;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.reconcile.client.Propagation;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentCondition;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Deployment, ReplicaSet and Pods together, with caches that lag and answers that are lost. */
class RollOutDeploymentSimulationTest {

    private static SimulatedCluster cluster(long seed) {
        return new SimulatedCluster(seed).run(DeploymentController::create, ReplicaSetController::create);
    }

    private static String condition(Deployment deployment, String type) {
        return deployment.getStatus().getConditions().stream()
                .filter(c -> c.getType().equals(type))
                .map((DeploymentCondition c) -> c.getStatus() + " " + c.getReason() + " " + c.getMessage())
                .findFirst()
                .orElse("none");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void aRollingUpdateKeepsItsPromisesWhateverTheOrderOfThings(long seed) {
        SimulatedCluster cluster = cluster(seed)
                .deployment("web", 4, d -> d.editSpec()
                        .withNewStrategy()
                        .withType("RollingUpdate")
                        .withNewRollingUpdate()
                        .withMaxSurge(new IntOrString(1))
                        .withMaxUnavailable(new IntOrString(1))
                        .endRollingUpdate()
                        .endStrategy()
                        .endSpec())
                .always(c -> assertThat(
                                c.sets().stream().mapToInt(Rollout::size).sum())
                        .as("never more wanted than the surge")
                        .isLessThanOrEqualTo(5))
                .converge()
                .expectPods("web", 4);
        cluster.always(c -> assertThat(c.activePods("web").stream()
                                .filter(Pods::isReady)
                                .count())
                        .as("never fewer than allowed")
                        .isGreaterThanOrEqualTo(3))
                .image("web", "web:2")
                .converge()
                .expectPods("web", 4)
                .expectImage("web", "web:2");
        Deployment web = cluster.deployment("web");
        assertThat(web.getMetadata().getAnnotations()).containsEntry(Revisions.REVISION, "2");
        assertThat(web.getStatus().getUpdatedReplicas()).isEqualTo(4);
        assertThat(web.getStatus().getUnavailableReplicas()).isNull();
        assertThat(web.getStatus().getObservedGeneration())
                .isEqualTo(web.getMetadata().getGeneration());
        assertThat(condition(web, "Available"))
                .isEqualTo("True MinimumReplicasAvailable Deployment has minimum availability.");
        assertThat(condition(web, "Progressing"))
                .startsWith("True NewReplicaSetAvailable ReplicaSet \"web-")
                .endsWith("\" has successfully progressed.");
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14, 15, 16})
    void answersThatAreLostDoubleNothing(long seed) {
        Random random = new Random(seed);
        SimulatedCluster cluster = cluster(seed);
        cluster.deployment("web", 5);
        cluster.server.failWhen(
                request -> random.nextInt(4) == 0 && !request.method().equals("GET")
                        ? Optional.of(ApiException.unavailable("lost", 1))
                        : Optional.empty());
        cluster.kubelets(false).converge();
        cluster.server.failNoMore();
        cluster.kubelets(true).converge().expectPods("web", 5);
        assertThat(cluster.sets()).hasSize(1);
    }

    @Test
    void scalingTellsUsersWhatItDid() {
        cluster(1)
                .deployment("web", 0)
                .converge()
                .scale("web", 3)
                .converge()
                .expectPods("web", 3)
                .scale("web", 1)
                .converge()
                .expectPods("web", 1)
                .quietly(() -> {});
        SimulatedCluster cluster = cluster(2).deployment("web", 3).converge();
        String set = cluster.sets().getFirst().getMetadata().getName();
        cluster.expectEvents("Normal ScalingReplicaSet Deployment/web Scaled up replica set " + set + " from 0 to 3");
        assertThat(cluster.events.events().stream().filter(e -> e.contains("SuccessfulCreate")))
                .hasSize(3)
                .allMatch(
                        e -> e.startsWith("Normal SuccessfulCreate ReplicaSet/" + set + " Created pod: " + set + "-"));
    }

    @Test
    void aStaleCacheOfPodsCreatesNoPodTwice() {
        SimulatedCluster cluster = cluster(3).deployment("web", 3).kubelets(false);
        cluster.informers.hold(Pod.class);
        cluster.converge();
        cluster.expectPods("web", 3);
        cluster.sets()
                .forEach(s -> cluster.quietly(() -> {
                    s.getMetadata().getAnnotations().put("touched", "yes");
                    cluster.api.update(s);
                }));
        cluster.converge().expectPods("web", 3);
        cluster.informers.release(Pod.class);
        cluster.kubelets(true).converge().expectPods("web", 3);
    }

    @Test
    void undoBringsTheOldSetBackUnderANewRevision() {
        SimulatedCluster cluster =
                cluster(4).deployment("web", 2).converge().image("web", "web:2").converge();
        cluster.image("web", "web:1").converge().expectImage("web", "web:1");
        assertThat(cluster.sets()).hasSize(2);
        ReplicaSet first = cluster.sets().stream()
                .filter(s -> s.getSpec().getReplicas() == 2)
                .findFirst()
                .orElseThrow();
        assertThat(first.getMetadata().getAnnotations())
                .containsEntry(Revisions.REVISION, "3")
                .containsEntry(Revisions.HISTORY, "1");
        assertThat(cluster.deployment("web").getMetadata().getAnnotations()).containsEntry(Revisions.REVISION, "3");
    }

    @Test
    void recreateStopsAllOldPodsBeforeTheFirstNewOne() {
        cluster(5)
                .deployment("web", 3, d -> d.editSpec()
                        .withNewStrategy()
                        .withType("Recreate")
                        .endStrategy()
                        .endSpec())
                .converge()
                .always(c -> assertThat(c.pods().stream()
                                .map(p -> p.getSpec().getContainers().getFirst().getImage())
                                .distinct())
                        .hasSizeLessThanOrEqualTo(1))
                .image("web", "web:2")
                .converge()
                .expectPods("web", 3)
                .expectImage("web", "web:2");
    }

    @Test
    void aPausedDeploymentDoesNotRollButScales() {
        SimulatedCluster cluster = cluster(6).deployment("web", 2).converge();
        cluster.edit("web", d -> d.editSpec().withPaused(true).endSpec())
                .image("web", "web:2")
                .converge()
                .expectImage("web", "web:1")
                .scale("web", 4)
                .converge()
                .expectPods("web", 4)
                .expectImage("web", "web:1");
        assertThat(condition(cluster.deployment("web"), "Progressing"))
                .isEqualTo("Unknown DeploymentPaused Deployment is paused");
        cluster.edit("web", d -> d.editSpec().withPaused(false).endSpec())
                .converge()
                .expectPods("web", 4)
                .expectImage("web", "web:2");
    }

    @Test
    void aRolloutThatCannotProgressIsDeclaredFailedAndKeepsWhatWorks() {
        SimulatedCluster cluster =
                cluster(7).brokenImage("web:bad").deployment("web", 4).converge();
        cluster.image("web", "web:bad").converge();
        assertThat(cluster.activePods("web").stream().filter(Pods::isReady)).hasSize(3);
        cluster.advance(Duration.ofSeconds(602)).converge();
        String name = cluster.sets().stream()
                .filter(s -> s.getSpec()
                        .getTemplate()
                        .getSpec()
                        .getContainers()
                        .getFirst()
                        .getImage()
                        .equals("web:bad"))
                .map(s -> s.getMetadata().getName())
                .findFirst()
                .orElseThrow();
        assertThat(condition(cluster.deployment("web"), "Progressing"))
                .isEqualTo("False ProgressDeadlineExceeded ReplicaSet \"" + name + "\" has timed out progressing.");
        cluster.image("web", "web:1").converge().expectPods("web", 4).expectImage("web", "web:1");
        assertThat(condition(cluster.deployment("web"), "Progressing")).contains("NewReplicaSetAvailable");
    }

    @Test
    void historyIsCutToItsLimit() {
        SimulatedCluster cluster = cluster(8)
                .deployment(
                        "web", 1, d -> d.editSpec().withRevisionHistoryLimit(1).endSpec())
                .converge();
        for (int i = 2; i < 6; i++) {
            cluster.image("web", "web:" + i).converge();
        }
        assertThat(cluster.sets()).hasSize(2);
    }

    @Test
    void aDeletedPodIsReplacedAndAnOrphanIsAdopted() {
        SimulatedCluster cluster = cluster(9).deployment("web", 2).converge();
        Pod pod = cluster.pods().getFirst();
        cluster.quietly(() -> cluster.api.delete(pod, Propagation.DEFAULT))
                .converge()
                .expectPods("web", 2);
        Pod freed = cluster.pods().getFirst();
        freed.getMetadata().setOwnerReferences(java.util.List.of());
        cluster.quietly(() -> cluster.api.update(freed)).converge().expectPods("web", 2);
        assertThat(cluster.activePods("web"))
                .allMatch(p -> p.getMetadata().getOwnerReferences().size() == 1);
    }

    @Test
    void aPodWhoseLabelsNoLongerMatchIsReleasedAndReplaced() {
        SimulatedCluster cluster = cluster(10).deployment("web", 2).converge();
        Pod pod = cluster.pods().getFirst();
        pod.getMetadata().getLabels().put("app", "debug");
        cluster.quietly(() -> cluster.api.update(pod)).converge().expectPods("web", 2);
        assertThat(cluster.activePods("debug"))
                .singleElement()
                .satisfies(p -> assertThat(p.getMetadata().getOwnerReferences()).isEmpty());
    }

    @Test
    void aNameThatIsTakenGivesAnotherName() {
        SimulatedCluster first = cluster(11).deployment("web", 1).converge();
        String taken = first.sets().getFirst().getMetadata().getName();
        SimulatedCluster cluster = cluster(12);
        ReplicaSet foreign = first.sets().getFirst();
        foreign.getMetadata().setOwnerReferences(java.util.List.of());
        foreign.getMetadata().setResourceVersion(null);
        foreign.getMetadata().setLabels(java.util.Map.of("app", "other"));
        foreign.getSpec().setReplicas(0);
        cluster.create(foreign).deployment("web", 1).converge().expectPods("web", 1);
        assertThat(cluster.deployment("web").getStatus().getCollisionCount()).isEqualTo(1);
        assertThat(cluster.sets())
                .hasSize(2)
                .anyMatch(s -> s.getMetadata().getName().equals(taken));
    }

    @Test
    void quietMeansNoMoreWrites() {
        SimulatedCluster cluster = cluster(13).deployment("web", 3).converge();
        cluster.server.forgetRequests();
        cluster.sets().forEach(s -> cluster.informers.put(s));
        cluster.converge();
        assertThat(cluster.server.writes()).isEmpty();
    }
}
