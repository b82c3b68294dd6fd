package dev.quarterdeck.controller.job;

import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.StatusReason;
import dev.quarterdeck.reconcile.client.ObjectApi;
import io.fabric8.kubernetes.api.model.Pod;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Takes the tracking finalizer from pods. */
final class Finalizers {
    private Finalizers() {}

    /** @throws ApiException Conflict where the pod has changed; one that is gone is no error */
    static void remove(ObjectApi api, Pod pod) throws InterruptedException {
        ObjectNode patch = Json.object();
        ObjectNode metadata = patch.putObject("metadata");
        metadata.put("resourceVersion", pod.getMetadata().getResourceVersion());
        ArrayNode rest = metadata.putArray("finalizers");
        pod.getMetadata().getFinalizers().stream()
                .filter(f -> !f.equals(JobPods.FINALIZER))
                .forEach(rest::add);
        try {
            api.mergePatch(pod, "", patch);
        } catch (ApiException e) {
            if (e.code() != StatusReason.NOT_FOUND.code()) {
                throw e;
            }
        }
    }
}
