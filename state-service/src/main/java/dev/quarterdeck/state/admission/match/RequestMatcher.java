package dev.quarterdeck.state.admission.match;

import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.Metadata;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.kube.selector.LabelSelector;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.state.admission.AdmissionRequest;
import dev.quarterdeck.state.admission.AdmissionRequest.Operation;
import dev.quarterdeck.state.admission.ClusterReader;
import dev.quarterdeck.state.admission.ClusterReader.Seen;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Decides whether criteria match a request, and in which version. Asks for the namespace only where a selector wants its labels. Thread-safe. */
public final class RequestMatcher {
    private static final StoredResource NAMESPACES = new StoredResource("", "namespaces");
    private static final String OWN_GROUP = "admissionregistration.k8s.io";
    private static final Set<String> OWN = Set.of(
            "validatingwebhookconfigurations",
            "mutatingwebhookconfigurations",
            "validatingadmissionpolicies",
            "validatingadmissionpolicybindings",
            "mutatingadmissionpolicies",
            "mutatingadmissionpolicybindings");

    private final Function<ResourceType, List<ResourceType>> versions;
    private final ClusterReader reader;

    /** @param versions all that are served of what a type is stored as; empty where nobody knows */
    public RequestMatcher(Function<ResourceType, List<ResourceType>> versions, ClusterReader reader) {
        this.versions = versions;
        this.reader = reader;
    }

    /** Whoever could refuse these could not be got rid of any more. */
    public static boolean isExempt(ResourceType type) {
        return type.gvr().group().equals(OWN_GROUP) && OWN.contains(type.gvr().resource());
    }

    /** Whether a request like this may match, whatever its object, name and namespace. */
    public boolean concerns(MatchCriteria criteria, Operation operation, ResourceType type, String subresource) {
        for (ResourceType version : versions(criteria, type)) {
            for (ResourceRule rule : criteria.rules()) {
                if (rule.concerns(operation, version.gvr(), subresource)) {
                    return true;
                }
            }
        }
        return criteria.always();
    }

    private List<ResourceType> versions(MatchCriteria criteria, ResourceType type) {
        List<ResourceType> all = criteria.equivalent() ? versions.apply(type) : List.of();
        return all.isEmpty() ? List.of(type) : all;
    }

    /**
     * The version in which the request is to be shown: the request's own where a rule names it, else the one that the first matching rule names; null where
     * nothing matches. Throws where the criteria match but the namespace that they ask about is not there.
     *
     * @param object the object as it is now, whose labels count; the request's where it has not been changed
     */
    public @Nullable ResourceType match(MatchCriteria criteria, AdmissionRequest request, @Nullable ObjectNode object) {
        if (!objectMatches(criteria.objects(), request, object)) {
            return null;
        }
        if (!criteria.excluded().isEmpty() && ruleMatch(criteria, criteria.excluded(), request) != null) {
            return null;
        }
        ResourceType matched = criteria.always() ? request.type() : ruleMatch(criteria, criteria.rules(), request);
        return matched == null || !namespaceMatches(criteria.namespaces(), request, object) ? null : matched;
    }

    private @Nullable ResourceType ruleMatch(
            MatchCriteria criteria, List<ResourceRule> rules, AdmissionRequest request) {
        ResourceType own = request.type();
        for (ResourceRule rule : rules) {
            if (rule.matches(request, own.gvr())) {
                return own;
            }
        }
        if (!criteria.equivalent()) {
            return null;
        }
        List<ResourceType> all = versions(criteria, own);
        for (ResourceRule rule : rules) {
            for (ResourceType version : all) {
                if (!version.gvr().equals(own.gvr())
                        && serves(version, request.subresource())
                        && rule.matches(request, version.gvr())) {
                    return version;
                }
            }
        }
        return null;
    }

    private static boolean serves(ResourceType version, String subresource) {
        return subresource.isEmpty() || version.subresource(subresource).isPresent();
    }

    private static boolean objectMatches(
            LabelSelector selector, AdmissionRequest request, @Nullable ObjectNode object) {
        return selector.isEverything()
                || object != null && selector.matches(Metadata.of(object).labels())
                || request.hasOld()
                        && selector.matches(Metadata.of(request.old()).labels());
    }

    private boolean namespaceMatches(LabelSelector selector, AdmissionRequest request, @Nullable ObjectNode object) {
        boolean isNamespace = request.type().gvr().resource().equals("namespaces");
        if (selector.isEverything() || request.namespace().isEmpty() && !isNamespace) {
            return true;
        }
        return selector.matches(namespaceLabels(request, isNamespace, object));
    }

    private Map<String, String> namespaceLabels(
            AdmissionRequest request, boolean isNamespace, @Nullable ObjectNode object) {
        if (isNamespace && request.subresource().isEmpty() && object != null) {
            return Metadata.of(object).labels();
        }
        return Metadata.of(namespace(request.namespace()).tree()).labels();
    }

    /** Fails with 404 where there is none. */
    public Seen namespace(String name) {
        Seen namespace = reader.get(NAMESPACES, new ObjectKey("", name));
        if (namespace == null) {
            throw ApiException.notFound("", "namespaces", name);
        }
        return namespace;
    }
}
