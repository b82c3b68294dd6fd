package dev.quarterdeck.conformance.differential;

import dev.quarterdeck.kube.kind.BuiltInResources;
import dev.quarterdeck.kube.kind.GroupVersionKind;
import dev.quarterdeck.kube.kind.ResourceType;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * An object that requests are made from.
 *
 * @param origin the file it stands in, and its place there
 * @param stored whether it exists on the server while updates of it are asked for
 */
public record Seed(String origin, ResourceType type, ObjectNode object, boolean stored) {

    /** Empty for a kind that is not served, or that is nothing but a question. */
    static Optional<Seed> of(String origin, ObjectNode object, boolean stored) {
        GroupVersionKind kind = GroupVersionKind.of(
                object.path("apiVersion").asString(""), object.path("kind").asString(""));
        return BuiltInResources.catalog()
                .findKind(kind)
                .filter(type -> type.stored() != null && object.path("metadata").isObject())
                .map(type -> new Seed(origin, type, object, stored));
    }

    public String name() {
        return object.path("metadata").path("name").asString("");
    }

    /** Where it lives; {@code diff} where it does not say, empty for a kind without namespaces. */
    public String namespace() {
        return type.namespaced() ? object.path("metadata").path("namespace").asString("diff") : "";
    }

    /** The kind as reports name it: {@code apps/v1 Deployment}. */
    public String kind() {
        return type.gvk().apiVersion() + " " + type.gvk().kind();
    }
}
