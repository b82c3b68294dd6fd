package dev.quarterdeck.controller.daemonset;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.DaemonSetStatus;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What to do for a DaemonSet.
 *
 * @param createOn names of nodes that want a pod
 * @param delete pods that are not wanted, each with the event to record before; empty for none
 */
record DaemonSetPlan(List<String> createOn, List<Victim> delete, DaemonSetStatus status, Optional<Duration> lookAgain) {

    record Victim(Pod pod, String reason, String message) {
        static Victim quietly(Pod pod) {
            return new Victim(pod, "", "");
        }
    }
}
