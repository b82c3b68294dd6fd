package dev.quarterdeck.state.write;

import dev.quarterdeck.kube.object.Metadata;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.StatusReason;
import dev.quarterdeck.state.kind.Trees;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** A PodDisruptionBudget's allowance (API reference: policy/v1): whether it lets one more pod go, and what it looks like after. Pure. */
final class DisruptionBudget {
    private static final int MAX_DISRUPTED_PODS = 2000;
    private static final String ALLOWED = "DisruptionAllowed";

    private DisruptionBudget() {}

    /** Refuses with 429 where no disruption is allowed, and with 403 where the budget makes no sense. */
    static void checkAllows(ObjectNode budget) {
        String name = Metadata.of(budget).name();
        ObjectNode status = Trees.objectAt(budget, "status");
        if (number(status, "observedGeneration") < Metadata.of(budget).generation()) {
            throw EvictionHandler.stillProcessed(name);
        }
        long allowed = number(status, "disruptionsAllowed");
        if (allowed < 0) {
            throw ApiException.forbidden("policy", "poddisruptionbudget", name, "pdb disruptions allowed is negative");
        }
        ObjectNode disrupted = Trees.objectAt(status, "disruptedPods");
        if (disrupted != null && disrupted.size() > MAX_DISRUPTED_PODS) {
            throw ApiException.forbidden(
                    "policy",
                    "poddisruptionbudget",
                    name,
                    "DisruptedPods map too big - too many evictions not confirmed by PDB controller");
        }
        if (allowed == 0) {
            throw tooMany(0, why(name, status));
        }
    }

    private static String why(String name, @Nullable ObjectNode status) {
        ObjectNode condition = Trees.objects(status, "conditions").stream()
                .filter(c -> Trees.text(c, "type").equals(ALLOWED))
                .findFirst()
                .orElse(null);
        boolean refused = Trees.text(condition, "status").equals("False")
                && !Trees.text(condition, "message").isEmpty();
        String denial = "The disruption budget " + name + " does not allow evicting pods currently";
        if (refused && Trees.text(condition, "reason").equals("SyncFailed")) {
            return denial + " because it failed sync: " + Trees.text(condition, "message");
        }
        long healthy = number(status, "currentHealthy");
        long desired = number(status, "desiredHealthy");
        if (healthy <= desired) {
            return "The disruption budget " + name + " needs " + desired + " healthy pods and has " + healthy
                    + " currently";
        }
        return refused
                ? denial + " (" + Trees.text(condition, "reason") + "): " + Trees.text(condition, "message")
                : denial;
    }

    /** @param retryAfterSeconds 0 where waiting is no promise */
    static ApiException tooMany(int retryAfterSeconds, String cause) {
        return new ApiException(
                StatusReason.TOO_MANY_REQUESTS,
                "Cannot evict pod as it would violate the pod's disruption budget.",
                new ApiException.Details(
                        null,
                        null,
                        null,
                        null,
                        List.of(new ApiException.Cause("DisruptionBudget", cause, "")),
                        retryAfterSeconds));
    }

    /** Takes one disruption and notes the pod, so that the controller knows of it before the pod is gone. */
    static ObjectNode spend(ObjectNode budget, String pod, String timestamp) {
        ObjectNode status = Trees.child(budget, "status");
        long left = number(status, "disruptionsAllowed") - 1;
        status.put("disruptionsAllowed", left);
        Trees.child(status, "disruptedPods").put(pod, timestamp);
        if (left == 0) {
            ObjectNode condition = Trees.objects(status, "conditions").stream()
                    .filter(c -> Trees.text(c, "type").equals(ALLOWED))
                    .findFirst()
                    .orElseGet(() ->
                            Trees.children(status, "conditions").addObject().put("type", ALLOWED));
            if (!Trees.text(condition, "status").equals("False")) {
                condition.put("lastTransitionTime", timestamp);
            }
            condition
                    .put("status", "False")
                    .put("reason", "InsufficientPods")
                    .put("message", "")
                    .put("observedGeneration", number(status, "observedGeneration"));
        }
        return budget;
    }

    private static long number(@Nullable ObjectNode status, String field) {
        Long value = Trees.number(status, field);
        return value == null ? 0 : value;
    }
}
