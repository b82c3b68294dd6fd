package dev.quarterdeck.gateway.priority;

import dev.quarterdeck.gateway.priority.PriorityLimits.Load;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.function.ToDoubleFunction;

/** Seats, waiting requests and refusals of each level, under the reference's names. */
public final class PriorityMetrics implements MeterBinder {
    private final PriorityLimits limits;

    public PriorityMetrics(PriorityLimits limits) {
        this.limits = limits;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        limits.observe(level -> measure(registry, level));
    }

    private void measure(MeterRegistry registry, String level) {
        Gauge.builder("apiserver_flowcontrol_nominal_limit_seats", () -> number(level, Load::nominal))
                .tag("priority_level", level)
                .register(registry);
        Gauge.builder("apiserver_flowcontrol_current_executing_seats", () -> number(level, Load::inUse))
                .tag("priority_level", level)
                .register(registry);
        Gauge.builder("apiserver_flowcontrol_current_inqueue_requests", () -> number(level, Load::waiting))
                .tag("priority_level", level)
                .register(registry);
        FunctionCounter.builder("apiserver_flowcontrol_rejected_requests", this, m -> number(level, Load::refused))
                .tag("priority_level", level)
                .register(registry);
    }

    private double number(String level, ToDoubleFunction<Load> part) {
        Load load = limits.load(level);
        return load == null ? 0 : part.applyAsDouble(load);
    }
}
