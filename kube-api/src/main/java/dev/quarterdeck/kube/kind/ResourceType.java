package dev.quarterdeck.kube.kind;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One served resource in one version, as discovery shows it.
 *
 * @param stored what it is stored as; null for resources that are only questions (reviews, bindings)
 * @param storedVersion apiVersion of the stored form; equal to the served one for nearly all
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
        @Nullable GroupVersionKind storedKind) {

    public Optional<Subresource> subresource(String name) {
        return subresources.stream().filter(s -> s.name().equals(name)).findFirst();
    }

    /** Group and resource as error messages show them: {@code deployments.apps}, {@code pods}. */
    public String qualifiedName() {
        return gvr.group().isEmpty() ? gvr.resource() : gvr.resource() + "." + gvr.group();
    }
}
