package dev.quarterdeck.reconcile.informer;

import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.object.ObjectKey;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PartialObjectMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.ByteArrayInputStream;
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

    public ObjectDecoder(Class<T> type, KubernetesSerialization serialization) {
        this.type = type;
        this.serialization = serialization;
    }

    LazyObject<T> lazily(long revision, byte[] json) {
        return new LazyObject<>(Long.toString(revision), () -> decode(json));
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
