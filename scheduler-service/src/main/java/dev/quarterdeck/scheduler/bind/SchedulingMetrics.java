package dev.quarterdeck.scheduler.bind;

import dev.quarterdeck.scheduler.measure.AttemptTimes;
import dev.quarterdeck.scheduler.measure.ExtensionPoint;
import dev.quarterdeck.scheduler.measure.RuleMeter;
import dev.quarterdeck.scheduler.measure.RuleMeters;
import dev.quarterdeck.scheduler.profile.Profile;
import dev.quarterdeck.scheduler.queue.SchedulingQueue;
import dev.quarterdeck.scheduler.queue.Served;
import dev.quarterdeck.scheduler.snapshot.ClusterState;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntUnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * The reference's metrics of scheduling, by its names, labels and buckets: attempts by result with their time, the time of decisions, pods that wait and that come
 * into each place of the queue, preemption, what a pod took from its arrival on, what rules keep pods waiting, how long each step took, how often rules
 * are asked, and how much is known. Thread-safe.
 */
public final class SchedulingMetrics {
    private static final int MOST_ATTEMPTS = 15;
    private static final long ONE_LOOK = TimeUnit.MILLISECONDS.toNanos(100);
    private static final Duration[] STEPS = IntStream.range(0, 12)
            .mapToObj(i -> Duration.ofNanos(100_000L << i))
            .toArray(Duration[]::new);

    /** In seconds: each half as much again as the one before, from ten microseconds. */
    private static final double[] RULES =
            DoubleStream.iterate(1e-5, seconds -> seconds * 1.5).limit(20).toArray();

    private static final double NANOS = 1e9;
    private static final int SAMPLED_PERCENT = 10;

    private final MeterRegistry registry;
    private final Timer decisions;
    private final DistributionSummary attempts;
    private final DistributionSummary victims;
    private final Map<Steps, Timer> steps = new ConcurrentHashMap<>();
    private final Map<RuleSteps, DistributionSummary> ruleSteps = new ConcurrentHashMap<>();
    private final IntUnaryOperator random;
    private final AtomicInteger binding = new AtomicInteger();
    private final Counter afterLongWait;
    private final SchedulingQueue queue;
    private Map<String, Map<String, Integer>> rejections = Map.of();
    private long rejectionsRead;

    public SchedulingMetrics(MeterRegistry registry, SchedulingQueue queue, ClusterState state) {
        this(registry, queue, state, bound -> ThreadLocalRandom.current().nextInt(bound));
    }

    /** @param random a number from zero to below the one that is given */
    SchedulingMetrics(MeterRegistry registry, SchedulingQueue queue, ClusterState state, IntUnaryOperator random) {
        this.registry = registry;
        this.random = random;
        this.queue = queue;
        this.afterLongWait = registry.counter("scheduler.pod.scheduled.after.flush");
        Gauge.builder("scheduler.goroutines", binding, AtomicInteger::get)
                .tag("operation", "binding")
                .register(registry);
        for (String name : new String[] {"active", "backoff", "unschedulable", "gated"}) {
            Gauge.builder("scheduler.pending.pods", queue, q -> q.sizes().getOrDefault(name, 0))
                    .tag("queue", name)
                    .register(registry);
        }
        for (String type : new String[] {"nodes", "pods", "assumed_pods"}) {
            Gauge.builder("scheduler.cache.size", state, s -> s.sizes().getOrDefault(type, 0))
                    .tag("type", type)
                    .register(registry);
        }
        this.decisions = Timer.builder("scheduler.scheduling.algorithm.duration")
                .serviceLevelObjectives(times(1, 15))
                .register(registry);
        this.attempts = DistributionSummary.builder("scheduler.pod.scheduling.attempts")
                .serviceLevelObjectives(1, 2, 4, 8, 16)
                .register(registry);
        this.victims = DistributionSummary.builder("scheduler.preemption.victims")
                .serviceLevelObjectives(1, 2, 4, 8, 16, 32, 64)
                .register(registry);
        queue.tell((place, event) -> registry.counter("scheduler.queue.incoming.pods", "queue", place, "event", event)
                .increment());
    }

    /** Each twice the one before. */
    private static Duration[] times(int firstMillis, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> Duration.ofMillis((long) firstMillis << i))
                .toArray(Duration[]::new);
    }

    /** @param result scheduled, unschedulable or error */
    void attempted(String profile, String result, long nanos) {
        registry.counter("scheduler.schedule.attempts", "profile", profile, "result", result)
                .increment();
        Timer.builder("scheduler.scheduling.attempt.duration")
                .tags("profile", profile, "result", result)
                .serviceLevelObjectives(times(1, 15))
                .register(registry)
                .record(nanos, TimeUnit.NANOSECONDS);
    }

    /**
     * All pods of a group that waited were tried together.
     *
     * @param result scheduled, unschedulable, waiting_on_preemption or error
     * @param nanos of the attempt
     * @param deciding of them, those of the decision
     */
    void attemptedTogether(String profile, String result, long nanos, long deciding) {
        registry.counter("scheduler.podgroup.schedule.attempts", "profile", profile, "result", result)
                .increment();
        Timer.builder("scheduler.podgroup.scheduling.attempt.duration")
                .tags("profile", profile, "result", result)
                .serviceLevelObjectives(times(1, 15))
                .register(registry)
                .record(nanos, TimeUnit.NANOSECONDS);
        Timer.builder("scheduler.podgroup.scheduling.algorithm.duration")
                .serviceLevelObjectives(times(1, 15))
                .register(registry)
                .record(deciding, TimeUnit.NANOSECONDS);
    }

    /** A pod of a gang had its node and was not bound before enough others had theirs. */
    void waitedForOthers(long nanos) {
        Timer.builder("scheduler.permit.wait.duration")
                .tag("result", "Success")
                .serviceLevelObjectives(times(1, 15))
                .register(registry)
                .record(nanos, TimeUnit.NANOSECONDS);
    }

    private record Steps(ExtensionPoint point, String profile, String status) {}

    private record RuleSteps(ExtensionPoint point, String rule, String status) {}

    /** From now on it is told of these profiles how many of their pods each rule keeps waiting. */
    public SchedulingMetrics of(Collection<Profile> profiles) {
        for (Profile profile : profiles) {
            for (String rule : profile.filters()) {
                Gauge.builder("scheduler.unschedulable.pods", this, m -> m.rejected(profile.schedulerName(), rule))
                        .tags("plugin", rule, "profile", profile.schedulerName())
                        .register(registry);
            }
        }
        return this;
    }

    /** Read once for all gauges that are asked in a row. */
    private synchronized int rejected(String profile, String rule) {
        long now = System.nanoTime();
        if (rejectionsRead == 0 || now - rejectionsRead > ONE_LOOK) {
            rejections = queue.rejections();
            rejectionsRead = now;
        }
        return rejections.getOrDefault(profile, Map.of()).getOrDefault(rule, 0);
    }

    /** Of one attempt, from its decision to its end; of a tenth of them each rule is timed. */
    AttemptTimes attempt(String profile) {
        return new Attempt(profile, random.applyAsInt(100) < SAMPLED_PERCENT);
    }

    /** Writes what it is told into histograms. Thread-safe. */
    private final class Attempt implements AttemptTimes {
        private final String profile;
        private final boolean sampled;

        Attempt(String profile, boolean sampled) {
            this.profile = profile;
            this.sampled = sampled;
        }

        @Override
        public boolean isSampled() {
            return sampled;
        }

        @Override
        public void took(ExtensionPoint point, String status, long nanos) {
            steps.computeIfAbsent(new Steps(point, profile, status), s -> Timer.builder(
                                    "scheduler.framework.extension.point.duration")
                            .tags("extension_point", point.name(), "profile", profile, "status", status)
                            .serviceLevelObjectives(STEPS)
                            .register(registry))
                    .record(nanos, TimeUnit.NANOSECONDS);
        }

        @Override
        public void ruleTook(ExtensionPoint point, String rule, String status, long nanos) {
            ruleSteps
                    .computeIfAbsent(new RuleSteps(point, rule, status), s -> DistributionSummary.builder(
                                    "scheduler.plugin.execution.duration")
                            .baseUnit("seconds")
                            .tags("extension_point", point.name(), "plugin", rule, "status", status)
                            .serviceLevelObjectives(RULES)
                            .register(registry))
                    .record(nanos / NANOS);
        }
    }

    /** From now on it is told how often a profile's rules are asked. */
    void follow(String profile, RuleMeters meters) {
        meters.forEach(meter -> FunctionCounter.builder("scheduler.plugin.evaluation", meter, RuleMeter::asked)
                .tags("plugin", meter.rule(), "extension_point", meter.point().name(), "profile", profile)
                .register(registry));
    }

    /** Victims were told to go, or not all of them. */
    void cleared(boolean all, long nanos) {
        String result = all ? "success" : "error";
        registry.counter("scheduler.preemption.goroutines.execution", "result", result)
                .increment();
        Timer.builder("scheduler.preemption.goroutines.duration")
                .tag("result", result)
                .serviceLevelObjectives(times(10, 20))
                .register(registry)
                .record(nanos, TimeUnit.NANOSECONDS);
    }

    void bindingBegins() {
        binding.incrementAndGet();
    }

    void bindingEnds() {
        binding.decrementAndGet();
    }

    /** How long it took to choose a node, or to find that there is none. */
    void decided(long nanos) {
        decisions.record(nanos, TimeUnit.NANOSECONDS);
    }

    /** A pod got its node. */
    void scheduled(Served served) {
        if (served.afterLongWait()) {
            afterLongWait.increment();
        }
        attempts.record(served.attempts());
        Timer.builder("scheduler.pod.scheduling.sli.duration")
                .tag("attempts", served.attempts() >= MOST_ATTEMPTS ? "15+" : Integer.toString(served.attempts()))
                .serviceLevelObjectives(times(10, 20))
                .register(registry)
                .record(served.sinceArrival());
    }

    /** A way out was looked for by taking pods off a node. */
    void lookedForVictims() {
        registry.counter("scheduler.preemption.attempts").increment();
    }

    void preempted(int pods) {
        victims.record(pods);
    }
}
