package dev.quarterdeck.state.bootstrap.owner;

import dev.quarterdeck.kube.apply.FieldFilter;
import dev.quarterdeck.kube.apply.ManagedKind;
import dev.quarterdeck.kube.apply.MergeType;
import dev.quarterdeck.kube.apply.MergeTypes;
import dev.quarterdeck.kube.kind.BuiltInResources;
import dev.quarterdeck.kube.kind.GroupVersionKind;
import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.schema.CanonicalForm;
import dev.quarterdeck.kube.schema.SchemaCatalog;
import dev.quarterdeck.state.kind.Strategy;
import dev.quarterdeck.state.kind.builtin.BuiltInStrategies;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** A built-in kind in the one version in which it is made. */
record SystemKind(GroupVersionKind kind, MergeType merge, Strategy strategy) implements ManagedKind {
    private static final MergeTypes TYPES = MergeTypes.ofTypedKinds();
    private static final BuiltInStrategies STRATEGIES = new BuiltInStrategies();

    static SystemKind of(ObjectNode object) {
        GroupVersionKind kind = GroupVersionKind.of(
                object.path("apiVersion").asString(""), object.path("kind").asString(""));
        return SchemaCatalog.builtIn()
                .find(kind)
                .flatMap(schema -> BuiltInResources.catalog()
                        .findKind(kind)
                        .map(ResourceType::stored)
                        .flatMap(Optional::ofNullable)
                        .map(stored -> new SystemKind(kind, TYPES.ofKind(schema), STRATEGIES.of(stored))))
                .orElseThrow(() -> new IllegalArgumentException("not a built-in kind: " + kind));
    }

    @Override
    public @Nullable MergeType type(String apiVersion) {
        return apiVersion.equals(kind.apiVersion()) ? merge : null;
    }

    @Override
    public FieldFilter filter(String apiVersion, String subresource) {
        return strategy.ownable(subresource);
    }

    @Override
    public ObjectNode convert(ObjectNode object, String apiVersion) {
        return object.deepCopy();
    }

    @Override
    public ObjectNode empty(String apiVersion) {
        ObjectNode object = Json.object();
        object.put("kind", kind.kind()).put("apiVersion", apiVersion).putObject("metadata");
        SchemaCatalog.builtIn().find(kind).ifPresent(schema -> CanonicalForm.apply(object, schema));
        return object;
    }
}
