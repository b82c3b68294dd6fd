package dev.quarterdeck.controller.admissionpolicy;

import dev.quarterdeck.kube.kind.GroupVersionKind;
import dev.quarterdeck.kube.kind.ResourceCatalog;
import dev.quarterdeck.kube.kind.ResourceType;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MatchResources;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.NamedRuleWithOperations;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The kinds against which a policy's expressions are checked: those that its rules name. A rule with a wildcard among its groups or versions names none,
 * wildcards and subresources among resources are passed over, and no more than {@value #MOST} are taken. Pure.
 */
final class CheckedKinds {
    static final int MOST = 10;

    private static final Comparator<ResourceType> ORDER = Comparator.comparing(
                    (ResourceType type) -> type.gvk().group())
            .thenComparing(type -> type.gvk().version())
            .thenComparing(type -> type.gvk().kind());

    private CheckedKinds() {}

    static List<ResourceType> of(@Nullable MatchResources constraints, ResourceCatalog served) {
        Map<GroupVersionKind, ResourceType> found = new HashMap<>();
        if (constraints != null && constraints.getResourceRules() != null) {
            for (NamedRuleWithOperations rule : constraints.getResourceRules()) {
                List<ResourceType> named = named(rule, served);
                named.stream().limit(MOST).forEach(type -> found.put(type.gvk(), type));
                if (named.size() >= MOST) {
                    break;
                }
            }
        }
        return found.values().stream().sorted(ORDER).toList();
    }

    private static List<ResourceType> named(NamedRuleWithOperations rule, ResourceCatalog served) {
        List<ResourceType> named = new ArrayList<>();
        if (hasWildcard(rule.getApiGroups()) || hasWildcard(rule.getApiVersions())) {
            return named;
        }
        for (String group : sorted(rule.getApiGroups())) {
            for (String version : sorted(rule.getApiVersions())) {
                for (String resource : sorted(rule.getResources())) {
                    if (resource.indexOf('*') < 0 && resource.indexOf('/') < 0) {
                        served.all().stream()
                                .filter(type -> matches(type, group, version, resource))
                                .forEach(named::add);
                    }
                }
            }
        }
        return named;
    }

    /** The group without a name stands for any, as in the reference's resolution of resources. */
    private static boolean matches(ResourceType type, String group, String version, String resource) {
        return (group.isEmpty() || type.gvr().group().equals(group))
                && type.gvr().version().equals(version)
                && (type.gvr().resource().equals(resource) || type.singular().equals(resource));
    }

    private static boolean hasWildcard(@Nullable List<String> names) {
        return names != null && names.stream().anyMatch(name -> name.indexOf('*') >= 0);
    }

    private static List<String> sorted(@Nullable List<String> names) {
        return names == null ? List.of() : names.stream().sorted().toList();
    }
}
