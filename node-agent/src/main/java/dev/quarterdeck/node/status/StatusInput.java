package dev.quarterdeck.node.status;

import dev.quarterdeck.node.plan.ProbeView;
import dev.quarterdeck.node.plan.Waiting;
import dev.quarterdeck.node.runtime.ObservedPod;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * All that a pod's status is worked out from.
 *
 * @param pod as the API has it, with the status it was last given
 * @param waiting by container name, why it does not run
 * @param podIps addresses of the sandbox, or of the host for pods on its network
 * @param ending the pod ends or has ended: nothing will be restarted
 * @param stopped no container runs any more and none will
 * @param verdict why the node ended or refused the pod, if it did
 * @param terminationMessage by container id, what a container left to say
 */
public record StatusInput(
        Pod pod,
        ObservedPod observed,
        Map<String, Waiting> waiting,
        ProbeView probes,
        List<String> podIps,
        List<String> hostIps,
        boolean ending,
        boolean stopped,
        @Nullable Verdict verdict,
        Function<String, String> terminationMessage,
        Instant now) {

    /** The node's own reason to fail a pod, for {@code status.reason} and {@code status.message}. */
    public record Verdict(String reason, String message) {}
}
