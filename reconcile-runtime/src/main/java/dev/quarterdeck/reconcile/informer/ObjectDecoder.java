package dev.quarterdeck.reconcile.informer;

import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.kube.object.StoredJson;
import dev.quarterdeck.reconcile.client.Models;
import dev.quarterdeck.stream.cache.CachedObject;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PartialObjectMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.node.ObjectNode;

/** Turns stored bytes and trees into typed models, {@linkplain CompactModels small} ones; for {@link PartialObjectMetadata} only metadata is looked at. */
public final class ObjectDecoder<T extends HasMetadata> {
    private static final ObjectReader METADATA = Models.reader(ObjectMeta.class);
    /** In bytes of JSON. The model of a longer object is not kept beside the bytes, which are in the cache anyway. */
    private static final int LARGE = 64 * 1024;

    private final Class<T> type;
    private final ObjectReader reader;
    private final KubernetesSerialization serialization;

    private final Supplier<@Nullable ObjectDecoder<?>> whole;
    private volatile Function<ObjectKey, @Nullable LazyObject<T>> known = key -> null;

    public ObjectDecoder(Class<T> type, KubernetesSerialization serialization) {
        this(type, serialization, () -> null);
    }

    /** @param whole decodes all of the same objects, where somebody wants that too: then metadata is not decoded a second time */
    ObjectDecoder(Class<T> type, KubernetesSerialization serialization, Supplier<@Nullable ObjectDecoder<?>> whole) {
        this.type = type;
        this.reader = Models.reader(type);
        this.serialization = serialization;
        this.whole = whole;
    }

    /** @param parts of the bytes that it was decoded from; null where its next revision has nothing in common with it */
    record Decoded<T>(T object, @Nullable StoredParts parts) {}

    /** @param revisions of each object the one that was decoded last, if it is known: what has not changed since is taken from it; may be called by any thread */
    void follow(Function<ObjectKey, @Nullable LazyObject<T>> revisions) {
        known = revisions;
    }

    /** The same for all who ask in this process, and decoded once for all of them. */
    LazyObject<T> shared(CachedObject object) {
        ObjectDecoder<?> other = type == PartialObjectMetadata.class ? whole.get() : null;
        if (other != null) {
            LazyObject<? extends HasMetadata> all = other.shared(object);
            return new LazyObject<>(all.version(), () -> new Decoded<>(part(all, object.json()), null));
        }
        return object.shared(type, this::lazily);
    }

    private LazyObject<T> lazily(CachedObject object) {
        byte[] json = object.json();
        if (json.length > LARGE && type != PartialObjectMetadata.class) {
            return new LazyObject<>(Long.toString(object.revision()), () -> decode(json, null), false);
        }
        LazyObject<T> last = known.apply(object.key());
        // one that is not decoded yet would keep the one before it, and so on
        Decoded<T> before = last == null ? null : last.decoded();
        return new LazyObject<>(Long.toString(object.revision()), () -> decode(json, before));
    }

    private T part(LazyObject<? extends HasMetadata> all, byte[] json) {
        HasMetadata object;
        try {
            object = all.get();
        } catch (RuntimeException e) {
            // metadata may be fine where the rest fits no model
            return decode(json, null).object();
        }
        PartialObjectMetadata result = new PartialObjectMetadata();
        result.setKind(object.getKind());
        result.setApiVersion(object.getApiVersion());
        result.setMetadata(object.getMetadata());
        return type.cast(result);
    }

    Decoded<T> decode(byte[] json, @Nullable Decoded<T> before) {
        if (type == PartialObjectMetadata.class) {
            return new Decoded<>(CompactModels.compact(type.cast(partial(json))), null);
        }
        StoredParts parts = StoredParts.of(json);
        PodSpec spec = before != null
                        && before.object() instanceof Pod pod
                        && before.parts() != null
                        && parts.hasSpecOf(before.parts())
                ? pod.getSpec()
                : null;
        T object = CompactModels.compact(type.cast(reader.<Object>readValue(parts.toDecode(spec == null))));
        if (spec != null && object instanceof Pod pod) {
            pod.setSpec(spec);
        }
        return new Decoded<>(object, type == Pod.class ? parts : null);
    }

    public LazyObject<T> decoded(ObjectNode tree) {
        T object;
        if (type == PartialObjectMetadata.class) {
            PartialObjectMetadata partial = new PartialObjectMetadata();
            partial.setKind(tree.path("kind").asString(""));
            partial.setApiVersion(tree.path("apiVersion").asString(""));
            partial.setMetadata(serialization.convertValue(tree.path("metadata"), ObjectMeta.class));
            object = type.cast(partial);
        } else {
            object = serialization.convertValue(tree, type);
        }
        return new LazyObject<>(
                tree.path("metadata").path("resourceVersion").asString(""), CompactModels.compact(object));
    }

    public static ObjectKey key(ObjectNode tree) {
        JsonNode metadata = tree.path("metadata");
        return new ObjectKey(
                metadata.path("namespace").asString(""), metadata.path("name").asString(""));
    }

    /** kind, apiVersion and metadata are written first, so the large part is not even stepped over. */
    private PartialObjectMetadata partial(byte[] json) {
        PartialObjectMetadata result = new PartialObjectMetadata();
        String kind = StoredJson.text(json, "kind");
        if (kind != null) {
            result.setKind(kind);
        }
        String apiVersion = StoredJson.text(json, "apiVersion");
        if (apiVersion != null) {
            result.setApiVersion(apiVersion);
        }
        int[] metadata = StoredJson.find(json, "metadata");
        if (metadata != null) {
            result.setMetadata(METADATA.readValue(json, metadata[0], metadata[1] - metadata[0]));
        }
        return result;
    }
}
