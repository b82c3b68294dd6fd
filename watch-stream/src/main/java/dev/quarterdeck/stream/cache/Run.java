package dev.quarterdeck.stream.cache;

import dev.quarterdeck.kube.object.ObjectKey;
import java.util.Arrays;

/** Neighbours in key order, never none; and what is done alike with lists of runs and of what is in them. */
interface Run {
    /** The lowest key in it. */
    ObjectKey first();

    /** The last of these runs whose first key is not above {@code key}; -1 where all are. */
    static int lastNotAbove(Run[] runs, ObjectKey key) {
        int low = 0;
        int high = runs.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (runs[middle].first().compareTo(key) <= 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return high;
    }

    /** A copy with one more, before that index. */
    static <T> T[] inserted(T[] list, int index, T one) {
        T[] more = Arrays.copyOf(list, list.length + 1);
        System.arraycopy(list, index, more, index + 1, list.length - index);
        more[index] = one;
        return more;
    }

    /** A copy without the one at that index. */
    static <T> T[] without(T[] list, int index) {
        T[] fewer = Arrays.copyOf(list, list.length - 1);
        System.arraycopy(list, index + 1, fewer, index, fewer.length - index);
        return fewer;
    }

    /** A copy with two in the place of the one at that index. */
    static <T> T[] split(T[] list, int index, T left, T right) {
        T[] more = inserted(list, index, left);
        more[index + 1] = right;
        return more;
    }
}
