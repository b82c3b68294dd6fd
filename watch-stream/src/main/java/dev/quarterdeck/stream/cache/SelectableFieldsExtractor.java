package dev.quarterdeck.stream.cache;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.ObjectKey;
import java.util.Map;

/** What a field selector may ask of an object. Called once per change, on the thread that applies changes; must not throw for any stored object. */
@FunctionalInterface
public interface SelectableFieldsExtractor {

    Map<String, String> fields(StoredResource resource, ObjectKey key, byte[] json);

    /** The two fields that every kind has. */
    SelectableFieldsExtractor METADATA_ONLY =
            (resource, key, json) -> key.namespace().isEmpty()
                    ? Map.of("metadata.name", key.name())
                    : Map.of("metadata.name", key.name(), "metadata.namespace", key.namespace());
}
