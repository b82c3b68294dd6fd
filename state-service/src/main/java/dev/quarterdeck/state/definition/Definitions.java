package dev.quarterdeck.state.definition;

import dev.quarterdeck.cel.rule.SchemaRules;
import dev.quarterdeck.kube.definition.CustomShape;
import dev.quarterdeck.kube.definition.Definition;
import dev.quarterdeck.kube.definition.DefinitionReader;
import dev.quarterdeck.kube.definition.ReadForm;
import dev.quarterdeck.kube.kind.BuiltInResources;
import dev.quarterdeck.kube.kind.CustomVersion;
import dev.quarterdeck.kube.kind.GroupVersionKind;
import dev.quarterdeck.kube.kind.GroupVersionResource;
import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.StatusReason;
import dev.quarterdeck.state.admission.ClusterReader;
import dev.quarterdeck.state.admission.ClusterReader.Seen;
import dev.quarterdeck.state.commit.Mutation;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What custom resources are at the moment of a write. Definitions are read from the store, as they were a second ago at most, and from the store itself before
 * anything is refused: whoever saw a definition established, on whatever gateway, is not told that it does not exist. Holds what it read of at most
 * {@value #MOST_BYTES} bytes of definitions, and their schemas ready for use. Thread-safe; blocks the calling (virtual) thread.
 */
public final class Definitions {
    private static final long MOST_BYTES = 48L << 20;

    private final ClusterReader reader;
    private final LinkedHashMap<String, Known> known = new LinkedHashMap<>(64, 0.75f, true);
    private final Map<GroupVersionKind, String> names = new HashMap<>();
    private long bytes;

    public Definitions(ClusterReader reader) {
        this.reader = reader;
    }

    /** One definition with what was made of it. */
    private static final class Known {
        final Definition definition;
        final ReadForm form;
        final Map<Integer, CustomShape> shapes = new HashMap<>();

        Known(Definition definition) {
            this.definition = definition;
            this.form = ReadForm.of(definition);
        }

        synchronized CustomShape shape(CustomVersion version) {
            return shapes.computeIfAbsent(version.index(), i -> CustomShape.of(version, SchemaRules.compiler()));
        }
    }

    /** The definition of a resource; 404 where it is not served in this version. */
    public ResourceType resolve(GroupVersionResource gvr) {
        String name = gvr.resource() + "." + gvr.group();
        return served(name, gvr, false).or(() -> served(name, gvr, true)).orElseThrow(Definitions::notServed);
    }

    private Optional<ResourceType> served(String name, GroupVersionResource gvr, boolean live) {
        Known found = read(name, live);
        return found == null || !found.definition.established()
                ? Optional.empty()
                : found.definition.version(gvr.version());
    }

    /** The definition that a type comes from, as it is known now. */
    public Optional<Definition> of(ResourceType type) {
        CustomVersion version = type.custom();
        Known found = version == null ? null : read(version.definition().name(), false);
        return found == null ? Optional.empty() : Optional.of(found.definition);
    }

    /** All versions that are served of what a type is stored as, built-in or custom; the preferred one first. */
    public List<ResourceType> versionsOf(ResourceType type) {
        StoredResource stored = type.stored();
        if (type.custom() != null) {
            return of(type).map(Definition::types).orElse(List.of());
        }
        return stored == null ? List.of() : BuiltInResources.known().versionsOf(stored);
    }

    /**
     * What a new object depends on: that its definition is there, and not about to go, when the object is committed.
     *
     * @throws ApiException 403 where it is going
     */
    public Mutation requireFor(ResourceType type, String name) {
        Definition definition = of(type).filter(Definition::established).orElseThrow(Definitions::notServed);
        if (definition.terminating()) {
            throw ApiException.forbidden(
                    type.gvr().group(),
                    type.gvr().resource(),
                    name,
                    "create not allowed while custom resource definition is terminating");
        }
        CustomVersion.Source source = definition.source();
        return new Mutation.Require(
                Definition.RESOURCE, new ObjectKey("", source.name()), source.uid(), source.revision());
    }

    private static ApiException notServed() {
        return new ApiException(
                StatusReason.NOT_FOUND,
                "the server could not find the requested resource",
                ApiException.Details.of("", "", ""));
    }

    /** The type of a custom kind that was resolved before; empty for built-in and unknown kinds. */
    public Optional<ResourceType> find(GroupVersionKind kind) {
        String name;
        synchronized (known) {
            name = names.get(kind);
        }
        Known found = name == null ? null : read(name, false);
        if (found == null) {
            return Optional.empty();
        }
        Definition definition = found.definition;
        return definition.types().stream()
                .filter(type -> type.gvk().equals(kind))
                .findFirst()
                .or(() -> storage(definition, kind));
    }

    /** The storage version may not be served, and is needed all the same. */
    private static Optional<ResourceType> storage(Definition definition, GroupVersionKind kind) {
        if (!definition.storage().equals(kind) || definition.types().isEmpty() || definition.storageVersion() == null) {
            return Optional.empty();
        }
        ResourceType like = definition.types().getFirst();
        return Optional.of(new ResourceType(
                new GroupVersionResource(
                        kind.group(), kind.version(), like.gvr().resource()),
                kind,
                like.singular(),
                like.namespaced(),
                like.shortNames(),
                like.categories(),
                like.verbs(),
                like.subresources(),
                like.stored(),
                like.storedKind(),
                definition.storageVersion()));
    }

    /** What the schema of a version does. */
    public CustomShape shape(ResourceType type) {
        CustomVersion version = type.custom();
        if (version == null) {
            throw new IllegalArgumentException(type.gvk() + " is no custom resource");
        }
        Known found = read(version.definition().name(), false);
        return found != null && found.definition.source().equals(version.definition())
                ? found.shape(version)
                : CustomShape.of(version, SchemaRules.compiler());
    }

    /** How stored objects are shown; null where the definition is gone. */
    public @Nullable ReadForm form(ResourceType type) {
        CustomVersion version = type.custom();
        Known found = version == null ? null : read(version.definition().name(), false);
        return found == null ? null : found.form;
    }

    private @Nullable Known read(String name, boolean live) {
        ObjectKey key = new ObjectKey("", name);
        Seen seen = live ? reader.getLive(Definition.RESOURCE, key) : reader.get(Definition.RESOURCE, key);
        if (seen == null) {
            forget(name);
            return null;
        }
        synchronized (known) {
            Known there = known.get(name);
            if (there != null
                    && there.definition.source().revision() == seen.row().revision()) {
                return there;
            }
        }
        Known made =
                new Known(DefinitionReader.read(seen.row().json(), seen.row().revision()));
        synchronized (known) {
            Known before = known.put(name, made);
            bytes += size(made) - (before == null ? 0 : size(before));
            names.put(made.definition.storage(), name);
            made.definition.types().forEach(type -> names.put(type.gvk(), name));
            var eldest = known.values().iterator();
            while (bytes > MOST_BYTES && known.size() > 1) {
                bytes -= size(eldest.next());
                eldest.remove();
            }
        }
        return made;
    }

    private void forget(String name) {
        synchronized (known) {
            Known gone = known.remove(name);
            bytes -= gone == null ? 0 : size(gone);
            names.values().removeIf(name::equals);
        }
    }

    private static long size(Known known) {
        return known.definition.source().json().length;
    }
}
