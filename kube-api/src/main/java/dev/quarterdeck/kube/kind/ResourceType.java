package dev.quarterdeck.kube.kind;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One served resource in one version, as discovery shows it.
 *
 * @param stored what it is stored as; null for resources that are only questions (reviews, bindings)
 * @param storedKind kind and version of the stored form; equal to the served one for nearly all
 * @param custom what its definition says; null for built-in resources
 */
public record ResourceType(
        GroupVersionResource gvr,
        GroupVersionKind gvk,
        String singular,
        boolean namespaced,
        List<String> shortNames,
        List<String> categories,
        Set<Verb> verbs,
        List<Subresource> subresources,
        @Nullable StoredResource stored,
        @Nullable GroupVersionKind storedKind,
        @Nullable CustomVersion custom) {

    /** Of a built-in resource. */
    public ResourceType(
            GroupVersionResource gvr,
            GroupVersionKind gvk,
            String singular,
            boolean namespaced,
            List<String> shortNames,
            List<String> categories,
            Set<Verb> verbs,
            List<Subresource> subresources,
            @Nullable StoredResource stored,
            @Nullable GroupVersionKind storedKind) {
        this(gvr, gvk, singular, namespaced, shortNames, categories, verbs, subresources, stored, storedKind, null);
    }

    /** The same as read through a webhook, which shows stored objects in this version. */
    public ResourceType seenThroughWebhook() {
        return stored == null
                ? this
                : new ResourceType(
                        gvr,
                        gvk,
                        singular,
                        namespaced,
                        shortNames,
                        categories,
                        verbs,
                        subresources,
                        stored.seenAs(gvr.version()),
                        gvk,
                        custom);
    }

    /** Kind of a list of such objects. */
    public String listKind() {
        return custom == null ? gvk.kind() + "List" : custom.listKind();
    }

    public Optional<Subresource> subresource(String name) {
        return subresources.stream().filter(s -> s.name().equals(name)).findFirst();
    }

    /** Group and resource as error messages show them: {@code deployments.apps}, {@code pods}. */
    public String qualifiedName() {
        return gvr.group().isEmpty() ? gvr.resource() : gvr.resource() + "." + gvr.group();
    }
}
