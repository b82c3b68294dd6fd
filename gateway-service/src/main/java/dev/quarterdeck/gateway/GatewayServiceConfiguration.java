package dev.quarterdeck.gateway;

import dev.quarterdeck.gateway.aggregation.AggregationConfiguration;
import dev.quarterdeck.gateway.aggregation.AggregationMetrics;
import dev.quarterdeck.gateway.aggregation.ApiServices;
import dev.quarterdeck.gateway.aggregation.RemoteApis;
import dev.quarterdeck.gateway.audit.AccessLog;
import dev.quarterdeck.gateway.authn.Authenticator;
import dev.quarterdeck.gateway.authz.Authorizer;
import dev.quarterdeck.gateway.config.IdentityConfiguration;
import dev.quarterdeck.gateway.discovery.DiscoveryHandler;
import dev.quarterdeck.gateway.dispatch.ApiDispatcher;
import dev.quarterdeck.gateway.drain.Draining;
import dev.quarterdeck.gateway.flowcontrol.InFlightLimits;
import dev.quarterdeck.gateway.health.ComponentStatusHandler;
import dev.quarterdeck.gateway.health.HealthHandler;
import dev.quarterdeck.gateway.health.HealthResults;
import dev.quarterdeck.gateway.health.NamedCheck;
import dev.quarterdeck.gateway.health.VersionHandler;
import dev.quarterdeck.gateway.metrics.MetricsHandler;
import dev.quarterdeck.gateway.metrics.RequestMetrics;
import dev.quarterdeck.gateway.openapi.LiveDocuments;
import dev.quarterdeck.gateway.openapi.OpenApiHandler;
import dev.quarterdeck.gateway.output.ObjectOutput;
import dev.quarterdeck.gateway.priority.PriorityLimits;
import dev.quarterdeck.gateway.priority.RequestWidth;
import dev.quarterdeck.gateway.read.CacheReader;
import dev.quarterdeck.gateway.read.Freshness;
import dev.quarterdeck.gateway.read.ObjectReader;
import dev.quarterdeck.gateway.resourcemetrics.ResourceMetricsConfiguration;
import dev.quarterdeck.gateway.route.RequestHandler;
import dev.quarterdeck.gateway.tls.ClientCertificates;
import dev.quarterdeck.gateway.tls.FrontProxy;
import dev.quarterdeck.gateway.tls.RequestHeaderSettings;
import dev.quarterdeck.gateway.tls.ServerTls;
import dev.quarterdeck.kube.definition.Definition;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.stateclient.StateClient;
import dev.quarterdeck.stream.cache.ResourceCaches;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.annotation.Order;

/**
 * The gateway's parts without its listener. Wants from outside: a {@link StateClient}, {@link ResourceCaches}, an {@link InstantSource}, a
 * {@link MeterRegistry} and {@link ServerTls}.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({GatewaySettings.class, RequestHeaderSettings.class})
@Import({
    FlowControlConfiguration.class,
    ReadConfiguration.class,
    WriteConfiguration.class,
    IdentityConfiguration.class, // who is asking, and may they; their own handlers
    AggregationConfiguration.class, // other API servers
    ResourceMetricsConfiguration.class, // metrics.k8s.io
})
public class GatewayServiceConfiguration {

    // ---- what all handlers share

    @Bean
    ObjectOutput objectOutput(InstantSource clock) {
        return new ObjectOutput(clock);
    }

    @Bean
    Draining draining() {
        return new Draining();
    }

    @Bean
    NamedCheck shutdownCheck(Draining draining) {
        return draining.check();
    }

    @Bean
    Freshness freshness(StateClient state) {
        return new Freshness(state);
    }

    @Bean
    CacheReader cacheReader(ResourceCaches caches, Freshness freshness, GatewaySettings settings) {
        return new CacheReader(caches, freshness, settings.freshnessTimeout());
    }

    @Bean
    ObjectReader objectReader(CacheReader reader, StateClient state) {
        return new ObjectReader(reader, state);
    }

    // ---- what is not a resource: discovery, health, version, metrics

    @Bean
    @Order(HandlerOrder.OTHER)
    RequestHandler discoveryHandler(GatewaySettings settings, ResourceCaches caches, RemoteApis remote) {
        String address = settings.advertisedAddress().isEmpty()
                ? settings.bindAddresses().getFirst() + ":" + settings.port()
                : settings.advertisedAddress();
        return new DiscoveryHandler(caches.catalog(), remote::served, address);
    }

    @Bean
    @Order(HandlerOrder.OTHER)
    RequestHandler openApiHandler(ResourceCaches caches, RemoteApis remote, InstantSource clock) {
        return new OpenApiHandler(new LiveDocuments(caches.catalog()), remote::served, clock);
    }

    @Bean
    @Order(HandlerOrder.OTHER)
    RequestHandler healthHandler(List<NamedCheck> checks, HealthResults results) {
        List<NamedCheck> all = new ArrayList<>();
        all.add(NamedCheck.ping());
        all.addAll(checks);
        return new HealthHandler(all, results);
    }

    @Bean
    @Order(HandlerOrder.OTHER)
    RequestHandler componentStatusHandler(List<NamedCheck> checks, ObjectOutput output) {
        return new ComponentStatusHandler(checks, output);
    }

    @Bean
    NamedCheck stateCheck(StateClient state) {
        return new NamedCheck("state", false, () -> state.newestRevision(new StoredResource("", "namespaces"))
                .thenAccept(revision -> {}));
    }

    @Bean
    NamedCheck cachesCheck(ResourceCaches caches) {
        return new NamedCheck("caches", false, () -> caches.cache(new StoredResource("", "namespaces"))
                .ready()
                .thenCombine(
                        caches.cache(new StoredResource("rbac.authorization.k8s.io", "clusterrolebindings"))
                                .ready(),
                        (namespaces, bindings) -> namespaces));
    }

    @Bean
    @Order(HandlerOrder.OTHER)
    RequestHandler versionHandler() {
        return new VersionHandler();
    }

    @Bean
    HealthResults healthResults() {
        return new HealthResults();
    }

    @Bean
    @Order(HandlerOrder.OTHER)
    RequestHandler sliMetricsHandler(HealthResults results) {
        return new MetricsHandler("/metrics/slis", results::text);
    }

    @Bean
    @Order(HandlerOrder.OTHER)
    RequestHandler metricsHandler(ObjectProvider<PrometheusMeterRegistry> prometheus, AggregationMetrics aggregation) {
        return new MetricsHandler("/metrics", () -> {
            PrometheusMeterRegistry registry = prometheus.getIfAvailable();
            return (registry == null ? "" : registry.scrape()) + aggregation.text();
        });
    }

    // ---- the way of every request

    @Bean
    ApiDispatcher apiDispatcher(
            Authenticator authenticator,
            Authorizer authorizer,
            PriorityLimits priorities,
            ResourceCaches caches,
            Freshness freshness,
            InFlightLimits limits,
            List<RequestHandler> handlers,
            MeterRegistry registry,
            ServerTls tls,
            ApiServices services,
            RequestHeaderSettings requestHeader,
            GatewaySettings settings) {
        return new ApiDispatcher(
                caches.catalog(),
                () -> freshness.newest(Definition.RESOURCE).thenCompose(caches.catalog()::atLeast),
                new ClientCertificates(tls::clientCa, System::nanoTime),
                new FrontProxy(requestHeader, tls::requestHeaderCa, System::nanoTime)::user,
                services::of,
                authenticator,
                authorizer,
                priorities,
                new RequestWidth(caches),
                limits,
                handlers,
                new RequestMetrics(registry),
                new AccessLog(),
                () -> UUID.randomUUID().toString(),
                settings.requestTimeout());
    }
}
