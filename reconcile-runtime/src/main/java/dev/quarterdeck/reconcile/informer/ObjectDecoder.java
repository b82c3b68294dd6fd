package dev.quarterdeck.reconcile.informer;

import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.stream.cache.CachedObject;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PartialObjectMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.ByteArrayInputStream;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.node.ObjectNode;

/** Turns stored bytes and trees into typed models; for {@link PartialObjectMetadata} only metadata is looked at. */
public final class ObjectDecoder<T extends HasMetadata> {
    private static final ObjectReader PART =
            Json.MAPPER.readerFor(JsonNode.class).without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final Class<T> type;
    private final KubernetesSerialization serialization;

    private final Supplier<@Nullable ObjectDecoder<?>> whole;

    public ObjectDecoder(Class<T> type, KubernetesSerialization serialization) {
        this(type, serialization, () -> null);
    }

    /** @param whole decodes all of the same objects, where somebody wants that too: then metadata is not decoded a second time */
    ObjectDecoder(Class<T> type, KubernetesSerialization serialization, Supplier<@Nullable ObjectDecoder<?>> whole) {
        this.type = type;
        this.serialization = serialization;
        this.whole = whole;
    }

    /** The same for all who ask in this process, and decoded once for all of them. */
    LazyObject<T> shared(CachedObject object) {
        ObjectDecoder<?> other = type == PartialObjectMetadata.class ? whole.get() : null;
        if (other != null) {
            LazyObject<? extends HasMetadata> all = other.shared(object);
            return new LazyObject<>(all.version(), () -> part(all, object.json()));
        }
        return object.shared(type, this::lazily);
    }

    private LazyObject<T> lazily(CachedObject object) {
        byte[] json = object.json();
        return new LazyObject<>(Long.toString(object.revision()), () -> decode(json));
    }

    private T part(LazyObject<? extends HasMetadata> all, byte[] json) {
        HasMetadata object;
        try {
            object = all.get();
        } catch (RuntimeException e) {
            // metadata may be fine where the rest fits no model
            return decode(json);
        }
        PartialObjectMetadata result = new PartialObjectMetadata();
        result.setKind(object.getKind());
        result.setApiVersion(object.getApiVersion());
        result.setMetadata(object.getMetadata());
        return type.cast(result);
    }

    T decode(byte[] json) {
        return type == PartialObjectMetadata.class
                ? type.cast(partial(json))
                : serialization.unmarshal(new ByteArrayInputStream(json), type);
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
        return new LazyObject<>(tree.path("metadata").path("resourceVersion").asString(""), object);
    }

    public static ObjectKey key(ObjectNode tree) {
        JsonNode metadata = tree.path("metadata");
        return new ObjectKey(
                metadata.path("namespace").asString(""), metadata.path("name").asString(""));
    }

    /** kind, apiVersion and metadata are written first, so parsing ends before the large part begins. */
    private PartialObjectMetadata partial(byte[] json) {
        PartialObjectMetadata result = new PartialObjectMetadata();
        int found = 0;
        try (JsonParser parser = Json.MAPPER.createParser(json)) {
            parser.nextToken();
            while (found < 3 && parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String field = parser.currentName();
                parser.nextToken();
                switch (field) {
                    case "kind" -> {
                        result.setKind(parser.getString());
                        found++;
                    }
                    case "apiVersion" -> {
                        result.setApiVersion(parser.getString());
                        found++;
                    }
                    case "metadata" -> {
                        JsonNode metadata = PART.readValue(parser);
                        result.setMetadata(serialization.convertValue(metadata, ObjectMeta.class));
                        found++;
                    }
                    default -> parser.skipChildren();
                }
            }
        }
        return result;
    }
}
