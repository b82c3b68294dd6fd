package dev.quarterdeck.controller.resourcequota;

import dev.quarterdeck.kube.kind.ResourceCatalog;
import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.kind.Verb;
import dev.quarterdeck.reconcile.client.ApiResource;
import dev.quarterdeck.reconcile.client.ObjectApi;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Where objects of a kind that a quota counts are listed: kinds of the catalog, and those that a CustomResourceDefinition brings. */
final class CountedKinds {
    private static final ApiResource DEFINITIONS = new ApiResource(
            "apiextensions.k8s.io", "v1", "customresourcedefinitions", "CustomResourceDefinition", false);

    private final ResourceCatalog catalog;
    private final ObjectApi api;

    CountedKinds(ResourceCatalog catalog, ObjectApi api) {
        this.catalog = catalog;
        this.api = api;
    }

    /** Empty where no such kind is served, or it is not namespaced. */
    Optional<ApiResource> find(StoredResource kind) throws InterruptedException {
        for (ResourceType type : catalog.all()) {
            if (kind.equals(type.stored()) && type.verbs().contains(Verb.LIST)) {
                return type.namespaced() ? Optional.of(ApiResource.of(type)) : Optional.empty();
            }
        }
        if (kind.group().isEmpty()) {
            return Optional.empty();
        }
        Optional<ObjectNode> definition = api.get(DEFINITIONS, "", kind.id());
        if (definition.isEmpty()) {
            return Optional.empty();
        }
        JsonNode spec = definition.get().path("spec");
        for (JsonNode version : spec.path("versions")) {
            if (version.path("served").asBoolean(false)
                    && spec.path("scope").asString("").equals("Namespaced")) {
                return Optional.of(new ApiResource(
                        kind.group(),
                        version.path("name").asString(""),
                        kind.resource(),
                        spec.path("names").path("kind").asString(""),
                        true));
            }
        }
        return Optional.empty();
    }
}
