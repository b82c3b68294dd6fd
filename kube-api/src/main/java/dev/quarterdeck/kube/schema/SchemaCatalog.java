package dev.quarterdeck.kube.schema;

import dev.quarterdeck.kube.kind.GroupVersionKind;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The schemas of all kinds, by kind and by the name of their definition. Immutable and thread-safe; the built-in one is read once, on first use,
 * and holds structure alone (about a megabyte): descriptions are read by {@link Descriptions} when somebody asks for them.
 */
public final class SchemaCatalog {

    private final Map<String, Schema> byName;
    private final Map<GroupVersionKind, ObjectSchema> byKind;
    private final List<String> everywhere;

    SchemaCatalog(Map<String, Schema> byName, List<String> everywhere) {
        this.byName = byName;
        this.everywhere = everywhere;
        Map<GroupVersionKind, ObjectSchema> kinds = new HashMap<>();
        for (Schema schema : byName.values()) {
            if (schema instanceof ObjectSchema object) {
                object.kinds().forEach(kind -> kinds.put(kind, object));
            }
        }
        byKind = kinds;
    }

    /** The schemas of Kubernetes 1.36. */
    public static SchemaCatalog builtIn() {
        return Holder.CATALOG;
    }

    public Optional<ObjectSchema> find(GroupVersionKind kind) {
        return Optional.ofNullable(byKind.get(kind));
    }

    /** @param name {@code io.k8s.api.apps.v1.Deployment} */
    public Optional<Schema> definition(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** By name. */
    public Collection<String> definitionNames() {
        return byName.keySet();
    }

    /** apiVersions ({@code group/version}, {@code /v1} for core) in which the kinds that belong to every group exist: DeleteOptions and WatchEvent. */
    public List<String> everywhere() {
        return everywhere;
    }

    private static final class Holder {
        static final SchemaCatalog CATALOG = SchemaTable.read();
    }
}
