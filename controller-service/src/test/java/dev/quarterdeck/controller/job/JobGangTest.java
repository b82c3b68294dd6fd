package dev.quarterdeck.controller.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.reconcile.model.PodGroup;
import dev.quarterdeck.reconcile.model.Workload;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Names are those that kube-controller-manager 1.36.2 gave for the same uid. */
class JobGangTest {
    private static JobBuilder gang() {
        return new JobBuilder()
                .withNewMetadata()
                .withNamespace("a")
                .withName("gang")
                .withUid("c379e692-9a12-4d9e-bc5c-c61ed6c51b12")
                .endMetadata()
                .withNewSpec()
                .withParallelism(3)
                .withCompletions(3)
                .withCompletionMode("Indexed")
                .withNewTemplate()
                .withNewSpec()
                .endSpec()
                .endTemplate()
                .endSpec();
    }

    @Test
    void namesAreThoseOfTheReference() {
        Workload workload = JobGang.workload(gang().build());
        assertThat(workload.getMetadata().getName()).isEqualTo("gang-5dc5c4559b");
        assertThat(workload.job()).isEqualTo("gang");
        PodGroup group = JobGang.group(gang().build(), workload);
        assertThat(group.getMetadata().getName()).isEqualTo("gang-5dc5c4559b-gang-pgt-0-6759c4dc46");
        assertThat(group.minCount()).isEqualTo(3);
        assertThat(group.workload()).isEqualTo("gang-5dc5c4559b");
        assertThat(group.getMetadata().getOwnerReferences())
                .extracting(OwnerReference::getKind)
                .containsExactly("Job", "Workload");
    }

    @Test
    void longNamesAreCutToWhatANameMayHave() {
        String long63 = "x".repeat(63);
        assertThat(JobGang.groupName(long63 + "-hash", long63 + "-pgt-0")).hasSizeLessThanOrEqualTo(253);
        assertThat(JobGang.groupName("w".repeat(250), "t".repeat(20)))
                .hasSize(253)
                .contains("-" + "t".repeat(20) + "-");
        assertThat(JobGang.groupName("w".repeat(20), "t".repeat(250)))
                .hasSize(253)
                .startsWith("w".repeat(20) + "-");
        assertThat(JobGang.groupName("w".repeat(250), "t".repeat(250))).hasSize(253);
    }

    @Test
    void onlyAnIndexedJobThatRunsAllAtOnceIsAGang() {
        assertThat(JobGang.isCandidate(gang().build())).isTrue();
        for (Job other : List.of(
                gang().editSpec()
                        .withParallelism(1)
                        .withCompletions(1)
                        .endSpec()
                        .build(),
                gang().editSpec().withParallelism(2).endSpec().build(),
                gang().editSpec().withCompletions(null).endSpec().build(),
                gang().editSpec().withCompletionMode("NonIndexed").endSpec().build(),
                gang().editSpec()
                        .editTemplate()
                        .editSpec()
                        .withNewSchedulingGroup("mine")
                        .endSpec()
                        .endTemplate()
                        .endSpec()
                        .build())) {
            assertThat(JobGang.isCandidate(other)).as(other.toString()).isFalse();
        }
    }

    @Test
    void whatHasBegunIsNotNew() {
        Job job = gang().build();
        assertThat(JobGang.isNew(job, List.of())).isTrue();
        assertThat(JobGang.isNew(job, List.of(new Pod()))).isFalse();
        assertThat(JobGang.isNew(
                        gang().withNewStatus()
                                .withStartTime("2026-01-01T00:00:00Z")
                                .endStatus()
                                .build(),
                        List.of()))
                .isFalse();
        assertThat(JobGang.isNew(
                        gang().withNewStatus().withFailed(1).endStatus().build(), List.of()))
                .isFalse();
        assertThat(JobGang.isNew(
                        gang().withNewStatus()
                                .addNewCondition()
                                .withType("Suspended")
                                .withStatus("False")
                                .endCondition()
                                .endStatus()
                                .build(),
                        List.of()))
                .isFalse();
    }
}
