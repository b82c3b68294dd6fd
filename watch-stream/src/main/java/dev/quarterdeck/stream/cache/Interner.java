package dev.quarterdeck.stream.cache;

import dev.quarterdeck.kube.object.ObjectKey;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Lets objects share what many of them have in common: namespaces, label names and values, whole sets of labels. Remembers the last of each slot only, so
 * that it is bounded whatever comes; what is not found is kept twice, no more. Called by the feeding thread.
 */
final class Interner {
    private static final int SLOTS = 512;

    private final @Nullable String[] texts = new String[SLOTS];
    private final @Nullable Labels[] labels = new Labels[SLOTS];

    String text(String text) {
        int slot = slot(text.hashCode());
        String known = texts[slot];
        if (text.equals(known)) {
            return known;
        }
        texts[slot] = text;
        return text;
    }

    Map<String, String> labels(String[] pairs) {
        if (pairs.length == 0) {
            return Map.of();
        }
        Labels made = new Labels(pairs);
        int slot = slot(made.hashCode());
        Labels known = labels[slot];
        if (made.equals(known)) {
            return known;
        }
        for (int i = 0; i < pairs.length; i++) {
            pairs[i] = text(pairs[i]);
        }
        labels[slot] = made;
        return made;
    }

    /** The same map in less space. */
    Map<String, String> compact(Map<String, String> map) {
        if (map instanceof Labels || map instanceof NameFields) {
            return map;
        }
        String[] pairs = new String[2 * map.size()];
        int i = 0;
        for (Map.Entry<String, String> entry : map.entrySet()) {
            pairs[i++] = entry.getKey();
            pairs[i++] = entry.getValue();
        }
        return labels(pairs);
    }

    ObjectKey key(ObjectKey key) {
        return new ObjectKey(text(key.namespace()), key.name());
    }

    private static int slot(int hash) {
        return (hash ^ hash >>> 9 ^ hash >>> 18) & SLOTS - 1;
    }
}
