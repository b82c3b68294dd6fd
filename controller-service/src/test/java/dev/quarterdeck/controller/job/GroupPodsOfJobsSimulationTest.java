package dev.quarterdeck.controller.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.controller.testing.SimulatedCluster;
import dev.quarterdeck.reconcile.model.PodGroup;
import dev.quarterdeck.reconcile.model.Workload;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class GroupPodsOfJobsSimulationTest {
    private final SimulatedCluster cluster =
            new SimulatedCluster(1).kubelets(false).run(JobController::createWithGroups);

    private static JobBuilder job(String name, int parallelism, int completions) {
        return new JobBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .withParallelism(parallelism)
                .withCompletions(completions)
                .withCompletionMode("Indexed")
                .withBackoffLimit(6)
                .withNewSelector()
                .addToMatchLabels("job", name)
                .endSelector()
                .withNewTemplate()
                .withNewMetadata()
                .addToLabels("job", name)
                .endMetadata()
                .withNewSpec()
                .withRestartPolicy("Never")
                .addNewContainer()
                .withName("c")
                .withImage("app:1")
                .endContainer()
                .endSpec()
                .endTemplate()
                .endSpec();
    }

    private List<PodGroup> groups() {
        return cluster.get(() -> cluster.api.list(PodGroup.class, "default"));
    }

    private List<Workload> workloads() {
        return cluster.get(() -> cluster.api.list(Workload.class, "default"));
    }

    private List<String> groupsOfPods() {
        return cluster.get(() -> cluster.api.list(Pod.class, "default")).stream()
                .map(p -> p.getSpec().getSchedulingGroup() == null
                        ? ""
                        : p.getSpec().getSchedulingGroup().getPodGroupName())
                .toList();
    }

    @Test
    void allPodsOfAGangAreInItsGroup() {
        cluster.create(job("gang", 3, 3).build()).converge();
        assertThat(workloads()).hasSize(1);
        PodGroup group = groups().getFirst();
        assertThat(group.minCount()).isEqualTo(3);
        assertThat(groupsOfPods()).hasSize(3).containsOnly(group.getMetadata().getName());
        assertThat(cluster.events.events())
                .contains("Normal WorkloadCreated Job/gang Created Workload "
                        + workloads().getFirst().getMetadata().getName() + " for Job gang");
        Pod first = cluster.pods().getFirst();
        cluster.quietly(() -> cluster.api.deleteWithGrace(first, 0)).converge();
        assertThat(groups()).hasSize(1);
        assertThat(groupsOfPods())
                .as("its replacement too")
                .containsOnly(group.getMetadata().getName());
    }

    @Test
    void othersAreInNone() {
        cluster.create(job("parts", 2, 3).build()).converge();
        assertThat(workloads()).isEmpty();
        assertThat(groupsOfPods()).hasSize(2).containsOnly("");
    }

    @Test
    void aSuspendedJobHasItsGroupBeforeItsPods() {
        cluster.create(job("later", 2, 2).editSpec().withSuspend(true).endSpec().build())
                .converge();
        assertThat(groups()).hasSize(1);
        Job stored =
                cluster.get(() -> cluster.api.get(Job.class, "default", "later").orElseThrow());
        cluster.quietly(() -> cluster.api.update(new JobBuilder(stored)
                        .editSpec()
                        .withSuspend(false)
                        .endSpec()
                        .build()))
                .converge();
        assertThat(groupsOfPods())
                .hasSize(2)
                .containsOnly(groups().getFirst().getMetadata().getName());
    }

    @Test
    void whereSomebodyElseMadeAWorkloadForItPodsGoEachForItself() {
        Workload mine = new Workload();
        mine.setMetadata(new ObjectMetaBuilder()
                .withNamespace("default")
                .withName("mine")
                .build());
        mine.setAdditionalProperty(
                "spec",
                Map.of(
                        "controllerRef",
                        Map.of("apiGroup", "batch", "kind", "Job", "name", "gang"),
                        "podGroupTemplates",
                        List.of(Map.of("name", "t", "schedulingPolicy", Map.of("basic", Map.of())))));
        cluster.create(mine).create(job("gang", 3, 3).build()).converge();
        assertThat(groups()).isEmpty();
        assertThat(groupsOfPods()).hasSize(3).containsOnly("");
    }

    @Test
    void aRefusedGroupKeepsPodsFromBeingMadeWithoutIt() {
        cluster.server.failWhen(
                r -> r.method().equals("POST") && r.pathAndQuery().endsWith("/podgroups")
                        ? java.util.Optional.of(dev.quarterdeck.kube.status.ApiException.unavailable("down", 1))
                        : java.util.Optional.empty());
        cluster.create(job("gang", 2, 2).build()).advance(java.time.Duration.ofSeconds(1));
        assertThat(groupsOfPods()).isEmpty();
        cluster.server.failNoMore();
        cluster.converge();
        assertThat(groupsOfPods())
                .hasSize(2)
                .containsOnly(
                        Objects.requireNonNull(groups().getFirst().getMetadata().getName()));
    }
}
