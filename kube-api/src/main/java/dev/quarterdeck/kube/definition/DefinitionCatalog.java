package dev.quarterdeck.kube.definition;

import dev.quarterdeck.kube.kind.BuiltInResources;
import dev.quarterdeck.kube.kind.CustomVersion;
import dev.quarterdeck.kube.kind.LayeredCatalog;
import dev.quarterdeck.kube.kind.ResourceCatalog;
import dev.quarterdeck.kube.kind.ResourceType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** From definitions to a catalog in the order of discovery: behind the built-in groups by name, then by version, then by resource. Pure. */
public final class DefinitionCatalog {
    private static final Comparator<ResourceType> ORDER = Comparator.comparing(
                    (ResourceType type) -> type.gvr().group())
            .thenComparing(type -> type.gvr().version(), VersionOrder.BEST_FIRST)
            .thenComparing(type -> type.gvr().resource());

    private DefinitionCatalog() {}

    /** Where a webhook converts, each version is a view of its own on what is stored. */
    private static ResourceType shown(ResourceType type) {
        CustomVersion version = type.custom();
        return version != null && version.webhook() ? type.seenThroughWebhook() : type;
    }

    /** Beside the resources of a default server. */
    public static ResourceCatalog of(Collection<Definition> definitions) {
        return of(BuiltInResources.catalog(), definitions);
    }

    /** Only what is established is served. */
    public static ResourceCatalog of(ResourceCatalog builtIn, Collection<Definition> definitions) {
        List<ResourceType> types = new ArrayList<>(definitions.size());
        for (Definition definition : definitions) {
            if (definition.established()) {
                definition.types().forEach(type -> types.add(shown(type)));
            }
        }
        types.sort(ORDER);
        return types.isEmpty() ? builtIn : new LayeredCatalog(builtIn, types);
    }
}
