package dev.quarterdeck.node.status;

import dev.quarterdeck.node.spec.PodFacts;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.PodReadinessGate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The conditions that the node answers for. Those that others set on the pod are left alone. Pure. */
final class PodConditions {
    private final StatusInput in;
    private final String phase;
    private final List<PodCondition> result = new ArrayList<>();

    private PodConditions(StatusInput in, String phase) {
        this.in = in;
        this.phase = phase;
    }

    static List<PodCondition> of(
            StatusInput in,
            String phase,
            List<ContainerStatus> init,
            List<ContainerStatus> main,
            Set<String> sidecars) {
        PodConditions conditions = new PodConditions(in, phase);
        boolean sandbox = in.observed().readySandbox().isPresent() && !in.stopped();
        conditions.add("PodReadyToStartContainers", sandbox, null, null);
        conditions.initialized(init, main, sidecars);
        List<String> unready = unready(init, main, sidecars);
        conditions.ready(unready);
        conditions.containersReady(unready);
        conditions.add("PodScheduled", true, null, null);
        return conditions.result;
    }

    private void initialized(List<ContainerStatus> init, List<ContainerStatus> main, Set<String> sidecars) {
        List<String> incomplete = new ArrayList<>();
        boolean mainBegun = main.stream()
                .anyMatch(status -> status.getState().getRunning() != null
                        || status.getState().getTerminated() != null
                        || (status.getLastState() != null
                                && status.getLastState().getTerminated() != null));
        for (ContainerStatus status : init) {
            boolean done = sidecars.contains(status.getName())
                    ? Boolean.TRUE.equals(status.getStarted())
                    : Boolean.TRUE.equals(status.getReady());
            if (!done && !mainBegun) {
                incomplete.add(status.getName());
            }
        }
        if (phase.equals(PodPhase.SUCCEEDED)) {
            add("Initialized", true, "PodCompleted", null);
        } else if (incomplete.isEmpty()) {
            add("Initialized", true, null, null);
        } else {
            add(
                    "Initialized",
                    false,
                    "ContainersNotInitialized",
                    "containers with incomplete status: " + bracketed(incomplete));
        }
    }

    private static List<String> unready(List<ContainerStatus> init, List<ContainerStatus> main, Set<String> sidecars) {
        List<String> unready = new ArrayList<>();
        for (ContainerStatus status : init) {
            if (sidecars.contains(status.getName()) && !Boolean.TRUE.equals(status.getReady())) {
                unready.add(status.getName());
            }
        }
        for (ContainerStatus status : main) {
            if (!Boolean.TRUE.equals(status.getReady())) {
                unready.add(status.getName());
            }
        }
        return unready;
    }

    private void containersReady(List<String> unready) {
        switch (phase) {
            case PodPhase.SUCCEEDED -> add("ContainersReady", false, "PodCompleted", null);
            case PodPhase.FAILED -> add("ContainersReady", false, "PodFailed", null);
            default -> {
                if (unready.isEmpty()) {
                    add("ContainersReady", true, null, null);
                } else {
                    add(
                            "ContainersReady",
                            false,
                            "ContainersNotReady",
                            "containers with unready status: " + bracketed(unready));
                }
            }
        }
    }

    private void ready(List<String> unready) {
        if (phase.equals(PodPhase.SUCCEEDED)) {
            add("Ready", false, "PodCompleted", null);
        } else if (phase.equals(PodPhase.FAILED)) {
            add("Ready", false, "PodFailed", null);
        } else if (!unready.isEmpty()) {
            add("Ready", false, "ContainersNotReady", "containers with unready status: " + bracketed(unready));
        } else {
            List<String> missing = new ArrayList<>();
            for (PodReadinessGate gate : in.pod().getSpec().getReadinessGates()) {
                PodCondition condition = before(gate.getConditionType());
                if (condition == null) {
                    missing.add("corresponding condition of pod readiness gate \"" + gate.getConditionType()
                            + "\" does not exist.");
                } else if (!"True".equals(condition.getStatus())) {
                    missing.add("the status of pod readiness gate \"" + gate.getConditionType()
                            + "\" is not \"True\", but " + condition.getStatus());
                }
            }
            if (missing.isEmpty()) {
                add("Ready", true, null, null);
            } else {
                add("Ready", false, "ReadinessGatesNotReady", String.join(", ", missing));
            }
        }
    }

    private void add(String type, boolean holds, @Nullable String reason, @Nullable String message) {
        String status = holds ? "True" : "False";
        PodCondition before = before(type);
        boolean same = before != null && status.equals(before.getStatus()) && before.getLastTransitionTime() != null;
        result.add(new PodConditionBuilder()
                .withType(type)
                .withStatus(status)
                .withReason(reason)
                .withMessage(message)
                .withObservedGeneration(PodFacts.generation(in.pod()))
                .withLastTransitionTime(
                        same && before != null ? before.getLastTransitionTime() : ContainerStatuses.time(in.now()))
                .build());
    }

    private @Nullable PodCondition before(String type) {
        Pod pod = in.pod();
        return pod.getStatus() == null
                ? null
                : pod.getStatus().getConditions().stream()
                        .filter(condition -> condition.getType().equals(type))
                        .findFirst()
                        .orElse(null);
    }

    private static String bracketed(List<String> names) {
        return "[" + String.join(" ", names) + "]";
    }
}
