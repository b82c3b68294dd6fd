package dev.quarterdeck.scheduler.measure;

/** Is told how long the moments of one attempt took. Statuses are the reference's: Success, Skip, Unschedulable, UnschedulableAndUnresolvable, Error. */
public interface AttemptTimes {
    /** Nobody wants to know. */
    AttemptTimes NONE = new AttemptTimes() {
        @Override
        public boolean isSampled() {
            return false;
        }

        @Override
        public void took(ExtensionPoint point, String status, long nanos) {
            // Nobody wants to know.
        }

        @Override
        public void ruleTook(ExtensionPoint point, String rule, String status, long nanos) {
            // Nobody wants to know.
        }
    };

    /** Whether rules are timed one by one, too; the same all the while. */
    boolean isSampled();

    void took(ExtensionPoint point, String status, long nanos);

    /** Only of an attempt that is sampled. */
    void ruleTook(ExtensionPoint point, String rule, String status, long nanos);
}
