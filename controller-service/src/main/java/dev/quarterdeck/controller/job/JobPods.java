package dev.quarterdeck.controller.job;

import dev.quarterdeck.controller.pod.PodTemplates;
import dev.quarterdeck.controller.pod.Pods;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSchedulingGroup;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Pods of Jobs: each carries a finalizer until its end has been counted, and in an Indexed Job its index. */
final class JobPods {
    static final String FINALIZER = "batch.kubernetes.io/job-tracking";
    static final String INDEX = "batch.kubernetes.io/job-completion-index";
    static final String FAILURES = "batch.kubernetes.io/job-index-failure-count";
    static final String IGNORED_FAILURES = "batch.kubernetes.io/job-index-ignored-failure-count";
    private static final String VARIABLE = "JOB_COMPLETION_INDEX";
    private static final int MAX_PREFIX = 58;
    private static final int NONE = -1;

    private JobPods() {}

    static boolean isTracked(Pod pod) {
        return pod.getMetadata().getFinalizers().contains(FINALIZER);
    }

    /** -1 where the pod has none. */
    static int index(Pod pod) {
        return number(pod, INDEX);
    }

    /** How often the index of the pod had failed before it; a pod that does not say so is the first. */
    static int failures(Pod pod) {
        return Math.max(0, number(pod, FAILURES));
    }

    /** As {@link #failures}, of those that do not count. */
    static int ignoredFailures(Pod pod) {
        return Math.max(0, number(pod, IGNORED_FAILURES));
    }

    private static int number(Pod pod, String annotation) {
        return pod.getMetadata().getAnnotations() == null
                ? NONE
                : Indexes.number(pod.getMetadata().getAnnotations().get(annotation));
    }

    /** A pod that is being deleted will never succeed for sure, so it counts as failed unless the Job wants to know its end. */
    static boolean isFailed(Job job, Pod pod) {
        String phase = Pods.phase(pod);
        return phase.equals("Failed")
                || (pod.isMarkedForDeletion() && !phase.equals("Succeeded") && !replacesOnlyFailed(job));
    }

    static boolean replacesOnlyFailed(Job job) {
        return "Failed".equals(job.getSpec().getPodReplacementPolicy());
    }

    /** @param group the PodGroup that it is in; empty for none */
    static Pod pod(Job job, JobPlan.NewPod wanted, String group) {
        Pod pod = pod(job, wanted);
        if (!group.isEmpty()) {
            pod.getSpec().setSchedulingGroup(new PodSchedulingGroup(group));
        }
        return pod;
    }

    static Pod pod(Job job, JobPlan.NewPod wanted) {
        int index = wanted.index();
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
        if (wanted.failures() >= 0) {
            pod.editMetadata()
                    .addToAnnotations(FAILURES, Integer.toString(wanted.failures()))
                    .endMetadata();
        }
        if (wanted.ignored() > 0) {
            pod.editMetadata()
                    .addToAnnotations(IGNORED_FAILURES, Integer.toString(wanted.ignored()))
                    .endMetadata();
        }
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

    /** When the last container ended; where not all have, when the pod ceased to be ready or was told to go, and last when it was created. */
    static Instant finishedAt(Pod pod) {
        return lastEnd(pod)
                .or(() -> Pods.condition(pod, "Ready")
                        .filter(c -> "False".equals(c.getStatus()) && c.getLastTransitionTime() != null)
                        .map(c -> Pods.time(c.getLastTransitionTime())))
                .or(() -> toldToGo(pod))
                .orElseGet(() -> Pods.time(pod.getMetadata().getCreationTimestamp()));
    }

    private static Optional<Instant> toldToGo(Pod pod) {
        if (!pod.isMarkedForDeletion()) {
            return Optional.empty();
        }
        Long grace = pod.getMetadata().getDeletionGracePeriodSeconds();
        return Optional.of(Pods.time(pod.getMetadata().getDeletionTimestamp()).minusSeconds(grace == null ? 0 : grace));
    }

    private static Optional<Instant> lastEnd(Pod pod) {
        if (pod.getStatus() == null || pod.getSpec() == null) {
            return Optional.empty();
        }
        Set<String> sidecars = pod.getSpec().getInitContainers().stream()
                .filter(c -> "Always".equals(c.getRestartPolicy()))
                .map(Container::getName)
                .collect(Collectors.toSet());
        List<Instant> ends = Stream.concat(
                        pod.getStatus().getContainerStatuses().stream(),
                        pod.getStatus().getInitContainerStatuses().stream()
                                .filter(status -> sidecars.contains(status.getName())))
                .map(JobPods::finishedAt)
                .toList();
        return ends.contains(Instant.EPOCH) ? Optional.empty() : ends.stream().max(Comparator.naturalOrder());
    }

    private static Instant finishedAt(ContainerStatus status) {
        return status.getState() == null || status.getState().getTerminated() == null
                ? Instant.EPOCH
                : Pods.time(status.getState().getTerminated().getFinishedAt());
    }
}
