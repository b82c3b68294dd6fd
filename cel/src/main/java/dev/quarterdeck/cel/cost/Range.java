package dev.quarterdeck.cel.cost;

/** Least and most of a size or a cost. Numbers are unsigned and stop at the largest, which stands for what nothing bounds. */
public record Range(long min, long max) {
    /** The largest unsigned number. */
    public static final long UNBOUNDED = -1L;

    static final Range NONE = new Range(0, 0);
    static final Range ONE = new Range(1, 1);
    static final Range UNKNOWN = new Range(0, UNBOUNDED);

    static Range of(long exact) {
        return new Range(exact, exact);
    }

    static long plus(long a, long b) {
        long sum = a + b;
        return Long.compareUnsigned(sum, a) < 0 ? UNBOUNDED : sum;
    }

    static long times(long a, long b) {
        if (a == 0 || b == 0) {
            return 0;
        }
        return Long.compareUnsigned(Long.divideUnsigned(UNBOUNDED, b), a) < 0 ? UNBOUNDED : a * b;
    }

    static long times(long a, double factor) {
        double product = Math.ceil(toDouble(a) * factor);
        if (product >= 0x1p64) {
            return UNBOUNDED;
        }
        return product < 0x1p63 ? (long) product : (long) (product - 0x1p63) + Long.MIN_VALUE;
    }

    static double toDouble(long unsigned) {
        return unsigned >= 0 ? unsigned : (double) (unsigned >>> 1) * 2.0;
    }

    static long least(long a, long b) {
        return Long.compareUnsigned(a, b) < 0 ? a : b;
    }

    static long most(long a, long b) {
        return Long.compareUnsigned(a, b) > 0 ? a : b;
    }

    Range plus(Range other) {
        return new Range(plus(min, other.min), plus(max, other.max));
    }

    Range times(Range other) {
        return new Range(times(min, other.min), times(max, other.max));
    }

    Range times(double factor) {
        return new Range(times(min, factor), times(max, factor));
    }

    Range union(Range other) {
        return new Range(least(min, other.min), most(max, other.max));
    }
}
