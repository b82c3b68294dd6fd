package dev.quarterdeck.reconcile.loop;

import java.time.Duration;

/** How a reconciliation ended. A failure is an exception: the key is tried again, later each time. */
public sealed interface Result {
    Result DONE = new Done();
    Result RETRY = new Retry();

    static Result after(Duration delay) {
        return new RequeueAfter(delay);
    }

    /** Nothing to do until the next change. */
    record Done() implements Result {}

    /** Look again after this time even if nothing changes. */
    record RequeueAfter(Duration delay) implements Result {}

    /** Look again soon, later each time: the world was not ready, and that is no error. */
    record Retry() implements Result {}
}
