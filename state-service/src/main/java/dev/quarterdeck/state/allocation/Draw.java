package dev.quarterdeck.state.allocation;

import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.state.commit.ObjectStore;
import dev.quarterdeck.stateclient.Failures;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.random.RandomGenerator;

/**
 * Picks a free value of a range. The first try is luck alone, since ranges are mostly empty; where others won the value, the store is asked which of many
 * are held, and at last all are gone through, of wide ranges a million. The lower end is left to those who ask for a certain value as long as there is room above (KEP-3070).
 */
final class Draw {
    private static final int LUCKY_TRIES = 2;
    private static final int SAMPLE = 64;
    private static final int CHUNK = 1024;
    /** A wide range is not gone through to its end: it never is full. */
    private static final long WIDE = 1 << 24;

    private static final long MOST = 1 << 20;

    private final ObjectStore store;
    private final String scope;
    private final long size;
    private final long reserved;
    private final LongFunction<String> valueAt;

    Draw(ObjectStore store, String scope, long size, int maxReserved, LongFunction<String> valueAt) {
        this.store = store;
        this.scope = scope;
        this.size = size;
        this.reserved = size < 32 ? 0 : Math.min(Math.max(16, size / (maxReserved == 256 ? 16 : 32)), maxReserved);
        this.valueAt = valueAt;
    }

    /**
     * @param attempt how often the request has been decided already
     * @param avoid values that this request holds or has drawn
     * @throws ApiException 500 where the range is full
     */
    String pick(int attempt, Set<String> avoid, RandomGenerator random) {
        if (attempt < LUCKY_TRIES) {
            for (int i = 0; i < SAMPLE; i++) {
                String value = valueAt.apply(reserved + random.nextLong(size - reserved));
                if (!avoid.contains(value)) {
                    return value;
                }
            }
        }
        List<String> sample = new ArrayList<>(SAMPLE);
        for (int i = 0; i < SAMPLE; i++) {
            sample.add(valueAt.apply(reserved + random.nextLong(size - reserved)));
        }
        String free = firstFree(sample, avoid);
        if (!free.isEmpty()) {
            return free;
        }
        long upper = size - reserved;
        long start = random.nextLong(upper);
        long end = size <= WIDE ? size : MOST;
        for (long from = 0; from < end; from += CHUNK) {
            List<String> chunk = new ArrayList<>(CHUNK);
            for (long i = from; i < Math.min(end, from + CHUNK); i++) {
                chunk.add(valueAt.apply(i < upper ? reserved + Long.remainderUnsigned(start + i, upper) : i - upper));
            }
            free = firstFree(chunk, avoid);
            if (!free.isEmpty()) {
                return free;
            }
        }
        return "";
    }

    private String firstFree(List<String> values, Set<String> avoid) {
        Set<String> held = new HashSet<>(claimed(values));
        for (String value : values) {
            if (!held.contains(value) && !avoid.contains(value)) {
                return value;
            }
        }
        return "";
    }

    private List<String> claimed(List<String> values) {
        return Failures.await(store.claimed(scope, values));
    }
}
