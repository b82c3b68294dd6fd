package dev.quarterdeck.scheduler.measure;

/** The time of one decision, shared out among its moments, which may come back to one another. Not thread-safe. */
public final class Moments {
    private static final int POINTS = ExtensionPoint.values().length;

    private final AttemptTimes times;
    private final long[] nanos = new long[POINTS];
    private long since = System.nanoTime();

    public Moments(AttemptTimes times) {
        this.times = times;
    }

    /** What was done since the last call belongs to this one. */
    public void was(ExtensionPoint point) {
        long now = System.nanoTime();
        nanos[point.ordinal()] += now - since;
        since = now;
    }

    /** What was done since the last call belongs to none. */
    public void skip() {
        since = System.nanoTime();
    }

    public void tell(ExtensionPoint point, String status) {
        times.took(point, status, nanos[point.ordinal()]);
    }
}
