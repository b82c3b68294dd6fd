package dev.quarterdeck.controller.job;

import dev.quarterdeck.controller.pod.PodTemplates;
import dev.quarterdeck.controller.pod.Pods;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/** Pods of Jobs: each carries a finalizer until its end has been counted, and in an Indexed Job its index. */
final class JobPods {
    static final String FINALIZER = "batch.kubernetes.io/job-tracking";
    static final String INDEX = "batch.kubernetes.io/job-completion-index";
    private static final String VARIABLE = "JOB_COMPLETION_INDEX";
    private static final int MAX_PREFIX = 58;
    private static final int NONE = -1;

    private JobPods() {}

    static boolean isTracked(Pod pod) {
        return pod.getMetadata().getFinalizers().contains(FINALIZER);
    }

    /** -1 where the pod has none. */
    static int index(Pod pod) {
        return pod.getMetadata().getAnnotations() == null
                ? NONE
                : Indexes.number(pod.getMetadata().getAnnotations().get(INDEX));
    }

    /** @param index -1 for a Job that is not Indexed */
    static Pod pod(Job job, int index) {
        PodBuilder pod = new PodBuilder(PodTemplates.pod(job.getSpec().getTemplate(), job))
                .editMetadata()
                .addToFinalizers(FINALIZER)
                .endMetadata();
        if (index == NONE) {
            return pod.build();
        }
        String suffix = "-" + index + "-";
        String name = job.getMetadata().getName();
        String kept = name.substring(0, Math.min(name.length(), MAX_PREFIX - suffix.length()));
        return pod.editMetadata()
                .withGenerateName(kept + suffix)
                .addToAnnotations(INDEX, Integer.toString(index))
                .addToLabels(INDEX, Integer.toString(index))
                .endMetadata()
                .editSpec()
                .withHostname(name + "-" + index)
                .withContainers(withIndex(pod.buildSpec().getContainers()))
                .withInitContainers(withIndex(pod.buildSpec().getInitContainers()))
                .endSpec()
                .build();
    }

    private static List<Container> withIndex(List<Container> containers) {
        return containers.stream().map(JobPods::withIndex).toList();
    }

    /** A variable of this name that the template sets stays as it is. */
    private static Container withIndex(Container container) {
        if (container.getEnv().stream().anyMatch(e -> VARIABLE.equals(e.getName()))) {
            return container;
        }
        return new ContainerBuilder(container)
                .addNewEnv()
                .withName(VARIABLE)
                .withNewValueFrom()
                .withNewFieldRef()
                .withApiVersion("v1")
                .withFieldPath("metadata.labels['" + INDEX + "']")
                .endFieldRef()
                .endValueFrom()
                .endEnv()
                .build();
    }

    /** When the last container ended; where no container tells, when the pod was told to go or ceased to be ready, and last when it was created. */
    static Instant finishedAt(Pod pod) {
        if (pod.getStatus() != null) {
            Instant last = pod.getStatus().getContainerStatuses().stream()
                    .map(JobPods::finishedAt)
                    .max(Comparator.naturalOrder())
                    .orElse(Instant.EPOCH);
            if (last.isAfter(Instant.EPOCH)) {
                return last;
            }
        }
        if (pod.isMarkedForDeletion()) {
            return Pods.time(pod.getMetadata().getDeletionTimestamp());
        }
        return Pods.condition(pod, "Ready")
                .filter(c -> "False".equals(c.getStatus()))
                .map(c -> Pods.time(c.getLastTransitionTime()))
                .orElseGet(() -> Pods.time(pod.getMetadata().getCreationTimestamp()));
    }

    private static Instant finishedAt(ContainerStatus status) {
        return status.getState() == null || status.getState().getTerminated() == null
                ? Instant.EPOCH
                : Pods.time(status.getState().getTerminated().getFinishedAt());
    }
}
