package dev.quarterdeck.node.status;

import dev.quarterdeck.node.spec.PodFacts;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Set;

/** Sums up a pod in one word. Pure. Rule: the API reference of {@code PodStatus.phase}. */
final class PodPhase {
    static final String PENDING = "Pending";
    static final String RUNNING = "Running";
    static final String SUCCEEDED = "Succeeded";
    static final String FAILED = "Failed";

    private PodPhase() {}

    /**
     * @param sidecars names of the init containers that run along
     * @param stopped nothing runs any more or will
     */
    static String of(
            Pod pod, List<ContainerStatus> init, List<ContainerStatus> main, Set<String> sidecars, boolean stopped) {
        boolean initPending = false;
        for (ContainerStatus status : init) {
            ContainerState state = status.getState();
            if (sidecars.contains(status.getName())) {
                initPending |= state.getWaiting() != null && neverRan(status);
                continue;
            }
            if (state.getTerminated() != null) {
                if (state.getTerminated().getExitCode() != 0) {
                    if (PodFacts.restartPolicy(pod).equals("Never") || stopped) {
                        return FAILED;
                    }
                    initPending = true;
                }
            } else {
                initPending = true;
            }
        }
        int running = 0;
        int waiting = 0;
        int stopCount = 0;
        int succeeded = 0;
        for (ContainerStatus status : main) {
            ContainerState state = status.getState();
            if (state.getRunning() != null) {
                running++;
            } else if (state.getTerminated() != null) {
                stopCount++;
                succeeded += state.getTerminated().getExitCode() == 0 ? 1 : 0;
            } else if (status.getLastState() != null && status.getLastState().getTerminated() != null) {
                stopCount++;
            } else {
                waiting++;
            }
        }
        if (stopped) {
            return stopCount == main.size() && succeeded == stopCount && !initPending ? SUCCEEDED : FAILED;
        }
        if (initPending && running == 0 && stopCount == 0) {
            return PENDING;
        }
        if (waiting > 0) {
            return PENDING;
        }
        if (running > 0) {
            return RUNNING;
        }
        return switch (PodFacts.restartPolicy(pod)) {
            case "Always" -> RUNNING;
            case "Never" -> succeeded == stopCount ? SUCCEEDED : FAILED;
            default -> succeeded == stopCount ? SUCCEEDED : RUNNING;
        };
    }

    private static boolean neverRan(ContainerStatus status) {
        return status.getLastState() == null || status.getLastState().getTerminated() == null;
    }
}
