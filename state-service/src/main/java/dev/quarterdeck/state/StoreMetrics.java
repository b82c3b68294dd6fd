package dev.quarterdeck.state;

import dev.quarterdeck.state.commit.CommittedChange;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** Group commit in numbers: changes committed, changes per batch, writes that wait, the newest revision, and whether this replica publishes. Thread-safe. */
final class StoreMetrics implements MeterBinder {
    private final AtomicLong changes = new AtomicLong();
    private final AtomicLong revision = new AtomicLong();
    private volatile IntSupplier waiting = () -> 0;
    private volatile BooleanSupplier publishing = () -> false;
    private volatile @Nullable DistributionSummary batches;

    void watch(IntSupplier writesWaiting, BooleanSupplier isPublishing) {
        waiting = writesWaiting;
        publishing = isPublishing;
    }

    void committed(List<CommittedChange> batch) {
        changes.addAndGet(batch.size());
        revision.set(batch.getLast().change().revision());
        DistributionSummary summary = batches;
        if (summary != null) {
            summary.record(batch.size());
        }
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        FunctionCounter.builder("quarterdeck.state.committed.changes", changes, AtomicLong::get)
                .description("Changes that this replica has committed")
                .register(registry);
        Gauge.builder("quarterdeck.state.committed.revision", revision, AtomicLong::get)
                .description("Revision of the newest change that this replica has committed")
                .register(registry);
        Gauge.builder("quarterdeck.state.waiting.writes", this, m -> m.waiting.getAsInt())
                .description("Writes that wait for a batch")
                .register(registry);
        Gauge.builder("quarterdeck.state.publishing", this, m -> m.publishing.getAsBoolean() ? 1 : 0)
                .description("1 where this replica publishes")
                .register(registry);
        batches = DistributionSummary.builder("quarterdeck.state.batch.changes")
                .description("Changes per batch")
                .register(registry);
    }
}
