package dev.quarterdeck.gateway;

import dev.quarterdeck.gateway.flowcontrol.InFlightLimits;
import dev.quarterdeck.gateway.priority.FlowObjects;
import dev.quarterdeck.gateway.priority.PriorityLimits;
import dev.quarterdeck.gateway.priority.PriorityMetrics;
import dev.quarterdeck.stream.cache.ResourceCaches;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.TimeUnit;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.Disposable;
import reactor.core.scheduler.Schedulers;

/** How much at a time, and whose turn it is. */
@Configuration(proxyBeanMethods = false)
class FlowControlConfiguration {

    @Bean
    InFlightLimits inFlightLimits(GatewaySettings settings, MeterRegistry registry) {
        InFlightLimits limits = new InFlightLimits(settings.maxBodyBytesInFlight());
        Gauge.builder("apiserver_current_inflight_requests", limits, InFlightLimits::readsInFlight)
                .tag("request_kind", "readOnly")
                .register(registry);
        Gauge.builder("apiserver_current_inflight_requests", limits, InFlightLimits::writesInFlight)
                .tag("request_kind", "mutating")
                .register(registry);
        return limits;
    }

    @Bean
    PriorityLimits priorityLimits(GatewaySettings settings) {
        return new PriorityLimits(settings.seats(), settings.seatPatience().toNanos(), System::nanoTime);
    }

    @Bean
    PriorityMetrics priorityMetrics(PriorityLimits limits) {
        return new PriorityMetrics(limits);
    }

    @Bean
    FlowObjects flowObjects(ResourceCaches caches, PriorityLimits limits) {
        return new FlowObjects(caches, limits);
    }

    /** Refuses those who have waited too long for a seat. */
    @Bean(destroyMethod = "dispose")
    Disposable seatPatience(PriorityLimits limits) {
        return Schedulers.parallel().schedulePeriodically(limits::expire, 100, 100, TimeUnit.MILLISECONDS);
    }
}
