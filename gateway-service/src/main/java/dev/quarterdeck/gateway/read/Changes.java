package dev.quarterdeck.gateway.read;

import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.object.Metadata;
import dev.quarterdeck.kube.selector.SelectableFields;
import dev.quarterdeck.stream.cache.CachedObject;
import dev.quarterdeck.stream.record.Change;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** Changes of history in the form in which caches hold objects. Pure. */
public final class Changes {
    private Changes() {}

    /** @param index whether labels and fields are needed; without, they are empty and nothing is decoded */
    public static CachedObject cached(Change change, boolean index) {
        if (!index) {
            return new CachedObject(change.key(), change.revision(), change.json(), Map.of(), Map.of());
        }
        ObjectNode object = Json.read(change.json());
        return new CachedObject(
                change.key(),
                change.revision(),
                change.json(),
                Metadata.of(object).labels(),
                SelectableFields.of(change.resource()).extract(object));
    }
}
