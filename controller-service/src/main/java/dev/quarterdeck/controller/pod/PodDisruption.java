package dev.quarterdeck.controller.pod;

import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.StatusReason;
import dev.quarterdeck.reconcile.client.ObjectApi;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Says in a pod's status that the control plane ends it, and why (KEP-3329). */
public final class PodDisruption {
    private PodDisruption() {}

    /**
     * @param phase to set as well, for pods that no kubelet will end; empty to keep it
     */
    public static void announce(
            ObjectApi api, Pod pod, String reason, String message, Optional<String> phase, Instant now)
            throws InterruptedException {
        ObjectNode patch = Json.object();
        ObjectNode status = patch.putObject("status");
        phase.ifPresent(p -> status.put("phase", p));
        condition(status, "DisruptionTarget", "True", now).put("reason", reason).put("message", message);
        patchStatus(api, pod, patch);
    }

    /** Takes a pod's readiness away, for a node that no longer answers. */
    public static void notReady(ObjectApi api, Pod pod, Instant now) throws InterruptedException {
        ObjectNode patch = Json.object();
        condition(patch.putObject("status"), "Ready", "False", now);
        patchStatus(api, pod, patch);
    }

    private static ObjectNode condition(ObjectNode status, String type, String value, Instant now) {
        return status.putArray("conditions")
                .addObject()
                .put("type", type)
                .put("status", value)
                .put("lastTransitionTime", now.truncatedTo(ChronoUnit.SECONDS).toString());
    }

    private static void patchStatus(ObjectApi api, Pod pod, ObjectNode patch) throws InterruptedException {
        try {
            api.strategicPatch(pod, "status", patch);
        } catch (ApiException e) {
            if (e.code() != StatusReason.NOT_FOUND.code()) {
                throw e;
            }
        }
    }
}
