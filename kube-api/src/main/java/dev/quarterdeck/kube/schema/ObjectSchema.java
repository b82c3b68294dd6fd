package dev.quarterdeck.kube.schema;

import dev.quarterdeck.kube.kind.GroupVersionKind;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An object with known fields. Immutable once the catalog that holds it is built; may refer to itself. */
public final class ObjectSchema implements Schema {

    /** One of several fields may be set (x-kubernetes-unions). {@code discriminator} is null where nothing names the one that is. */
    public record Union(@Nullable String discriminator, Map<String, String> valuesByField) {}

    private final String name;
    private final List<GroupVersionKind> kinds;
    private final boolean atomic;
    private final @Nullable Union union;
    private final @Nullable Schema unknown;
    private Map<String, FieldSchema> fields = Map.of();
    private List<String> required = List.of();
    private List<FieldSchema> alwaysWritten = List.of();

    ObjectSchema(String name, List<GroupVersionKind> kinds, boolean atomic, @Nullable Union union) {
        this(name, kinds, atomic, union, null);
    }

    private ObjectSchema(
            String name,
            List<GroupVersionKind> kinds,
            boolean atomic,
            @Nullable Union union,
            @Nullable Schema unknown) {
        this.name = name;
        this.unknown = unknown;
        this.kinds = kinds;
        this.atomic = atomic;
        this.union = union;
    }

    /** A schema that no catalog holds, for example of a custom resource. */
    public static ObjectSchema of(String name, Map<String, FieldSchema> fields) {
        return of(name, fields, false, null);
    }

    /**
     * A schema that no catalog holds.
     *
     * @param unknown what fields are like that are not among {@code fields}; null where there must be no others
     */
    public static ObjectSchema of(
            String name, Map<String, FieldSchema> fields, boolean atomic, @Nullable Schema unknown) {
        ObjectSchema schema = new ObjectSchema(name, List.of(), atomic, null, unknown);
        List<String> required = fields.values().stream()
                .filter(FieldSchema::required)
                .map(FieldSchema::name)
                .toList();
        schema.fill(fields, required);
        return schema;
    }

    /** Called once, before the catalog is handed out: fields may refer back to this. */
    void fill(Map<String, FieldSchema> all, List<String> requiredInOrder) {
        fields = all;
        required = requiredInOrder;
        alwaysWritten = all.values().stream()
                .filter(f -> f.presence() == FieldSchema.Presence.KEEP_ZERO
                        || f.presence() == FieldSchema.Presence.KEEP_NULL)
                .toList();
    }

    /** Those fields that are written where the object does not have them, too. */
    List<FieldSchema> alwaysWritten() {
        return alwaysWritten;
    }

    /** The name in OpenAPI: {@code io.k8s.api.apps.v1.Deployment}. */
    public String name() {
        return name;
    }

    /** The last word of the name: {@code DeploymentSpec}. */
    public String shortName() {
        return name.substring(name.lastIndexOf('.') + 1);
    }

    /** The kinds that are this; empty for a part of a kind. */
    public List<GroupVersionKind> kinds() {
        return kinds;
    }

    /** Whether apply treats it as one value ({@code x-kubernetes-map-type: atomic}). */
    public boolean atomic() {
        return atomic;
    }

    /** What fields are like that this does not name; null where it must not have others. Only custom resources have any. */
    public @Nullable Schema unknown() {
        return unknown;
    }

    public @Nullable Union union() {
        return union;
    }

    /** Null for a field that this does not have. */
    public @Nullable FieldSchema field(String field) {
        return fields.get(field);
    }

    /** Names of the required fields, in the order of the API reference. */
    public List<String> required() {
        return required;
    }

    /** By name. */
    public Collection<FieldSchema> fields() {
        return fields.values();
    }

    @Override
    public String toString() {
        return name;
    }
}
