package dev.quarterdeck.stream.cache;

import dev.quarterdeck.kube.object.ObjectKey;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Lets objects share what many of them have in common: namespaces, label names and values, whole sets of labels. Remembers the last of each slot only, so
 * that it is bounded whatever comes; what is not found is kept twice, no more. Begins small, since most kinds have few objects, and grows while much is not found.
 * Called by the feeding thread.
 */
final class Interner {
    private static final int FEWEST = 8;
    private static final int MOST = 512;

    private @Nullable String[] texts = new String[FEWEST];
    private @Nullable Labels[] labels = new Labels[FEWEST];
    private int missed;

    String text(String text) {
        String known = texts[slot(text.hashCode())];
        if (text.equals(known)) {
            return known;
        }
        missed();
        texts[slot(text.hashCode())] = text;
        return text;
    }

    Map<String, String> labels(String[] pairs) {
        if (pairs.length == 0) {
            return Map.of();
        }
        Labels made = new Labels(pairs);
        Labels known = labels[slot(made.hashCode())];
        if (made.equals(known)) {
            return known;
        }
        for (int i = 0; i < pairs.length; i++) {
            pairs[i] = text(pairs[i]);
        }
        labels[slot(made.hashCode())] = made;
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

    private void missed() {
        if (++missed <= texts.length || texts.length == MOST) {
            return;
        }
        missed = 0;
        @Nullable String[] oldTexts = texts;
        @Nullable Labels[] oldLabels = labels;
        texts = new String[oldTexts.length * 2];
        labels = new Labels[oldLabels.length * 2];
        for (String text : oldTexts) {
            if (text != null) {
                texts[slot(text.hashCode())] = text;
            }
        }
        for (Labels old : oldLabels) {
            if (old != null) {
                labels[slot(old.hashCode())] = old;
            }
        }
    }

    private int slot(int hash) {
        return (hash ^ hash >>> 9 ^ hash >>> 18) & texts.length - 1;
    }
}
