package dev.quarterdeck.node.pod;

import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.StatusReason;
import dev.quarterdeck.reconcile.client.ObjectApi;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@link PodApi} through the gateway. A status is a strategic merge patch with the pod's uid, so that conditions which others set on the pod stay, and a
 * pod that was replaced under the same name is left alone.
 */
public final class GatewayPodApi implements PodApi {
    private final ObjectApi api;

    public GatewayPodApi(ObjectApi api) {
        this.api = api;
    }

    @Override
    public long writeStatus(Pod pod, PodStatus status) {
        try {
            return revision(api.strategicPatchBriefly(pod, "status", patch(pod, status)));
        } catch (ApiException e) {
            boolean gone = e.code() == StatusReason.NOT_FOUND.code() || e.code() == StatusReason.CONFLICT.code();
            if (!gone) {
                throw e;
            }
            return Long.MAX_VALUE;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while writing a status", e);
        }
    }

    /** 0 where a pod has none. */
    static long revision(Pod pod) {
        return revision(pod.getMetadata().getResourceVersion());
    }

    private static long revision(@Nullable String version) {
        return version == null || version.isEmpty() ? 0 : Long.parseLong(version);
    }

    private ObjectNode patch(Pod pod, PodStatus status) {
        ObjectNode tree = Json.read(api.serialization().asJson(status).getBytes(StandardCharsets.UTF_8));
        clear(tree, "reason", "message");
        for (JsonNode condition : tree.path("conditions")) {
            if (condition instanceof ObjectNode node) {
                clear(node, "reason", "message");
            }
        }
        if (pod.getStatus() != null) {
            boolean moved = pod.getStatus().getPodIP() != null
                    && !pod.getStatus().getPodIP().equals(status.getPodIP());
            if (moved && tree.get("podIPs") instanceof ArrayNode ips) {
                ips.addObject().put("$patch", "replace");
            }
        }
        ObjectNode patch = Json.object();
        patch.set("status", tree);
        return patch;
    }

    /** What a merge is to remove must be named. */
    private static void clear(ObjectNode node, String... fields) {
        for (String field : fields) {
            if (!node.has(field)) {
                node.putNull(field);
            }
        }
    }

    @Override
    public void delete(Pod pod) {
        try {
            api.deleteWithGrace(pod, 0);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while deleting a pod", e);
        }
    }
}
