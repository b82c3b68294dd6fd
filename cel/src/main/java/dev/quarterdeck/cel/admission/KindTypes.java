package dev.quarterdeck.cel.admission;

import dev.quarterdeck.cel.type.DeclaredType;
import dev.quarterdeck.kube.customresource.CustomResourceSchema;
import dev.quarterdeck.kube.definition.CustomShape;
import dev.quarterdeck.kube.kind.CustomVersion;
import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.schema.ObjectSchema;
import dev.quarterdeck.kube.schema.SchemaCatalog;
import java.util.Map;
import java.util.Optional;

/** What expressions know of the objects of a kind, built-in or custom: what OpenAPI says of it. Thread-safe; reads large schemas on every call. */
public final class KindTypes {
    private static final String METADATA = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta";

    private final SchemaCatalog schemas;

    public KindTypes(SchemaCatalog schemas) {
        this.schemas = schemas;
    }

    /** Empty where nothing is known of such objects. */
    public Optional<DeclaredType> of(ResourceType type) {
        CustomVersion custom = type.custom();
        String name = type.gvk().kind();
        return custom == null
                ? schemas.find(type.gvk()).map(schema -> DeclaredType.ofModel(schema, name))
                : Optional.of(ofCustom(custom, name));
    }

    private DeclaredType ofCustom(CustomVersion version, String name) {
        CustomResourceSchema schema = CustomShape.of(version).schema();
        DeclaredType declared = schema == null
                ? DeclaredType.object(name, Map.of())
                : DeclaredType.ofSchema(schema.root(), name, false)
                        .filter(type -> !type.fields().isEmpty())
                        .orElseGet(() -> DeclaredType.object(name, Map.of()));
        DeclaredType metadata = schemas.definition(METADATA)
                .filter(ObjectSchema.class::isInstance)
                .map(ObjectSchema.class::cast)
                .map(known -> DeclaredType.ofModel(known, name + ".metadata"))
                .orElse(DeclaredType.DYN);
        return declared.with(
                Map.of("apiVersion", DeclaredType.STRING, "kind", DeclaredType.STRING, "metadata", metadata));
    }
}
