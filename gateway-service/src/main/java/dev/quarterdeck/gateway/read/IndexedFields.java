package dev.quarterdeck.gateway.read;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.kube.selector.SelectableFields;
import dev.quarterdeck.stream.cache.SelectableFieldsExtractor;
import java.util.Map;

/** What field selectors may ask of built-in kinds, for caches to extract. Decodes only objects of kinds that have more than name and namespace. */
public final class IndexedFields implements SelectableFieldsExtractor {
    /** What kinds without fields of their own share. */
    private static final SelectableFields NAMES = SelectableFields.of(new StoredResource("", ""));

    @Override
    public Map<String, String> fields(StoredResource resource, ObjectKey key, byte[] json) {
        SelectableFields fields = SelectableFields.of(resource);
        return fields == NAMES ? METADATA_ONLY.fields(resource, key, json) : fields.extract(json);
    }
}
