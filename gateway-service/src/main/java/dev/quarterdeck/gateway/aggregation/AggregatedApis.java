package dev.quarterdeck.gateway.aggregation;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * What other servers serve, as far as they were asked. Immutable; another state is another instance.
 *
 * @param all APIServices, those of this server too: their priorities order discovery
 * @param served by {@code GROUP/VERSION}
 */
public record AggregatedApis(List<ApiService> all, Map<String, Served> served) {
    public static final AggregatedApis NONE = new AggregatedApis(List.of(), Map.of());

    /**
     * What one server serves in the version of one APIService. Trees must not be changed.
     *
     * @param discovery its part of aggregated discovery, {@code APIVersionDiscovery}; null as long as the server cannot be asked
     * @param openApiV3 where its OpenAPI document is, with a hash; empty where it has none
     * @param openApiV2 the whole document of the server; null where it has none
     */
    public record Served(
            ApiService service,
            @Nullable ObjectNode discovery,
            String openApiV3,
            @Nullable ObjectNode openApiV2) {

        static Served nothingOf(ApiService service) {
            return new Served(service, null, "", null);
        }

        Served of(ApiService other) {
            return new Served(other, discovery, openApiV3, openApiV2);
        }
    }
}
