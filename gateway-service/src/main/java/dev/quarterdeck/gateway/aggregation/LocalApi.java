package dev.quarterdeck.gateway.aggregation;

import dev.quarterdeck.gateway.aggregation.AggregatedApis.Served;

/**
 * A version that this gateway serves besides what is stored: while there is an APIService of it without {@code spec.service}. One with a service gives it to another server.
 */
public interface LocalApi {
    /** {@code GROUP/VERSION}. */
    String groupVersion();

    /** For discovery and OpenAPI. */
    Served served(ApiService service);
}
