package dev.quarterdeck.state.admission.match;

import dev.quarterdeck.kube.kind.GroupVersionResource;
import dev.quarterdeck.state.admission.AdmissionRequest;
import dev.quarterdeck.state.kind.Trees;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * One rule of a webhook or policy (API reference: admissionregistration.k8s.io/v1 NamedRuleWithOperations). Lists hold {@code *} for all.
 *
 * @param resources {@code pods}, {@code pods/status}, {@code pods/*}, {@code *}{@code /scale}, {@code *}{@code /*}
 * @param scope Cluster, Namespaced or {@code *}
 * @param resourceNames empty for all
 */
public record ResourceRule(
        List<String> operations,
        List<String> groups,
        List<String> versions,
        List<String> resources,
        String scope,
        List<String> resourceNames) {
    private static final GroupVersionResource NAMESPACES = new GroupVersionResource("", "v1", "namespaces");

    static ResourceRule of(ObjectNode rule) {
        return new ResourceRule(
                Trees.texts(rule, "operations"),
                Trees.texts(rule, "apiGroups"),
                Trees.texts(rule, "apiVersions"),
                Trees.texts(rule, "resources"),
                Trees.text(rule, "scope"),
                Trees.texts(rule, "resourceNames"));
    }

    static List<ResourceRule> listOf(ObjectNode parent, String field) {
        return Trees.objects(parent, field).stream().map(ResourceRule::of).toList();
    }

    /** @param resource the request's own, or an equivalent one */
    boolean matches(AdmissionRequest request, GroupVersionResource resource) {
        return concerns(request.operation(), resource, request.subresource())
                && scopeMatches(request.namespace(), resource)
                && (resourceNames.isEmpty() || resourceNames.contains(request.givenName()));
    }

    /** Whether a request like this may match, whatever its object. */
    boolean concerns(AdmissionRequest.Operation operation, GroupVersionResource resource, String subresource) {
        return anyOf(operations, operation.name())
                && anyOf(groups, resource.group())
                && anyOf(versions, resource.version())
                && resourceMatches(resource.resource(), subresource);
    }

    private static boolean anyOf(List<String> items, String asked) {
        return items.contains(asked) || items.contains("*");
    }

    private boolean scopeMatches(String namespace, GroupVersionResource resource) {
        boolean cluster = namespace.isEmpty() || resource.equals(NAMESPACES);
        return switch (scope) {
            case "Cluster" -> cluster;
            case "Namespaced" -> !cluster;
            default -> true;
        };
    }

    private boolean resourceMatches(String resource, String subresource) {
        for (String pattern : resources) {
            int slash = pattern.indexOf('/');
            String name = slash < 0 ? pattern : pattern.substring(0, slash);
            String sub = slash < 0 ? "" : pattern.substring(slash + 1);
            if ((name.equals("*") || name.equals(resource)) && (sub.equals("*") || sub.equals(subresource))) {
                return true;
            }
        }
        return false;
    }
}
