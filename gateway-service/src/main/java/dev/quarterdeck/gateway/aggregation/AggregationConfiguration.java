package dev.quarterdeck.gateway.aggregation;

import dev.quarterdeck.gateway.lookup.ObjectLookup;
import dev.quarterdeck.gateway.proxy.NodeEndpoint;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.stateclient.StateClient;
import dev.quarterdeck.stream.cache.ResourceCaches;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.node.ObjectNode;

/** Other API servers. Wants the caches, lookups, the state-service client and a clock. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(AggregationSettings.class)
public class AggregationConfiguration {
    private static final StoredResource SERVICES = new StoredResource("", "services");

    @Bean(destroyMethod = "close")
    ApiServices apiServices(ResourceCaches caches, List<LocalApi> local) {
        return new ApiServices(
                caches, local.stream().map(LocalApi::groupVersion).collect(Collectors.toSet()));
    }

    @Bean
    AggregationMetrics aggregationMetrics(ApiServices services) {
        return new AggregationMetrics(services);
    }

    @Bean
    RemoteApis remoteApis(
            ApiServices services,
            List<LocalApi> local,
            AggregationMetrics metrics,
            ObjectLookup objects,
            StateClient state,
            AggregationSettings settings,
            InstantSource clock,
            ApplicationEventPublisher events,
            @Value("${quarterdeck.gateway.request-timeout:60s}") Duration requestTimeout) {
        AvailabilityLease lease =
                new AvailabilityLease(objects, state::write, "gateway-" + UUID.randomUUID(), clock, System::nanoTime);
        AvailabilityStatus status = new AvailabilityStatus(state::write, clock, metrics::becameUnavailable);
        return new RemoteApis(
                services,
                (service, changed) -> {
                    ApiService.Target target = Objects.requireNonNull(service.target());
                    RemoteServer server =
                            new RemoteServer(service, target, settings, () -> addresses(objects, target), new Random());
                    return new RemoteWorker(
                            server, objects, status, lease::isHeld, settings, System::nanoTime, changed);
                },
                local,
                lease,
                requestTimeout,
                events);
    }

    private static List<NodeEndpoint> addresses(ObjectLookup objects, ApiService.Target target) {
        ObjectNode service = objects.cached(SERVICES, new ObjectKey(target.namespace(), target.service()));
        return service == null
                ? List.of()
                : ServiceAddresses.of(target, service, objects.slicesOf(target.namespace(), target.service()));
    }
}
