package dev.quarterdeck.kube.quota;

import dev.quarterdeck.kube.kind.StoredResource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Whether an object is within the scopes of a quota: all of them must hold. Kinds other than pods and volume claims are in no scope. */
public final class QuotaScopes {
    private QuotaScopes() {}

    /** One line of {@code scopes} or of {@code scopeSelector}. */
    private record Scope(String name, String operator, List<String> values) {}

    public static boolean match(ObjectNode quota, StoredResource resource, ObjectNode object) {
        for (Scope scope : scopes(quota)) {
            boolean in =
                    switch (resource.id()) {
                        case "pods" -> pod(scope, object);
                        case "persistentvolumeclaims" -> claim(scope, object);
                        default -> false;
                    };
            if (!in) {
                return false;
            }
        }
        return true;
    }

    private static List<Scope> scopes(ObjectNode quota) {
        JsonNode spec = quota.path("spec");
        if (!spec.has("scopes") && !spec.has("scopeSelector")) {
            return List.of();
        }
        List<Scope> all = new ArrayList<>();
        for (JsonNode scope : spec.path("scopes")) {
            all.add(new Scope(scope.asString(""), "Exists", List.of()));
        }
        for (JsonNode line : spec.path("scopeSelector").path("matchExpressions")) {
            all.add(new Scope(
                    line.path("scopeName").asString(""),
                    line.path("operator").asString(""),
                    line.path("values").valueStream().map(v -> v.asString("")).toList()));
        }
        return all;
    }

    private static boolean pod(Scope scope, ObjectNode pod) {
        return switch (scope.name()) {
            case "Terminating" -> isTerminating(pod);
            case "NotTerminating" -> !isTerminating(pod);
            case "BestEffort" -> isBestEffort(pod);
            case "NotBestEffort" -> !isBestEffort(pod);
            case "PriorityClass" -> {
                String priority = pod.path("spec").path("priorityClassName").asString("");
                yield selects(scope, priority.isEmpty() ? Set.of() : Set.of(priority));
            }
            case "CrossNamespacePodAffinity" -> looksAcrossNamespaces(pod);
            default -> false;
        };
    }

    private static boolean claim(Scope scope, ObjectNode claim) {
        if (!scope.name().equals("VolumeAttributesClass")) {
            return false;
        }
        Set<String> classes = new TreeSet<>();
        classes.add(claim.path("spec").path("volumeAttributesClassName").asString(""));
        classes.add(
                claim.path("status").path("currentVolumeAttributesClassName").asString(""));
        classes.add(claim.path("status")
                .path("modifyVolumeStatus")
                .path("targetVolumeAttributesClassName")
                .asString(""));
        classes.remove("");
        return selects(scope, classes);
    }

    /** As a label selector on each value alone. */
    private static boolean selects(Scope scope, Set<String> there) {
        return switch (scope.operator()) {
            case "Exists" -> !there.isEmpty();
            case "DoesNotExist" -> there.isEmpty();
            case "In" -> there.stream().anyMatch(scope.values()::contains);
            case "NotIn" ->
                there.isEmpty() || there.stream().anyMatch(v -> !scope.values().contains(v));
            default -> false;
        };
    }

    /** Whether the pod has a deadline. */
    public static boolean isTerminating(ObjectNode pod) {
        JsonNode deadline = pod.path("spec").path("activeDeadlineSeconds");
        return deadline.isIntegralNumber() && deadline.longValue() >= 0;
    }

    private static boolean isBestEffort(ObjectNode pod) {
        String known = pod.path("status").path("qosClass").asString("");
        if (!known.isEmpty()) {
            return known.equals("BestEffort");
        }
        if (asks(pod.path("spec").path("resources"))) {
            return false;
        }
        for (String list : List.of("containers", "initContainers")) {
            for (JsonNode container : pod.path("spec").path(list)) {
                if (asks(container.path("resources"))) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean asks(JsonNode resources) {
        for (String list : List.of("requests", "limits")) {
            for (String resource : List.of("cpu", "memory")) {
                var amount = QuotaUsage.quantity(resources.path(list).get(resource));
                if (amount != null && amount.signum() > 0) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean looksAcrossNamespaces(ObjectNode pod) {
        for (String kind : List.of("podAffinity", "podAntiAffinity")) {
            JsonNode affinity = pod.path("spec").path("affinity").path(kind);
            for (JsonNode term : affinity.path("requiredDuringSchedulingIgnoredDuringExecution")) {
                if (crosses(term)) {
                    return true;
                }
            }
            for (JsonNode term : affinity.path("preferredDuringSchedulingIgnoredDuringExecution")) {
                if (crosses(term.path("podAffinityTerm"))) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean crosses(JsonNode term) {
        return !term.path("namespaces").isEmpty()
                || term.path("namespaceSelector").isObject();
    }
}
