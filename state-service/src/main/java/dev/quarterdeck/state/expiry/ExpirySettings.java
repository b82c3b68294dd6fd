package dev.quarterdeck.state.expiry;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long Events are kept.
 *
 * @param ttl after an event was last seen; the reference's default is an hour
 * @param period between two looks at all events; an event may outlive its time by this much
 */
@ConfigurationProperties("quarterdeck.state.events")
public record ExpirySettings(
        @DefaultValue("1h") Duration ttl,
        @DefaultValue("5m") Duration period) {

    public ExpirySettings {
        if (!ttl.isPositive() || !period.isPositive()) {
            throw new IllegalArgumentException("quarterdeck.state.events: ttl and period must be positive");
        }
    }
}
