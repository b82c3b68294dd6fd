package dev.quarterdeck.reconcile.informer;

import dev.quarterdeck.kube.object.StoredJson;
import java.util.Arrays;

/**
 * The bytes that an object was decoded from, cut down to what has to be decoded: without managed fields, which no model has, and for a pod without a spec that is, byte for
 * byte, the one of the revision before. Most changes of a pod are of its status, and its spec is most of it.
 */
final class StoredParts {
    private static final byte[] NO_FIELDS = {'[', ']'};
    private static final byte[] NO_SPEC = {'n', 'u', 'l', 'l'};

    private final byte[] json;
    private final StoredJson.Parts parts;

    private StoredParts(byte[] json, StoredJson.Parts parts) {
        this.json = json;
        this.parts = parts;
    }

    static StoredParts of(byte[] json) {
        return new StoredParts(json, StoredJson.parts(json));
    }

    /** Whether a spec is there and the same in both. */
    boolean hasSpecOf(StoredParts other) {
        int[] mine = parts.spec();
        int[] theirs = other.parts.spec();
        return mine != null
                && theirs != null
                && Arrays.equals(json, mine[0], mine[1], other.json, theirs[0], theirs[1]);
    }

    byte[] toDecode(boolean withSpec) {
        int[] managed = parts.managedFields();
        int[] spec = withSpec ? null : parts.spec();
        if (managed == null) {
            return spec == null ? json : cut(json, spec, NO_SPEC);
        }
        if (spec == null) {
            return cut(json, managed, NO_FIELDS);
        }
        // the later one first, so that the place of the other stays what it is
        return managed[0] < spec[0]
                ? cut(cut(json, spec, NO_SPEC), managed, NO_FIELDS)
                : cut(cut(json, managed, NO_FIELDS), spec, NO_SPEC);
    }

    private static byte[] cut(byte[] from, int[] place, byte[] instead) {
        byte[] result = new byte[from.length - (place[1] - place[0]) + instead.length];
        System.arraycopy(from, 0, result, 0, place[0]);
        System.arraycopy(instead, 0, result, place[0], instead.length);
        System.arraycopy(from, place[1], result, place[0] + instead.length, from.length - place[1]);
        return result;
    }
}
