package dev.quarterdeck.controller.resourcequota;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.quantity.Quantity;
import dev.quarterdeck.kube.quota.QuotaResources;
import dev.quarterdeck.kube.quota.QuotaScopes;
import dev.quarterdeck.kube.quota.QuotaUsage;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Decides the status of a quota. Pure.
 *
 * <pre>
 * name in spec.hard                  → status.hard   status.used
 * its kind was listed                  as spec         what its objects cost
 * its kind is not served               as spec         absent
 * not in spec.hard                     absent          absent
 * </pre>
 */
final class QuotaPlanner {
    private QuotaPlanner() {}

    /** The kinds that must be listed. */
    static TreeSet<StoredResource> counted(ObjectNode quota) {
        TreeSet<StoredResource> kinds = new TreeSet<>();
        for (String name : quota.path("spec").path("hard").propertyNames()) {
            StoredResource kind = QuotaResources.counted(name);
            if (kind != null) {
                kinds.add(kind);
            }
        }
        return kinds;
    }

    /** Whether the status speaks of all that the spec asks for, so that writes are charged. */
    static boolean isInForce(ObjectNode quota) {
        JsonNode status = quota.path("status");
        JsonNode hard = quota.path("spec").path("hard");
        return amounts(hard).equals(amounts(status.path("hard")))
                && hard.propertyNames().stream().allMatch(status.path("used")::has);
    }

    private static Map<String, Quantity> amounts(JsonNode list) {
        return QuotaUsage.list(list);
    }

    /**
     * @param found the objects of each kind that is served, at or after the revision of {@code quota}
     * @return the quota with its new status; empty where it says that already
     */
    static Optional<ObjectNode> plan(ObjectNode quota, Map<StoredResource, List<ObjectNode>> found, Instant now) {
        Map<String, Quantity> used = new TreeMap<>();
        JsonNode hard = quota.path("spec").path("hard");
        for (String name : hard.propertyNames()) {
            StoredResource kind = QuotaResources.counted(name);
            if (kind != null && found.containsKey(kind)) {
                used.put(name, Quantity.ZERO);
            }
        }
        found.forEach((kind, objects) -> {
            for (ObjectNode object : objects) {
                if (QuotaScopes.match(quota, kind, object)) {
                    QuotaUsage.of(kind, object, now)
                            .forEach((name, amount) -> used.computeIfPresent(name, (n, sum) -> sum.plus(amount)));
                }
            }
        });
        JsonNode before = quota.path("status");
        if (amounts(hard).equals(amounts(before.path("hard"))) && used.equals(amounts(before.path("used")))) {
            return Optional.empty();
        }
        ObjectNode result = quota.deepCopy();
        ObjectNode status = result.putObject("status");
        status.set("hard", hard.deepCopy());
        ObjectNode amounts = status.putObject("used");
        used.forEach((name, amount) -> amounts.put(name, amount.toString()));
        return Optional.of(result);
    }

    /** A status without usage: until it is counted, nothing that the quota is about can be written. */
    static ObjectNode hold(ObjectNode quota) {
        ObjectNode result = quota.deepCopy();
        ObjectNode status = Json.object();
        status.set("hard", quota.path("spec").path("hard").deepCopy());
        result.set("status", status);
        return result;
    }
}
