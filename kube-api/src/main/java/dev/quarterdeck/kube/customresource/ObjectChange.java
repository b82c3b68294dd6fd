package dev.quarterdeck.kube.customresource;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A value before and after an update, with the same of its parts: fields by name, items of a list of type {@code map} by their keys; items of other lists
 * have no before. Whether a part changed is found out once, when it is asked for. Used by one thread.
 */
public final class ObjectChange {
    private final JsonNode value;
    private final JsonNode old;
    private final JsonSchema schema;
    private @Nullable Map<String, JsonNode> oldItems;
    private @Nullable Boolean unchanged;
    private @Nullable Map<Object, ObjectChange> parts;

    private ObjectChange(JsonNode value, JsonNode old, JsonSchema schema) {
        this.value = value;
        this.old = old;
        this.schema = schema;
    }

    public static ObjectChange of(JsonNode value, JsonNode old, JsonSchema schema) {
        return new ObjectChange(value, old, schema);
    }

    public JsonNode old() {
        return old;
    }

    public boolean isUnchanged() {
        Boolean known = unchanged;
        if (known == null) {
            known = sameValue();
            unchanged = known;
        }
        return known;
    }

    private boolean sameValue() {
        boolean map = schema.extensions().listType().equals("map");
        if (map && value.isArray() && old.isArray()) {
            if (value.size() != old.size()) {
                return false;
            }
            for (int i = 0; i < value.size(); i++) {
                ObjectChange item = item(i);
                if (item == null || !item.isUnchanged()) {
                    return false;
                }
            }
            return true;
        }
        return value.equals(old);
    }

    /** Null where the field has no before. */
    public @Nullable ObjectChange field(String name) {
        if (!value.isObject() || !old.isObject()) {
            return null;
        }
        JsonSchema of = schema.field(name);
        JsonNode before = old.get(name);
        JsonNode now = value.get(name);
        if (of == null || before == null || now == null) {
            return null;
        }
        return part(name, now, before, of);
    }

    /** Null where the item has no before. */
    public @Nullable ObjectChange item(int index) {
        JsonSchema of = schema.items();
        if (of == null
                || !value.isArray()
                || !old.isArray()
                || !schema.extensions().listType().equals("map")) {
            return null;
        }
        Map<String, JsonNode> before = oldItems;
        if (before == null) {
            before = new HashMap<>();
            for (JsonNode item : old) {
                before.putIfAbsent(ListRules.key(item, schema), item);
            }
            oldItems = before;
        }
        JsonNode now = value.get(index);
        JsonNode match = now.isObject() ? before.get(ListRules.key(now, schema)) : null;
        return match == null ? null : part(index, now, match, of);
    }

    private ObjectChange part(Object key, JsonNode now, JsonNode before, JsonSchema of) {
        Map<Object, ObjectChange> known = parts;
        if (known == null) {
            known = new HashMap<>();
            parts = known;
        }
        return known.computeIfAbsent(key, k -> new ObjectChange(now, before, of));
    }
}
