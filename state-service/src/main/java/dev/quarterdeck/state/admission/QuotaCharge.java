package dev.quarterdeck.state.admission;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.quantity.Quantity;
import dev.quarterdeck.kube.quota.QuotaScopes;
import dev.quarterdeck.kube.quota.QuotaUsage;
import dev.quarterdeck.state.commit.Mutation;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What one write does to the usage of a quota. Decided on the quota as it is when the batch commits, so a quota is exact however many charge it at once, on
 * any replica; what is used less is given back in the commit that frees it. Immutable.
 *
 * <p>A quota whose usage of a name has not been counted yet gets a new revision from every write that concerns that name: whoever counts then knows that
 * the count is old.
 */
public final class QuotaCharge implements Mutation.Amendment {
    private final StoredResource resource;
    private final @Nullable ObjectNode before;
    private final @Nullable ObjectNode after;
    private final Map<String, Quantity> usageBefore;
    private final Map<String, Quantity> usageAfter;
    private final boolean limited;

    /**
     * @param before the stored object; null for a new one
     * @param after what is to be stored; null where the object goes
     * @param limited whether the write is refused where it would exceed a quota
     */
    QuotaCharge(
            StoredResource resource,
            @Nullable ObjectNode before,
            @Nullable ObjectNode after,
            boolean limited,
            Instant now) {
        this.resource = resource;
        this.before = before;
        this.after = after;
        this.limited = limited;
        this.usageBefore = before == null ? Map.of() : QuotaUsage.of(resource, before, now);
        this.usageAfter = after == null ? Map.of() : QuotaUsage.of(resource, after, now);
    }

    Map<String, Quantity> usage() {
        return usageAfter;
    }

    boolean matches(ObjectNode quota) {
        return after != null && QuotaScopes.match(quota, resource, after);
    }

    /** Whether the usage of this quota would be another, had it a limit for everything. */
    boolean changes(ObjectNode quota) {
        return !delta(quota).isEmpty();
    }

    /** How much more of each name; without zeros. */
    Map<String, Quantity> delta(ObjectNode quota) {
        boolean was = before != null && QuotaScopes.match(quota, resource, before);
        boolean is = matches(quota);
        Map<String, Quantity> delta = new TreeMap<>(is ? usageAfter : Map.of());
        if (was) {
            usageBefore.forEach((name, amount) -> {
                Quantity now = delta.get(name);
                delta.put(name, now == null ? amount.negated() : now.minus(amount));
            });
        }
        delta.values().removeIf(Quantity::isZero);
        return delta;
    }

    /** The names of which more would be used than the quota allows. */
    Map<String, Quantity> exceeded(ObjectNode quota) {
        Map<String, Quantity> over = new TreeMap<>();
        Map<String, Quantity> hard = QuotaUsage.list(quota.path("status").path("hard"));
        Map<String, Quantity> used = QuotaUsage.list(quota.path("status").path("used"));
        delta(quota).forEach((name, amount) -> {
            Quantity limit = hard.get(name);
            if (limit != null
                    && amount.signum() > 0
                    && used.getOrDefault(name, Quantity.ZERO).plus(amount).compareTo(limit) > 0) {
                over.put(name, amount);
            }
        });
        return over;
    }

    @Override
    public @Nullable ObjectNode apply(ObjectNode quota) {
        Map<String, Quantity> delta = delta(quota);
        JsonNode wanted = quota.path("spec").path("hard");
        JsonNode hard = quota.path("status").path("hard");
        JsonNode counted = quota.path("status").path("used");
        ObjectNode used = null;
        boolean uncounted = false;
        for (Map.Entry<String, Quantity> entry : delta.entrySet()) {
            String name = entry.getKey();
            Quantity now = QuotaUsage.list(counted, name);
            Quantity limit = QuotaUsage.list(hard, name);
            if (limit == null || now == null) {
                uncounted |= limit != null || wanted.has(name);
                if (limit != null && limited) {
                    return null;
                }
                continue;
            }
            Quantity next = now.plus(entry.getValue());
            if (limited && entry.getValue().signum() > 0 && next.compareTo(limit) > 0) {
                return null;
            }
            used = used == null ? copy(counted) : used;
            used.put(name, (next.signum() < 0 ? Quantity.ZERO : next).toString());
        }
        if (used == null) {
            return uncounted ? copy(quota) : quota;
        }
        ObjectNode status = copy(quota.path("status"));
        status.set("used", used);
        ObjectNode result = copy(quota);
        result.set("status", status);
        return result;
    }

    private static ObjectNode copy(JsonNode node) {
        ObjectNode copy = Json.object();
        node.properties().forEach(e -> copy.set(e.getKey(), e.getValue()));
        return copy;
    }
}
