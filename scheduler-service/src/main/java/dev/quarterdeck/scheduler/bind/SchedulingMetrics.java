package dev.quarterdeck.scheduler.bind;

import dev.quarterdeck.scheduler.queue.SchedulingQueue;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;

/** The reference's stable metrics of scheduling: attempts by result with their time, and pods that wait by queue. */
public final class SchedulingMetrics {
    private final MeterRegistry registry;

    public SchedulingMetrics(MeterRegistry registry, SchedulingQueue queue) {
        this.registry = registry;
        for (String name : new String[] {"active", "backoff", "unschedulable"}) {
            Gauge.builder("scheduler.pending.pods", queue, q -> q.sizes().getOrDefault(name, 0))
                    .tag("queue", name)
                    .register(registry);
        }
    }

    /** @param result scheduled, unschedulable or error */
    void attempted(String profile, String result, long nanos) {
        registry.counter("scheduler.schedule.attempts", "profile", profile, "result", result)
                .increment();
        Timer.builder("scheduler.scheduling.attempt.duration")
                .tags("profile", profile, "result", result)
                .register(registry)
                .record(nanos, TimeUnit.NANOSECONDS);
    }
}
