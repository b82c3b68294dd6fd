package dev.quarterdeck.state.expiry;

import dev.quarterdeck.state.commit.ObjectStore;
import java.time.InstantSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Expires Events for as long as the service runs. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ExpirySettings.class)
public class ExpiryConfiguration {

    @Bean
    ExpirySchedule eventExpiry(ObjectStore store, ExpirySettings settings) {
        return new ExpirySchedule(new EventExpiry(store, InstantSource.system(), settings.ttl()), settings);
    }
}
