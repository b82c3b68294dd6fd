package dev.quarterdeck.stateclient.http;

import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * Where state-service is.
 *
 * @param replicas base URLs, for example {@code https://state-1:7443}
 * @param connectTimeout a replica that takes no connection for this long is passed over
 * @param timeout of one question or write
 */
public record StateClientSettings(List<URI> replicas, Duration connectTimeout, Duration timeout) {
    public StateClientSettings {
        if (replicas.isEmpty()) {
            throw new IllegalArgumentException("no replica of state-service is named");
        }
    }

    public StateClientSettings(List<URI> replicas) {
        this(replicas, Duration.ofSeconds(2), Duration.ofSeconds(30));
    }
}
