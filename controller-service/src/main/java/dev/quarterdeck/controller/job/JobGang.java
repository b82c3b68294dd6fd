package dev.quarterdeck.controller.job;

import dev.quarterdeck.controller.pod.TemplateHash;
import dev.quarterdeck.reconcile.model.PodGroup;
import dev.quarterdeck.reconcile.model.Workload;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatus;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Which Jobs are gangs, and what is made for them (KEP-5547): an Indexed Job of which all indexes run at the same time, in parallel, and that says nothing of a
 * group itself. Pure. Names are those that the reference gives.
 */
final class JobGang {
    private static final int LONGEST_NAME = 253;
    private static final String VERSION = "scheduling.k8s.io/v1alpha2";

    private JobGang() {}

    static boolean isCandidate(Job job) {
        var spec = job.getSpec();
        Integer parallelism = spec.getParallelism();
        return parallelism != null
                && parallelism > 1
                && "Indexed".equals(spec.getCompletionMode())
                && parallelism.equals(spec.getCompletions())
                && spec.getTemplate().getSpec().getSchedulingGroup() == null
                && !job.isMarkedForDeletion()
                && !JobConditions.isFinished(job.getStatus() == null ? new JobStatus() : job.getStatus());
    }

    /** Whether nothing of it has ever begun: one that was there before gets no group afterwards. */
    static boolean isNew(Job job, Collection<Pod> owned) {
        JobStatus status = job.getStatus();
        return owned.isEmpty()
                && (status == null
                        || (status.getStartTime() == null
                                && isNone(status.getSucceeded())
                                && isNone(status.getFailed())
                                && status.getConditions().stream().noneMatch(c -> "Suspended".equals(c.getType()))));
    }

    private static boolean isNone(Integer count) {
        return count == null || count == 0;
    }

    static String workloadName(Job job) {
        String hash = TemplateHash.ofText("(types.UID)" + job.getMetadata().getUid());
        String name = job.getMetadata().getName();
        return name.substring(0, Math.min(name.length(), LONGEST_NAME - hash.length() - 1)) + "-" + hash;
    }

    static String groupName(String workload, String template) {
        String hash = TemplateHash.ofText(workload + template);
        int room = LONGEST_NAME - hash.length() - 2;
        int half = room / 2;
        int first = workload.length();
        int second = template.length();
        if (first + second > room) {
            if (first <= half) {
                second = room - first;
            } else if (second <= half) {
                first = room - second;
            } else {
                first = room - half;
                second = half;
            }
        }
        return workload.substring(0, first) + "-" + template.substring(0, second) + "-" + hash;
    }

    static Workload workload(Job job) {
        Workload workload = new Workload();
        workload.setMetadata(new ObjectMetaBuilder()
                .withName(workloadName(job))
                .withNamespace(job.getMetadata().getNamespace())
                .withOwnerReferences(controller(job))
                .build());
        workload.setAdditionalProperty(
                "spec",
                Map.of(
                        "controllerRef",
                        Map.of(
                                "apiGroup",
                                "batch",
                                "kind",
                                "Job",
                                "name",
                                job.getMetadata().getName()),
                        "podGroupTemplates",
                        List.of(Map.of(
                                "name",
                                job.getMetadata().getName() + "-pgt-0",
                                "schedulingPolicy",
                                Map.of("gang", Map.of("minCount", job.getSpec().getParallelism()))))));
        return workload;
    }

    /** By the first template of a Workload. */
    static PodGroup group(Job job, Workload workload) {
        Map<String, Object> template = workload.templates().getFirst();
        String name = String.valueOf(template.get("name"));
        String of = workload.getMetadata().getName();
        PodGroup group = new PodGroup();
        group.setMetadata(new ObjectMetaBuilder()
                .withName(groupName(of, name))
                .withNamespace(job.getMetadata().getNamespace())
                .withOwnerReferences(
                        controller(job),
                        new OwnerReferenceBuilder()
                                .withApiVersion(VERSION)
                                .withKind("Workload")
                                .withName(of)
                                .withUid(workload.getMetadata().getUid())
                                .build())
                .build());
        group.setAdditionalProperty(
                "spec",
                Map.of(
                        "podGroupTemplateRef",
                        Map.of("workload", Map.of("workloadName", of, "podGroupTemplateName", name)),
                        "schedulingPolicy",
                        template.getOrDefault("schedulingPolicy", Map.of())));
        return group;
    }

    private static OwnerReference controller(Job job) {
        return new OwnerReferenceBuilder()
                .withApiVersion("batch/v1")
                .withKind("Job")
                .withName(job.getMetadata().getName())
                .withUid(job.getMetadata().getUid())
                .withController(true)
                .withBlockOwnerDeletion(true)
                .build();
    }
}
