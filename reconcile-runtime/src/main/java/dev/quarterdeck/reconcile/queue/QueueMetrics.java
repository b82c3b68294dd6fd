package dev.quarterdeck.reconcile.queue;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** The {@code workqueue_*} metrics, with the label {@code name}, under the names and buckets Kubernetes promises to keep stable. */
final class QueueMetrics {
    private static final Duration[] BUCKETS = IntStream.rangeClosed(1, 10)
            .mapToObj(power -> Duration.ofNanos((long) Math.pow(10, power)))
            .toArray(Duration[]::new);

    private final MeterRegistry registry;
    private final String name;
    private final List<Meter> meters = new ArrayList<>();
    final Counter adds;
    final Counter retries;
    final Timer waited;
    final Timer worked;

    QueueMetrics(MeterRegistry registry, String name) {
        this.registry = registry;
        this.name = name;
        this.adds = Counter.builder("workqueue.adds").tag("name", name).register(registry);
        this.retries = Counter.builder("workqueue.retries").tag("name", name).register(registry);
        this.waited = timer("workqueue.queue.duration");
        this.worked = timer("workqueue.work.duration");
        meters.addAll(List.of(adds, retries, waited, worked));
    }

    private Timer timer(String metric) {
        return Timer.builder(metric)
                .tag("name", name)
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }

    <Q> void gauges(
            Q queue, ToDoubleFunction<Q> depth, ToDoubleFunction<Q> unfinishedSeconds, ToDoubleFunction<Q> longest) {
        meters.add(
                Gauge.builder("workqueue.depth", queue, depth).tag("name", name).register(registry));
        meters.add(Gauge.builder("workqueue.unfinished.work", queue, unfinishedSeconds)
                .baseUnit("seconds")
                .tag("name", name)
                .register(registry));
        meters.add(Gauge.builder("workqueue.longest.running.processor", queue, longest)
                .baseUnit("seconds")
                .tag("name", name)
                .register(registry));
    }

    /** Makes room for the meters of the next queue of this name. */
    void close() {
        meters.forEach(registry::remove);
    }
}
