package dev.quarterdeck.state.postgres;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.time.Duration;

/**
 * Circuit breakers around PostgreSQL: two failures in a row of four open them, and so does {@link StoreProbe} when it finds the server gone. Only the probe closes
 * them: no request ever waits to find out whether the server is back.
 */
public final class StoreBreakers {
    /** Longer than any outage; the probe does not wait for it. */
    private static final Duration UNTIL_THE_PROBE_CLOSES_IT = Duration.ofDays(365);

    private StoreBreakers() {}

    /** To be handed to {@link PostgresConnections#breaker}, which makes it and lets the probe watch it. */
    public static CircuitBreaker named(String name) {
        return CircuitBreaker.of(
                name,
                CircuitBreakerConfig.custom()
                        .slidingWindowType(CircuitBreakerConfig.SlidingWindowType.COUNT_BASED)
                        .slidingWindowSize(4)
                        .minimumNumberOfCalls(2)
                        .failureRateThreshold(50)
                        .waitDurationInOpenState(UNTIL_THE_PROBE_CLOSES_IT)
                        .build());
    }
}
