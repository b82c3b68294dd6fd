package dev.quarterdeck.stream.cache;

import dev.quarterdeck.kube.object.ObjectKey;
import java.util.Map;

/**
 * One object at one revision: bytes ready to send, and what selectors need. Immutable; {@code json} must not be modified.
 *
 * @param fields the selectable fields of the kind, as {@link dev.quarterdeck.kube.selector.FieldSelector} compares them
 */
public record CachedObject(
        ObjectKey key, long revision, byte[] json, Map<String, String> labels, Map<String, String> fields) {}
