package dev.quarterdeck.controller.job;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.PodFailurePolicyOnExitCodesRequirement;
import io.fabric8.kubernetes.api.model.batch.v1.PodFailurePolicyRule;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What a failed pod means for its Job: the first rule of {@code podFailurePolicy} that matches decides; without one the failure counts. Pure. */
final class FailurePolicy {
    sealed interface Verdict {}

    record Counts() implements Verdict {}

    /** Counts, and no other pod of the index is tried. */
    record FailsIndex() implements Verdict {}

    record Ignored() implements Verdict {}

    /** @param message for the condition of the Job */
    record FailsJob(String message) implements Verdict {}

    private static final Verdict COUNTS = new Counts();

    private FailurePolicy() {}

    static Verdict judge(Job job, Pod pod) {
        if (job.getSpec().getPodFailurePolicy() == null) {
            return COUNTS;
        }
        List<PodFailurePolicyRule> rules = job.getSpec().getPodFailurePolicy().getRules();
        for (int i = 0; i < rules.size(); i++) {
            PodFailurePolicyRule rule = rules.get(i);
            Optional<String> why = match(rule, pod);
            if (why.isPresent()) {
                String message = why.get() + " matching " + rule.getAction() + " rule at index " + i;
                return switch (rule.getAction()) {
                    case "FailJob" -> new FailsJob(message);
                    case "Ignore" -> new Ignored();
                    case "FailIndex" -> new FailsIndex();
                    default -> COUNTS;
                };
            }
        }
        return COUNTS;
    }

    private static Optional<String> match(PodFailurePolicyRule rule, Pod pod) {
        if (pod.getStatus() == null) {
            return Optional.empty();
        }
        String name = pod.getMetadata().getNamespace() + "/" + pod.getMetadata().getName();
        if (rule.getOnExitCodes() != null) {
            return Stream.concat(
                            pod.getStatus().getContainerStatuses().stream(),
                            pod.getStatus().getInitContainerStatuses().stream())
                    .filter(status -> matches(rule.getOnExitCodes(), status))
                    .findFirst()
                    .map(status -> "Container " + status.getName() + " for pod " + name + " failed with exit code "
                            + status.getState().getTerminated().getExitCode());
        }
        return rule.getOnPodConditions().stream()
                .filter(pattern -> pod.getStatus().getConditions().stream()
                        .anyMatch(c -> c.getType().equals(pattern.getType())
                                && c.getStatus().equals(pattern.getStatus() == null ? "True" : pattern.getStatus())))
                .findFirst()
                .map(pattern -> "Pod " + name + " has condition " + pattern.getType());
    }

    /** A container that ended well matches no rule. */
    private static boolean matches(PodFailurePolicyOnExitCodesRequirement rule, ContainerStatus status) {
        if (status.getState() == null
                || status.getState().getTerminated() == null
                || (rule.getContainerName() != null && !rule.getContainerName().equals(status.getName()))) {
            return false;
        }
        Integer code = status.getState().getTerminated().getExitCode();
        return code != null && code != 0 && rule.getValues().contains(code) == "In".equals(rule.getOperator());
    }
}
