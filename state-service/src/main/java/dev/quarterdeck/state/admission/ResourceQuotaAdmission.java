package dev.quarterdeck.state.admission;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.kube.quantity.Quantity;
import dev.quarterdeck.kube.quota.QuotaResources;
import dev.quarterdeck.kube.quota.QuotaScopes;
import dev.quarterdeck.kube.quota.QuotaUsage;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.state.admission.ClusterReader.Seen;
import dev.quarterdeck.state.commit.Mutation;
import dev.quarterdeck.state.kind.Trees;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A namespace's quotas: no write may use more than they allow. What is seen here may be a moment old, so it only refuses what a look at the store confirms;
 * what it lets through is charged in the commit ({@link QuotaCharge}), which refuses what would be too much by then.
 *
 * <p>A new quota gives its namespace a new revision: creations that were decided without it are decided again.
 */
public final class ResourceQuotaAdmission implements AdmissionPlugin {
    private static final StoredResource NAMESPACES = new StoredResource("", "namespaces");
    /** What containers must ask for where a quota counts it; a mistake of old that is kept. */
    private static final Set<String> MUST_ASK =
            Set.of("cpu", "memory", "requests.cpu", "requests.memory", "limits.cpu", "limits.memory");

    private final ClusterReader reader;
    private final QuotaAccounts accounts;

    public ResourceQuotaAdmission(ClusterReader reader, QuotaAccounts accounts) {
        this.reader = reader;
        this.accounts = accounts;
    }

    @Override
    public String name() {
        return "ResourceQuota";
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        StoredResource stored = request.type().stored();
        if (stored == null || !request.type().namespaced() || QuotaResources.isIgnored(stored)) {
            return false;
        }
        return switch (request.operation()) {
            case CREATE -> request.subresource().isEmpty();
            case UPDATE -> QuotaResources.changesOnUpdate(stored);
            case DELETE, CONNECT -> false;
        };
    }

    @Override
    public void validate(AdmissionRequest request) {
        StoredResource stored = request.type().stored();
        if (stored == null) {
            return;
        }
        if (stored.equals(QuotaAccounts.QUOTAS)) {
            announce(request);
        }
        List<Seen> quotas = accounts.of(request.namespace());
        if (quotas.isEmpty()) {
            return;
        }
        ObjectNode before = request.isCreate() ? null : request.old();
        boolean limited = isLimited(request, stored);
        QuotaCharge charge = accounts.charge(stored, before, request.object(), limited);
        if (before != null && quotas.stream().noneMatch(q -> charge.changes(q.tree()))) {
            return;
        }
        if (limited) {
            ApiException refusal = request.dryRun() ? null : refusal(request, stored, quotas, charge);
            if (request.dryRun() || refusal != null) {
                refusal = refusal(request, stored, accounts.nowOf(request.namespace()), charge);
            }
            if (refusal != null) {
                throw refusal;
            }
        }
        QuotaAccounts.charging(quotas, charge).forEach(request::together);
    }

    private void announce(AdmissionRequest request) {
        ObjectKey key = new ObjectKey("", request.namespace());
        Seen namespace = reader.get(NAMESPACES, key);
        if (namespace != null) {
            request.together(new Mutation.Amend(NAMESPACES, key, namespace.row().uid(), tree -> {
                ObjectNode same = Json.object();
                tree.properties().forEach(e -> same.set(e.getKey(), e.getValue()));
                return same;
            }));
        }
    }

    /** The operations that the reference's evaluators look at; all others are only counted. */
    private static boolean isLimited(AdmissionRequest request, StoredResource stored) {
        if (request.isCreate()) {
            return true;
        }
        return switch (stored.resource()) {
            case "pods" ->
                request.subresource().equals("resize")
                        || request.subresource().isEmpty()
                                && QuotaScopes.isTerminating(request.old())
                                        != QuotaScopes.isTerminating(request.object());
            default -> request.subresource().isEmpty();
        };
    }

    private static @Nullable ApiException refusal(
            AdmissionRequest request, StoredResource stored, List<Seen> quotas, QuotaCharge charge) {
        List<Seen> concerned = new ArrayList<>(quotas.size());
        for (Seen quota : quotas) {
            Set<String> tracked = tracked(quota.tree(), stored);
            if (tracked.isEmpty() || !charge.matches(quota.tree())) {
                continue;
            }
            String name = quota.row().key().name();
            if (stored.id().equals("pods")) {
                String missing = missing(request.object(), tracked);
                if (!missing.isEmpty()) {
                    return request.forbidden("failed quota: " + name + ": must specify " + missing);
                }
            }
            JsonNode used = quota.tree().path("status").path("used");
            if (!tracked.stream().allMatch(used::has)) {
                return request.forbidden(
                        "status unknown for quota: " + name + ", resources: " + String.join(",", tracked));
            }
            concerned.add(quota);
        }
        Set<String> negative = charge.usage().entrySet().stream()
                .filter(e -> e.getValue().signum() < 0)
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(TreeSet::new));
        if (!negative.isEmpty()) {
            return request.forbidden("quota usage is negative for resource(s): " + String.join(",", negative));
        }
        for (Seen quota : concerned) {
            Map<String, Quantity> exceeded = charge.exceeded(quota.tree());
            if (!exceeded.isEmpty()) {
                JsonNode status = quota.tree().path("status");
                return request.forbidden("exceeded quota: " + quota.row().key().name() + ", requested: "
                        + pretty(exceeded) + ", used: " + pretty(masked(status.path("used"), exceeded.keySet()))
                        + ", limited: " + pretty(masked(status.path("hard"), exceeded.keySet())));
            }
        }
        return null;
    }

    /** The names in force that are about this kind. */
    private static Set<String> tracked(ObjectNode quota, StoredResource stored) {
        Set<String> names = new TreeSet<>();
        quota.path("status").path("hard").propertyNames().forEach(name -> {
            if (QuotaResources.isAbout(stored, name)) {
                names.add(name);
            }
        });
        return names;
    }

    private static String missing(ObjectNode pod, Set<String> tracked) {
        Set<String> required = new TreeSet<>(tracked);
        required.retainAll(MUST_ASK);
        JsonNode podLevel = pod.path("spec").path("resources");
        if (required.isEmpty()
                || !podLevel.path("requests").isEmpty()
                || !podLevel.path("limits").isEmpty()) {
            return "";
        }
        Map<String, TreeSet<String>> missing = new TreeMap<>();
        for (String list : List.of("containers", "initContainers")) {
            for (ObjectNode container : Trees.objects(pod, "spec", list)) {
                for (String name : required) {
                    int dot = name.indexOf('.');
                    String kind = dot < 0 ? "requests" : name.substring(0, dot);
                    if (!container.path("resources").path(kind).has(name.substring(dot + 1))) {
                        missing.computeIfAbsent(name, n -> new TreeSet<>()).add(Trees.text(container, "name"));
                    }
                }
            }
        }
        return missing.entrySet().stream()
                .map(e -> e.getKey() + " for: " + String.join(",", e.getValue()))
                .collect(Collectors.joining("; "));
    }

    private static Map<String, Quantity> masked(JsonNode list, Set<String> names) {
        Map<String, Quantity> result = QuotaUsage.list(list);
        result.keySet().retainAll(names);
        return result;
    }

    private static String pretty(Map<String, Quantity> amounts) {
        return amounts.entrySet().stream()
                .map(e -> e.getKey() + "=" + e.getValue())
                .collect(Collectors.joining(","));
    }
}
