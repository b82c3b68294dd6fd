package dev.quarterdeck.scheduler.measure;

import java.util.concurrent.atomic.AtomicLong;

/** How often one rule was asked at one point, and how long it took in the attempt that is sampled. One thread asks; any may read the count. */
public final class RuleMeter {
    private final ExtensionPoint point;
    private final String rule;
    private final AtomicLong asked = new AtomicLong();
    private boolean sampling;
    private boolean worked;
    private long nanos;
    private String status = SUCCESS;

    public static final String SUCCESS = "Success";
    public static final String SKIP = "Skip";

    RuleMeter(ExtensionPoint point, String rule) {
        this.point = point;
        this.rule = rule;
    }

    /** Of a rule whose name another has, too: it is not told of. */
    public static RuleMeter unheard() {
        return new RuleMeter(ExtensionPoint.Filter, "");
    }

    public ExtensionPoint point() {
        return point;
    }

    public String rule() {
        return rule;
    }

    /** How often it was asked. */
    public long asked() {
        return asked.getOpaque();
    }

    /** It is asked now. Costs next to nothing where the attempt is not sampled. */
    public long begin() {
        count();
        return look();
    }

    /** It turns out that it is asked. */
    public void count() {
        asked.setOpaque(asked.getPlain() + 1);
    }

    /** It is asked whether it has something to ask, which is not counted. */
    public long look() {
        return sampling ? System.nanoTime() : 0;
    }

    /** @param begin as {@link #begin} or {@link #look} gave it */
    public void end(long begin) {
        if (begin != 0) {
            nanos += System.nanoTime() - begin;
            worked = true;
        }
    }

    /** The same of a rule that said something: one no is what the attempt is told of. */
    public void end(long begin, String said) {
        if (begin != 0) {
            end(begin);
            if (status.equals(SUCCESS)) {
                status = said;
            }
        }
    }

    void sample(boolean on) {
        sampling = on;
        worked = false;
        nanos = 0;
        status = SUCCESS;
    }

    void tell(AttemptTimes times) {
        if (worked) {
            times.ruleTook(point, rule, status, nanos);
        }
    }
}
