package dev.quarterdeck.scheduler.score;

/** Brings counts of any size to 0..100. */
final class Normalization {
    private Normalization() {}

    /** The largest count becomes 100. Where all are 0 they stay so. */
    static long[] largestIsBest(long[] counts) {
        long most = largest(counts);
        long[] scores = new long[counts.length];
        for (int i = 0; i < counts.length; i++) {
            scores[i] = most == 0 ? 0 : NodeScore.MOST * counts[i] / most;
        }
        return scores;
    }

    /** The smallest count becomes 100 and the largest what is left of it; where all are 0 all are 100. */
    static long[] smallestIsBest(long[] counts) {
        long most = largest(counts);
        long[] scores = new long[counts.length];
        for (int i = 0; i < counts.length; i++) {
            scores[i] = most == 0 ? NodeScore.MOST : NodeScore.MOST - NodeScore.MOST * counts[i] / most;
        }
        return scores;
    }

    /** The smallest, which may be negative, becomes 0 and the largest 100; where all are the same all are 0. */
    static long[] between(long[] sums) {
        long least = Long.MAX_VALUE;
        long most = Long.MIN_VALUE;
        for (long sum : sums) {
            least = Math.min(least, sum);
            most = Math.max(most, sum);
        }
        long[] scores = new long[sums.length];
        for (int i = 0; i < sums.length; i++) {
            scores[i] = most == least ? 0 : (long) (NodeScore.MOST * ((double) (sums[i] - least) / (most - least)));
        }
        return scores;
    }

    private static long largest(long[] counts) {
        long most = 0;
        for (long count : counts) {
            most = Math.max(most, count);
        }
        return most;
    }
}
