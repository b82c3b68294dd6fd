package dev.quarterdeck.gateway.resourcemetrics;

import dev.quarterdeck.gateway.aggregation.ApiServices;
import dev.quarterdeck.gateway.lookup.ObjectLookup;
import dev.quarterdeck.gateway.proxy.NodeClient;
import dev.quarterdeck.gateway.route.RequestHandler;
import dev.quarterdeck.stream.cache.ResourceCaches;
import java.time.InstantSource;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

/** metrics.k8s.io. Wants the caches, lookups, the way to nodes, APIServices and a clock. */
@Configuration(proxyBeanMethods = false)
public class ResourceMetricsConfiguration {
    private static final int AFTER_WRITES = 250;

    @Bean
    MetricsApi metricsApi() {
        return new MetricsApi();
    }

    @Bean
    @Order(AFTER_WRITES)
    RequestHandler resourceMetricsHandler(
            ApiServices services,
            MetricsApi api,
            ResourceCaches caches,
            ObjectLookup objects,
            @Qualifier("nodeClient") NodeClient nodes,
            InstantSource clock) {
        NodeSummaries summaries = new NodeSummaries(objects, nodes);
        NodeSamples samples = new NodeSamples(summaries::of, System::nanoTime);
        return new ResourceMetricsHandler(services, new MetricsReader(caches, samples, clock), api);
    }
}
