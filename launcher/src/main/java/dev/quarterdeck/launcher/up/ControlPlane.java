package dev.quarterdeck.launcher.up;

import dev.quarterdeck.controller.ControllerServiceConfiguration;
import dev.quarterdeck.embedded.EmbeddedKafka;
import dev.quarterdeck.embedded.EmbeddedPostgres;
import dev.quarterdeck.gateway.GatewayServiceConfiguration;
import dev.quarterdeck.gateway.GatewayWebConfiguration;
import dev.quarterdeck.gateway.direct.NearRequests;
import dev.quarterdeck.gateway.dispatch.ApiDispatcher;
import dev.quarterdeck.gateway.read.IndexedFields;
import dev.quarterdeck.kube.feature.Features;
import dev.quarterdeck.launcher.certificates.ClusterIdentities;
import dev.quarterdeck.launcher.certificates.ClusterPki;
import dev.quarterdeck.launcher.certificates.ClusterPki.CertificateFiles;
import dev.quarterdeck.launcher.data.ClusterSettings;
import dev.quarterdeck.launcher.host.ClusterHost;
import dev.quarterdeck.reconcile.client.NearbyApi;
import dev.quarterdeck.scheduler.SchedulerServiceConfiguration;
import dev.quarterdeck.state.StateServiceConfiguration;
import dev.quarterdeck.state.commit.CommitListeners;
import dev.quarterdeck.state.commit.CommittedChange;
import dev.quarterdeck.state.postgres.PostgresConnections;
import dev.quarterdeck.state.publish.PostgresChangeLog;
import dev.quarterdeck.stateclient.StateClient;
import dev.quarterdeck.stream.cache.CacheSettings;
import dev.quarterdeck.stream.cache.ResourceCaches;
import dev.quarterdeck.stream.consume.ReplicatedResourceCaches;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * Every control-plane service in this JVM, wired: the gateway calls state-service directly, and all that read the change stream share one set of caches. What is
 * started last is stopped first. Thread-safe.
 */
final class ControlPlane implements AutoCloseable {
    /** Topics are for others here: a round through producer and broker costs about a millisecond of CPU, and few rounds do. */
    private static final String PUBLISH_PACE = "50ms";

    /** Of one component; what comes at once is committed at once. */
    private static final int REQUESTS_AT_ONCE = 128;

    /** Longer than any request takes that the API itself does not give up. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ClusterSettings settings;
    private final ClusterPki pki;
    private final ClusterIdentities identities;
    private final Progress progress;
    private final MeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final CallDeadlines callDeadlines = CallDeadlines.watched(PATIENCE);
    private final Deque<AutoCloseable> started = new ConcurrentLinkedDeque<>();
    private final Map<String, String> services = new LinkedHashMap<>();
    private volatile @Nullable ResourceCaches caches;
    private volatile @Nullable NearRequests near;

    ControlPlane(ClusterSettings settings, ClusterPki pki, Progress progress) {
        this.settings = settings;
        this.pki = pki;
        this.identities = new ClusterIdentities(pki);
        this.progress = progress;
    }

    /** The gateway's listener needs what Spring configures by itself for a reactive server and for Spring Cloud Gateway. */
    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import({GatewayServiceConfiguration.class, GatewayWebConfiguration.class})
    static class Gateway {}

    /** The API: returns once the gateway takes requests, which all others need. Kafka may come later. */
    void startServing(EmbeddedPostgres postgres, EmbeddedKafka.Settings kafka) {
        ConfigurableApplicationContext state = run("state-service", stateService(postgres, kafka));
        StateClient stateClient = state.getBean(StateClient.class);
        ResourceCaches shared = caches(state, stateClient);
        ConfigurableApplicationContext gateway = run("gateway-service", gateway(stateClient, shared));
        near = new NearRequests(gateway.getBean(ApiDispatcher.class));
        progress.say("state-service and gateway-service are up");
    }

    /** May run beside {@link #startControllers}. */
    void startScheduler() {
        run(
                "scheduler-service",
                client(SchedulerServiceConfiguration.class, identities.scheduler(), "quarterdeck-scheduler"));
        progress.say("scheduler-service is up");
    }

    void startControllers() {
        run(
                "controller-service",
                client(ControllerServiceConfiguration.class, identities.controllers(), "quarterdeck-controllers")
                        .with("quarterdeck.controller.cluster-cidr", settings.clusterCidr())
                        .with("quarterdeck.controller.root-ca-file", pki.caCertificate())
                        .with("quarterdeck.controller.service-account-key-file", pki.serviceAccountKey())
                        .with("quarterdeck.controller.signer-cert-file", pki.caCertificate())
                        .with("quarterdeck.controller.signer-key-file", pki.caKey()));
        progress.say("controller-service is up");
    }

    Map<String, String> services() {
        synchronized (services) {
            return new LinkedHashMap<>(services);
        }
    }

    /** What is switched on, the same for all. */
    private Map<String, String> features() {
        return Map.of(
                "quarterdeck.feature-gates", settings.featureGates(),
                "quarterdeck.runtime-config", settings.runtimeConfig());
    }

    private ConfigurableApplicationContext run(String name, ServiceContext service) {
        synchronized (services) {
            services.put(name, "starting");
        }
        ConfigurableApplicationContext context = service.with(features()).start();
        started.push(context);
        synchronized (services) {
            services.put(name, "running");
        }
        return context;
    }

    private ServiceContext stateService(EmbeddedPostgres postgres, EmbeddedKafka.Settings kafka) {
        return ServiceContext.of(
                        StateServiceConfiguration.class, dev.quarterdeck.state.bootstrap.BootstrapConfiguration.class)
                .sharing(MeterRegistry.class, metrics)
                .with("quarterdeck.state.postgres.url", postgres.jdbcUrl())
                .with("quarterdeck.state.postgres.user", postgres.user())
                .with("quarterdeck.state.postgres.password", postgres.password())
                .with("quarterdeck.state.publish-pace", PUBLISH_PACE)
                .with(
                        "quarterdeck.state.services.service-cidr",
                        settings.network().serviceCidr())
                .with(
                        "quarterdeck.state.advertise.addresses",
                        ClusterHost.of(1).address() + "," + ClusterHost.of(1).addressV6())
                .with("quarterdeck.state.advertise.port", settings.port())
                .with("quarterdeck.state.advertise.client-ca-file", pki.caCertificate())
                .with(
                        "quarterdeck.state.advertise.request-header-ca-file",
                        pki.frontProxy().caCertificate())
                .with(kafka(kafka));
    }

    private static Map<String, String> kafka(EmbeddedKafka.Settings kafka) {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("quarterdeck.kafka.bootstrap-servers", kafka.bootstrapServers());
        kafka.clientProperties().forEach((k, v) -> properties.put("quarterdeck.kafka.properties.[" + k + "]", v));
        return properties;
    }

    /** Fed by what state-service commits beside them; nothing in this process reads topics. */
    private ResourceCaches caches(ConfigurableApplicationContext stateService, StateClient state) {
        ReplicatedResourceCaches made = new ReplicatedResourceCaches(
                new PostgresChangeLog(stateService.getBean(PostgresConnections.class)),
                state,
                new IndexedFields(),
                CacheSettings.DEFAULT.serving(
                        stateService.getBean(Features.class).catalog()));
        stateService
                .getBean(CommitListeners.class)
                .add(changes -> made.committed(
                        changes.stream().map(CommittedChange::change).toList()));
        made.bindTo(metrics);
        started.push(made);
        caches = made;
        return made;
    }

    /** Under which the gateway is reached, beside those that every gateway has. */
    static List<String> gatewayNames(ClusterSettings settings) {
        return List.of(ClusterHost.of(1).address(), settings.network().apiAddress());
    }

    private ServiceContext gateway(StateClient state, ResourceCaches caches) {
        CertificateFiles serving = identities.gateway(gatewayNames(settings));
        CertificateFiles kubelet = identities.kubeletClient();
        ClusterPki frontProxies = pki.frontProxy();
        CertificateFiles frontProxy = frontProxies.frontProxyClient();
        String addresses = settings.runtime() == ClusterSettings.Runtime.CONTAINERD
                ? "127.0.0.1," + ClusterHost.of(1).address()
                : "127.0.0.1";
        return ServiceContext.of(Gateway.class)
                .serving()
                .sharing(MeterRegistry.class, metrics)
                .sharing(StateClient.class, state)
                .sharing(ResourceCaches.class, caches)
                .sharing(InstantSource.class, InstantSource.system())
                .with("quarterdeck.gateway.bind-addresses", addresses)
                .with("quarterdeck.gateway.port", settings.port())
                .with("quarterdeck.gateway.cert-file", serving.certificate())
                .with("quarterdeck.gateway.key-file", serving.key())
                .with("quarterdeck.gateway.client-ca-file", pki.caCertificate())
                .with("quarterdeck.gateway.service-account.signing-key-file", pki.serviceAccountKey())
                .with("quarterdeck.gateway.nodes.ca-file", pki.caCertificate())
                .with("quarterdeck.gateway.nodes.cert-file", kubelet.certificate())
                .with("quarterdeck.gateway.nodes.key-file", kubelet.key())
                .with("quarterdeck.gateway.request-header.client-ca-file", frontProxies.caCertificate())
                .with("quarterdeck.gateway.aggregation.cert-file", frontProxy.certificate())
                .with("quarterdeck.gateway.aggregation.key-file", frontProxy.key())
                .with("spring.cloud.gateway.server.webflux.enabled", "true");
    }

    private ServiceContext client(Class<?> configuration, CertificateFiles identity, String userAgent) {
        return ServiceContext.of(configuration)
                .sharing(MeterRegistry.class, metrics)
                .sharing(ResourceCaches.class, caches())
                .with("quarterdeck.api.url", "https://127.0.0.1:" + settings.port())
                .with("quarterdeck.api.ca-file", pki.caCertificate())
                .with("quarterdeck.api.cert-file", identity.certificate())
                .with("quarterdeck.api.key-file", identity.key())
                .sharing(NearbyApi.class, nearby(identity, userAgent, REQUESTS_AT_ONCE));
    }

    /** The gateway of this process without a connection; once started. */
    NearbyApi nearby(CertificateFiles identity, String userAgent, int atOnce) {
        NearRequests gateway = Objects.requireNonNull(near);
        return far -> new InProcessTransport(gateway, identity.certificate(), userAgent, atOnce, callDeadlines, far);
    }

    MeterRegistry metrics() {
        return metrics;
    }

    /** The caches that all services of this process share; once started. */
    ResourceCaches caches() {
        return Objects.requireNonNull(caches);
    }

    @Override
    public void close() {
        for (AutoCloseable part = started.poll(); part != null; part = started.poll()) {
            try {
                part.close();
            } catch (Exception e) {
                org.slf4j.LoggerFactory.getLogger(ControlPlane.class).warn("a service did not stop in order", e);
            }
        }
        callDeadlines.close();
    }
}
