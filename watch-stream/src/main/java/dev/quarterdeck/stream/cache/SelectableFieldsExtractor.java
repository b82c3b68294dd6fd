package dev.quarterdeck.stream.cache;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.kube.selector.SelectableFields;
import java.util.Map;
import tools.jackson.core.JacksonException;

/** What a field selector may ask of an object. Called once per change, on the thread that applies changes; must not throw for any stored object. */
@FunctionalInterface
public interface SelectableFieldsExtractor {

    Map<String, String> fields(StoredResource resource, ObjectKey key, byte[] json);

    /** The object as it is to be shown, which may not be as it was stored once; the same bytes where it is. */
    default byte[] form(StoredResource resource, byte[] json) {
        return json;
    }

    /** The two fields that every kind has. */
    SelectableFieldsExtractor METADATA_ONLY = (resource, key, json) -> new NameFields(key);

    /** What the API lets clients select on; an object that can't be read has its name only. */
    SelectableFieldsExtractor OF_KIND = (resource, key, json) -> {
        SelectableFields fields = SelectableFields.of(resource);
        if (fields == SelectableFields.of(new StoredResource("", ""))) {
            return METADATA_ONLY.fields(resource, key, json);
        }
        try {
            return fields.extract(json);
        } catch (JacksonException | IllegalArgumentException e) {
            return METADATA_ONLY.fields(resource, key, json);
        }
    };
}
