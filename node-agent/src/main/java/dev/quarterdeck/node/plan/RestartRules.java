package dev.quarterdeck.node.plan;

import dev.quarterdeck.node.spec.ContainerKind;
import dev.quarterdeck.node.spec.PodContainer;
import dev.quarterdeck.node.spec.PodFacts;
import io.fabric8.kubernetes.api.model.ContainerRestartRule;
import io.fabric8.kubernetes.api.model.Pod;

/** Whether a container that ended is to run again: its own rules (KEP-5307), its own policy, its pod's policy, in this order. Pure. */
public final class RestartRules {

    private RestartRules() {}

    public static boolean restarts(Pod pod, PodContainer container, int exitCode) {
        if (container.kind() == ContainerKind.EPHEMERAL) {
            return false;
        }
        if (container.kind() == ContainerKind.SIDECAR) {
            return true;
        }
        for (ContainerRestartRule rule : container.spec().getRestartPolicyRules()) {
            if ("Restart".equals(rule.getAction()) && matches(rule, exitCode)) {
                return true;
            }
        }
        String policy = container.spec().getRestartPolicy();
        if (policy == null || policy.isEmpty()) {
            policy = PodFacts.restartPolicy(pod);
        }
        if (container.kind() == ContainerKind.INIT) {
            return exitCode != 0 && !policy.equals("Never");
        }
        return switch (policy) {
            case "Never" -> false;
            case "OnFailure" -> exitCode != 0;
            default -> true;
        };
    }

    private static boolean matches(ContainerRestartRule rule, int exitCode) {
        if (rule.getExitCodes() == null || rule.getExitCodes().getValues() == null) {
            return false;
        }
        boolean listed = rule.getExitCodes().getValues().contains(exitCode);
        return "NotIn".equals(rule.getExitCodes().getOperator()) ? !listed : listed;
    }
}
