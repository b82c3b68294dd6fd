package dev.quarterdeck.gateway;

import dev.quarterdeck.gateway.aggregation.AggregationConfiguration;
import dev.quarterdeck.gateway.aggregation.AggregationMetrics;
import dev.quarterdeck.gateway.aggregation.ApiServices;
import dev.quarterdeck.gateway.aggregation.RemoteApis;
import dev.quarterdeck.gateway.asof.AsOfHandler;
import dev.quarterdeck.gateway.audit.AccessLog;
import dev.quarterdeck.gateway.authn.Authenticator;
import dev.quarterdeck.gateway.authz.Authorizer;
import dev.quarterdeck.gateway.authz.creation.CreationGuard;
import dev.quarterdeck.gateway.authz.escalation.EscalationGuard;
import dev.quarterdeck.gateway.config.IdentityConfiguration;
import dev.quarterdeck.gateway.discovery.DiscoveryHandler;
import dev.quarterdeck.gateway.dispatch.ApiDispatcher;
import dev.quarterdeck.gateway.drain.Draining;
import dev.quarterdeck.gateway.flowcontrol.InFlightLimits;
import dev.quarterdeck.gateway.health.ComponentStatusHandler;
import dev.quarterdeck.gateway.health.HealthHandler;
import dev.quarterdeck.gateway.health.NamedCheck;
import dev.quarterdeck.gateway.health.VersionHandler;
import dev.quarterdeck.gateway.history.ObjectHistoryHandler;
import dev.quarterdeck.gateway.metrics.MetricsHandler;
import dev.quarterdeck.gateway.metrics.RequestMetrics;
import dev.quarterdeck.gateway.openapi.LiveDocuments;
import dev.quarterdeck.gateway.openapi.OpenApiHandler;
import dev.quarterdeck.gateway.output.ObjectOutput;
import dev.quarterdeck.gateway.priority.FlowObjects;
import dev.quarterdeck.gateway.priority.PriorityLimits;
import dev.quarterdeck.gateway.priority.PriorityMetrics;
import dev.quarterdeck.gateway.priority.RequestWidth;
import dev.quarterdeck.gateway.read.CacheReader;
import dev.quarterdeck.gateway.read.Freshness;
import dev.quarterdeck.gateway.read.GetHandler;
import dev.quarterdeck.gateway.read.HeldViews;
import dev.quarterdeck.gateway.read.ListHandler;
import dev.quarterdeck.gateway.read.ObjectReader;
import dev.quarterdeck.gateway.read.ScaleHandler;
import dev.quarterdeck.gateway.resourcemetrics.ResourceMetricsConfiguration;
import dev.quarterdeck.gateway.route.RequestHandler;
import dev.quarterdeck.gateway.tls.ClientCertificates;
import dev.quarterdeck.gateway.tls.FrontProxy;
import dev.quarterdeck.gateway.tls.RequestHeaderSettings;
import dev.quarterdeck.gateway.tls.ServerTls;
import dev.quarterdeck.gateway.verb.CreateHandler;
import dev.quarterdeck.gateway.verb.DeleteCollectionHandler;
import dev.quarterdeck.gateway.verb.DeleteHandler;
import dev.quarterdeck.gateway.verb.PatchHandler;
import dev.quarterdeck.gateway.verb.UpdateHandler;
import dev.quarterdeck.gateway.verb.WriteGate;
import dev.quarterdeck.gateway.watch.HistoryFeed;
import dev.quarterdeck.gateway.watch.WatchHandler;
import dev.quarterdeck.kube.definition.Definition;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.stateclient.StateClient;
import dev.quarterdeck.stream.cache.ResourceCaches;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.annotation.Order;
import reactor.core.Disposable;
import reactor.core.scheduler.Schedulers;

/**
 * The gateway's parts without its listener. Wants from outside: a {@link StateClient}, {@link ResourceCaches}, an {@link InstantSource}, a
 * {@link MeterRegistry} and {@link ServerTls}.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({GatewaySettings.class, RequestHeaderSettings.class})
@Import({
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

    // ---- how much at a time, and whose turn it is

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

    // ---- reads: from the caches

    @Bean
    HeldViews heldViews(ResourceCaches caches, GatewaySettings settings, InstantSource clock) {
        return new HeldViews(caches::cache, settings.maxHeldViewBytes(), clock);
    }

    /** Looks after what views cost while nobody lists. */
    @Bean(destroyMethod = "dispose")
    Disposable heldViewsTidier(HeldViews held) {
        return Schedulers.parallel().schedulePeriodically(held::tidy, 1, 1, TimeUnit.SECONDS);
    }

    @Bean
    @Order(Handlers.READ)
    RequestHandler getHandler(ObjectReader reader, ObjectOutput output) {
        return new GetHandler(reader, output);
    }

    @Bean
    @Order(Handlers.READ)
    RequestHandler scaleHandler(ObjectReader reader, ObjectOutput output) {
        return new ScaleHandler(reader, output);
    }

    @Bean
    @Order(Handlers.READ)
    RequestHandler listHandler(
            CacheReader reader,
            HeldViews held,
            StateClient state,
            ObjectOutput output,
            GatewaySettings settings,
            InstantSource clock) {
        return new ListHandler(reader, held, state, output, settings.gzipAbove(), settings.requestTimeout(), clock);
    }

    @Bean
    @Order(Handlers.READ)
    RequestHandler watchHandler(
            CacheReader reader, StateClient state, ObjectOutput output, GatewaySettings settings, Draining draining) {
        return new WatchHandler(
                reader, new HistoryFeed(state), output, settings.watch(), new SplittableRandom(), draining);
    }

    // ---- the past: asked first, so that nothing else answers under its prefixes

    @Bean
    @Order(Handlers.PAST)
    RequestHandler asOfHandler(
            StateClient state,
            InstantSource clock,
            RequestHandler getHandler,
            RequestHandler scaleHandler,
            RequestHandler listHandler,
            RequestHandler discoveryHandler,
            RequestHandler openApiHandler,
            RequestHandler versionHandler) {
        return new AsOfHandler(
                state,
                clock,
                List.of(getHandler, scaleHandler, listHandler),
                List.of(discoveryHandler, openApiHandler, versionHandler));
    }

    @Bean
    @Order(Handlers.PAST)
    RequestHandler objectHistoryHandler(StateClient state, ObjectOutput output) {
        return new ObjectHistoryHandler(state, output);
    }

    // ---- writes: checked here, decided by state-service

    @Bean
    WriteGate writeGate(
            StateClient state,
            EscalationGuard guard,
            CreationGuard creations,
            ObjectOutput output,
            InFlightLimits limits,
            GatewaySettings settings) {
        return new WriteGate(guard.guard(creations.guard(state::write)), output, limits, settings.maxBodyBytes());
    }

    @Bean
    @Order(Handlers.WRITE)
    RequestHandler createHandler(WriteGate gate) {
        return new CreateHandler(gate);
    }

    @Bean
    @Order(Handlers.WRITE)
    RequestHandler updateHandler(WriteGate gate) {
        return new UpdateHandler(gate);
    }

    @Bean
    @Order(Handlers.WRITE)
    RequestHandler patchHandler(WriteGate gate) {
        return new PatchHandler(gate);
    }

    @Bean
    @Order(Handlers.WRITE)
    RequestHandler deleteHandler(WriteGate gate) {
        return new DeleteHandler(gate);
    }

    @Bean
    @Order(Handlers.WRITE)
    RequestHandler deleteCollectionHandler(WriteGate gate) {
        return new DeleteCollectionHandler(gate);
    }

    // ---- what is not a resource: discovery, health, version, metrics

    @Bean
    @Order(Handlers.OTHER)
    RequestHandler discoveryHandler(GatewaySettings settings, ResourceCaches caches, RemoteApis remote) {
        String address = settings.advertisedAddress().isEmpty()
                ? settings.bindAddresses().getFirst() + ":" + settings.port()
                : settings.advertisedAddress();
        return new DiscoveryHandler(caches.catalog(), remote::served, address);
    }

    @Bean
    @Order(Handlers.OTHER)
    RequestHandler openApiHandler(ResourceCaches caches, RemoteApis remote, InstantSource clock) {
        return new OpenApiHandler(new LiveDocuments(caches.catalog()), remote::served, clock);
    }

    @Bean
    @Order(Handlers.OTHER)
    RequestHandler healthHandler(List<NamedCheck> checks) {
        List<NamedCheck> all = new ArrayList<>();
        all.add(NamedCheck.ping());
        all.addAll(checks);
        return new HealthHandler(all);
    }

    @Bean
    @Order(Handlers.OTHER)
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
    @Order(Handlers.OTHER)
    RequestHandler versionHandler() {
        return new VersionHandler();
    }

    @Bean
    @Order(Handlers.OTHER)
    RequestHandler metricsHandler(ObjectProvider<PrometheusMeterRegistry> prometheus, AggregationMetrics aggregation) {
        return new MetricsHandler(() -> {
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

    /** The order in which handlers are asked: what is most particular first, for which identity's handlers take 0. */
    public static final class Handlers {
        public static final int PAST = -100;
        public static final int READ = 100;
        public static final int WRITE = 200;
        public static final int OTHER = 300;

        private Handlers() {}
    }
}
