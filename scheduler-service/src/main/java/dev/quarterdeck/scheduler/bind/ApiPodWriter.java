package dev.quarterdeck.scheduler.bind;

import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.StatusReason;
import dev.quarterdeck.reconcile.client.ApiResource;
import dev.quarterdeck.reconcile.client.ApiTransport.ApiRequest;
import dev.quarterdeck.reconcile.client.ObjectApi;
import dev.quarterdeck.reconcile.client.Propagation;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import tools.jackson.databind.node.ObjectNode;

/** Writes through the gateway: the {@code binding} subresource carries the pod's uid, so an old decision never binds a new pod of the same name. */
public final class ApiPodWriter implements PodWriter {
    private static final ApiResource PODS = ApiResource.of(Pod.class);

    private final ObjectApi api;
    private final InstantSource clock;

    public ApiPodWriter(ObjectApi api, InstantSource clock) {
        this.api = api;
        this.clock = clock;
    }

    @Override
    public void bind(Pod pod, String node) throws InterruptedException {
        var metadata = pod.getMetadata();
        ObjectNode binding = Json.object().put("apiVersion", "v1").put("kind", "Binding");
        binding.putObject("metadata")
                .put("name", metadata.getName())
                .put("namespace", metadata.getNamespace())
                .put("uid", metadata.getUid());
        binding.putObject("target").put("apiVersion", "v1").put("kind", "Node").put("name", node);
        api.transport()
                .exchange(new ApiRequest(
                        "POST",
                        PODS.path(metadata.getNamespace(), metadata.getName()) + "/binding",
                        ApiRequest.JSON,
                        Json.write(binding)));
    }

    @Override
    public void markUnschedulable(Pod pod, String message, String nominatedNode) throws InterruptedException {
        mark(pod, "Unschedulable", message, nominatedNode);
    }

    @Override
    public void markFailed(Pod pod, String message) throws InterruptedException {
        mark(pod, "SchedulerError", message, nominated(pod));
    }

    private void mark(Pod pod, String reason, String message, String nominatedNode) throws InterruptedException {
        boolean nominated = nominatedNode.equals(nominated(pod));
        if (nominated && saysSo(pod, reason, message)) {
            return;
        }
        ObjectNode patch = Json.object();
        ObjectNode status = patch.putObject("status");
        if (!nominated && nominatedNode.isEmpty()) {
            status.putNull("nominatedNodeName");
        } else if (!nominated) {
            status.put("nominatedNodeName", nominatedNode);
        }
        observed(status.putArray("conditions").addObject(), pod)
                .put("type", "PodScheduled")
                .put("status", "False")
                .put("reason", reason)
                .put("message", message)
                .put("lastTransitionTime", transitionTime(pod));
        try {
            api.strategicPatchBriefly(pod, "status", patch);
        } catch (ApiException e) {
            if (e.reason() != StatusReason.NOT_FOUND && e.reason() != StatusReason.CONFLICT) {
                throw e;
            }
        }
    }

    @Override
    public void withdrawNomination(Pod pod) throws InterruptedException {
        ObjectNode patch = Json.object();
        patch.putObject("status").putNull("nominatedNodeName");
        try {
            api.strategicPatchBriefly(pod, "status", patch);
        } catch (ApiException e) {
            if (e.reason() != StatusReason.NOT_FOUND && e.reason() != StatusReason.CONFLICT) {
                throw e;
            }
        }
    }

    @Override
    public boolean preempt(Pod victim, Preemptor by) throws InterruptedException {
        if (victim.getMetadata().getDeletionTimestamp() != null) {
            return false;
        }
        ObjectNode patch = Json.object();
        observed(patch.putObject("status").putArray("conditions").addObject(), victim)
                .put("type", "DisruptionTarget")
                .put("status", "True")
                .put("reason", "PreemptionByScheduler")
                .put("message", by.schedulerName() + ": preempting to accommodate a higher priority " + by.type())
                .put(
                        "lastTransitionTime",
                        clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
        try {
            api.strategicPatchBriefly(victim, "status", patch);
            api.delete(victim, Propagation.BACKGROUND);
            return true;
        } catch (ApiException e) {
            if (e.reason() != StatusReason.NOT_FOUND && e.reason() != StatusReason.CONFLICT) {
                throw e;
            }
            return false;
        }
    }

    /** Which spec of the pod the condition is about (KEP-5067). */
    private static ObjectNode observed(ObjectNode condition, Pod pod) {
        Long generation = pod.getMetadata().getGeneration();
        return generation == null || generation == 0 ? condition : condition.put("observedGeneration", generation);
    }

    private static String nominated(Pod pod) {
        String node = pod.getStatus() == null ? null : pod.getStatus().getNominatedNodeName();
        return node == null ? "" : node;
    }

    private static boolean saysSo(Pod pod, String reason, String message) {
        PodCondition condition = scheduled(pod);
        return condition != null
                && "False".equals(condition.getStatus())
                && reason.equals(condition.getReason())
                && message.equals(condition.getMessage());
    }

    private String transitionTime(Pod pod) {
        PodCondition condition = scheduled(pod);
        return condition != null && "False".equals(condition.getStatus()) && condition.getLastTransitionTime() != null
                ? condition.getLastTransitionTime()
                : clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static @org.jspecify.annotations.Nullable PodCondition scheduled(Pod pod) {
        if (pod.getStatus() == null) {
            return null;
        }
        for (PodCondition condition : pod.getStatus().getConditions()) {
            if ("PodScheduled".equals(condition.getType())) {
                return condition;
            }
        }
        return null;
    }
}
