package dev.quarterdeck.cel.expression;

/** What the expressions of one request may still cost, in the units of {@link dev.quarterdeck.cel.cost}. Used by one thread. */
public final class Budget {
    /** The most that one evaluation may cost: about a tenth of a second. */
    public static final long PER_CALL = 1_000_000;
    /** For the rules of one object, or one binding of an admission policy. */
    public static final long PER_REQUEST = 10_000_000;
    /** For the match conditions of one webhook or binding. */
    public static final long MATCH_CONDITIONS = 2_500_000;

    private long left;

    public Budget(long cost) {
        left = cost;
    }

    public long left() {
        return left;
    }

    public boolean isSpent() {
        return left < 0;
    }

    void charge(long cost) {
        left = left < 0 ? left : left - cost;
    }
}
