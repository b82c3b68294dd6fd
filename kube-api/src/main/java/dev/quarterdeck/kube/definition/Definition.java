package dev.quarterdeck.kube.definition;

import dev.quarterdeck.kube.kind.CustomVersion;
import dev.quarterdeck.kube.kind.GroupVersionKind;
import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.kind.StoredResource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A stored CustomResourceDefinition as far as serving goes. Immutable.
 *
 * @param content a digest of its spec
 * @param established its names are its own: what it defines is served
 * @param terminating it is being deleted: no object of it is created any more
 * @param storage kind and version in which objects are stored
 * @param storageVersion what the definition says of that version; null for a definition without any
 * @param types one for each served version, best first; also while not established
 */
public record Definition(
        CustomVersion.Source source,
        StoredResource stored,
        String content,
        boolean established,
        boolean terminating,
        GroupVersionKind storage,
        @Nullable CustomVersion storageVersion,
        List<ResourceType> types) {

    /** Where definitions themselves are stored. */
    public static final StoredResource RESOURCE =
            new StoredResource("apiextensions.k8s.io", "customresourcedefinitions");

    /** The served version of this name. */
    public Optional<ResourceType> version(String version) {
        return types.stream().filter(t -> t.gvr().version().equals(version)).findFirst();
    }
}
