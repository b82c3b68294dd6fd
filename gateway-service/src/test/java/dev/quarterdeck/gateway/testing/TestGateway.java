package dev.quarterdeck.gateway.testing;

import dev.quarterdeck.gateway.aggregation.AggregatedApis;
import dev.quarterdeck.gateway.asof.AsOfHandler;
import dev.quarterdeck.gateway.audit.AccessLog;
import dev.quarterdeck.gateway.authn.Authenticator;
import dev.quarterdeck.gateway.authn.User;
import dev.quarterdeck.gateway.authz.Authorizer;
import dev.quarterdeck.gateway.discovery.DiscoveryHandler;
import dev.quarterdeck.gateway.dispatch.ApiDispatcher;
import dev.quarterdeck.gateway.drain.Draining;
import dev.quarterdeck.gateway.flowcontrol.InFlightLimits;
import dev.quarterdeck.gateway.health.ComponentStatusHandler;
import dev.quarterdeck.gateway.health.HealthHandler;
import dev.quarterdeck.gateway.health.HealthResults;
import dev.quarterdeck.gateway.health.NamedCheck;
import dev.quarterdeck.gateway.health.VersionHandler;
import dev.quarterdeck.gateway.history.ObjectHistoryHandler;
import dev.quarterdeck.gateway.metrics.MetricsHandler;
import dev.quarterdeck.gateway.metrics.RequestMetrics;
import dev.quarterdeck.gateway.openapi.OpenApiHandler;
import dev.quarterdeck.gateway.output.ObjectOutput;
import dev.quarterdeck.gateway.priority.FlowObjects;
import dev.quarterdeck.gateway.priority.PriorityLimits;
import dev.quarterdeck.gateway.read.CacheReader;
import dev.quarterdeck.gateway.read.Freshness;
import dev.quarterdeck.gateway.read.GetHandler;
import dev.quarterdeck.gateway.read.HeldViews;
import dev.quarterdeck.gateway.read.ListHandler;
import dev.quarterdeck.gateway.read.ObjectReader;
import dev.quarterdeck.gateway.read.ScaleHandler;
import dev.quarterdeck.gateway.route.RequestHandler;
import dev.quarterdeck.gateway.tls.ApiServer;
import dev.quarterdeck.gateway.tls.ClientCertificates;
import dev.quarterdeck.gateway.tls.ServerTls;
import dev.quarterdeck.gateway.verb.CreateHandler;
import dev.quarterdeck.gateway.verb.DeleteCollectionHandler;
import dev.quarterdeck.gateway.verb.DeleteHandler;
import dev.quarterdeck.gateway.verb.PatchHandler;
import dev.quarterdeck.gateway.verb.UpdateHandler;
import dev.quarterdeck.gateway.verb.WriteGate;
import dev.quarterdeck.gateway.watch.HistoryFeed;
import dev.quarterdeck.gateway.watch.WatchHandler;
import dev.quarterdeck.gateway.watch.WatchSettings;
import dev.quarterdeck.kube.definition.Definition;
import dev.quarterdeck.kube.kind.BuiltInResources;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.openapi.OpenApiDocuments;
import dev.quarterdeck.kube.schema.SchemaCatalog;
import dev.quarterdeck.kube.selector.SelectableFields;
import dev.quarterdeck.stream.cache.CacheSettings;
import dev.quarterdeck.stream.testing.FakeResourceCaches;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.adapter.WebHttpHandlerBuilder;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.node.ObjectNode;

/** A gateway over fakes that listens on a free loopback port. The user is the certificate's CN, or {@code system:anonymous}; {@code refuse} says what is forbidden. */
public final class TestGateway implements AutoCloseable {
    /** What client certificates are verified by, where it is not the tests' own CA. */
    public final AtomicReference<@Nullable X509TrustManager> otherCa = new AtomicReference<>();

    /** Nanoseconds that the look at certificates is ahead of time. */
    public final AtomicLong ahead = new AtomicLong();

    public final FakeStateClient state;
    public final ApiServer server;
    public final Draining draining = new Draining();
    public final ServerTls tls;
    public final TestCertificates ca = new TestCertificates("test-ca");
    public final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    public volatile Authorizer authorizer = attributes -> new Authorizer.Decision(true, "");
    public volatile Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private static final OpenApiDocuments OPEN_API =
            new OpenApiDocuments(BuiltInResources.catalog(), SchemaCatalog.builtIn());
    private final FlowObjects flows;
    private final Disposable patience;
    private final HttpClient http2;
    private final HttpClient http1;

    /** What a test may want otherwise. */
    public static final class Options {
        private WatchSettings watch = WatchSettings.DEFAULT;
        private CacheSettings cache = CacheSettings.DEFAULT;
        private Duration handshake = Duration.ofSeconds(5);
        private Duration idle = Duration.ofSeconds(60);
        private Duration requestTimeout = Duration.ofSeconds(10);
        private int seats = 600;
        private int maxConnections = 20_000;
        private long heldViewBytes = 32 << 20;
        private List<RequestHandler> handlers = List.of();

        private Options() {}

        public static Options standard() {
            return new Options();
        }

        public Options watch(WatchSettings other) {
            watch = other;
            return this;
        }

        public Options cache(CacheSettings other) {
            cache = other;
            return this;
        }

        public Options connections(int max, Duration handshakeTimeout, Duration idleTimeout) {
            maxConnections = max;
            handshake = handshakeTimeout;
            idle = idleTimeout;
            return this;
        }

        public Options seats(int most) {
            seats = most;
            return this;
        }

        public Options handlers(RequestHandler... more) {
            handlers = List.of(more);
            return this;
        }

        public Options requestTimeout(Duration timeout) {
            requestTimeout = timeout;
            return this;
        }

        public Options heldViewBytes(long bytes) {
            heldViewBytes = bytes;
            return this;
        }
    }

    public TestGateway() {
        this(Options.standard());
    }

    public TestGateway(Options options) {
        FakeResourceCaches caches = new FakeResourceCaches(
                (resource, key, json) -> SelectableFields.of(resource).extract(Json.read(json)), options.cache);
        state = new FakeStateClient(caches);
        InstantSource clock = () -> now;
        ObjectOutput output = new ObjectOutput(clock);
        CacheReader reader = new CacheReader(caches, new Freshness(state), Duration.ofMillis(300));
        ObjectReader objects = new ObjectReader(reader, state);
        InFlightLimits limits = new InFlightLimits(64 << 20);
        PriorityLimits priorities =
                new PriorityLimits(options.seats, Duration.ofSeconds(5).toNanos(), System::nanoTime);
        flows = new FlowObjects(caches, priorities);
        patience = Schedulers.parallel().schedulePeriodically(priorities::expire, 50, 50, TimeUnit.MILLISECONDS);
        WriteGate gate = new WriteGate(state, output, limits, 3 << 20);
        List<RequestHandler> handlers = new ArrayList<>(options.handlers);
        List<RequestHandler> reads = List.of(
                new GetHandler(objects, output),
                new ScaleHandler(objects, output),
                new ListHandler(
                        reader,
                        new HeldViews(caches::cache, options.heldViewBytes, clock),
                        state,
                        output,
                        128 << 10,
                        options.requestTimeout,
                        clock));
        List<RequestHandler> documents = List.of(
                new DiscoveryHandler(caches.catalog(), () -> AggregatedApis.NONE, "10.0.0.1:6443"),
                new OpenApiHandler(() -> OPEN_API, () -> AggregatedApis.NONE, clock),
                new VersionHandler());
        HealthResults results = new HealthResults();
        List<NamedCheck> checks =
                List.of(NamedCheck.ping(), draining.check(), new NamedCheck("state", false, () -> state.progressOf(
                                new dev.quarterdeck.kube.kind.StoredResource("", "namespaces"))
                        .thenAccept(p -> {})));
        handlers.add(new AsOfHandler(state, clock, reads, documents));
        handlers.add(new ObjectHistoryHandler(state, output));
        handlers.addAll(reads);
        handlers.addAll(documents);
        handlers.addAll(List.of(
                new WatchHandler(
                        reader, new HistoryFeed(state), output, options.watch, new SplittableRandom(1), draining),
                new CreateHandler(gate),
                new UpdateHandler(gate),
                new PatchHandler(gate),
                new DeleteHandler(gate),
                new DeleteCollectionHandler(gate),
                new HealthHandler(checks, results),
                new ComponentStatusHandler(checks, output),
                new MetricsHandler("/metrics/slis", results::text),
                new MetricsHandler("/metrics", registry::scrape)));
        try {
            Path directory = Files.createTempDirectory("gateway-test");
            ca.issue(directory, "server", "CN=localhost");
            ca.writeCa(directory.resolve("ca.crt"));
            tls = ServerTls.load(
                    directory.resolve("server.crt"), directory.resolve("server.key"), directory.resolve("ca.crt"));
            for (String file : List.of("server.crt", "server.key", "ca.crt")) {
                Files.delete(directory.resolve(file));
            }
            Files.delete(directory);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        Authenticator authenticator = (certificates, token) -> {
            if (!token.isEmpty()) {
                return Mono.just(new User("token:" + token, "", List.of("system:authenticated"), Map.of()));
            }
            if (certificates.isEmpty()) {
                return Mono.just(User.ANONYMOUS);
            }
            String name = certificates.getFirst().getSubjectX500Principal().getName();
            return Mono.just(new User(name.substring(3), "", List.of("system:authenticated"), Map.of()));
        };
        ApiDispatcher dispatcher = new ApiDispatcher(
                caches.catalog(),
                () -> state.newestRevision(Definition.RESOURCE).thenCompose(caches.catalog()::atLeast),
                new ClientCertificates(
                        () -> otherCa.get() == null ? tls.clientCa() : otherCa.get(),
                        () -> System.nanoTime() + ahead.get()),
                exchange -> null,
                request -> null,
                authenticator,
                attributes -> authorizer.authorize(attributes),
                priorities,
                request -> 1,
                limits,
                handlers,
                new RequestMetrics(registry),
                new AccessLog(),
                () -> UUID.randomUUID().toString(),
                options.requestTimeout);
        HttpHandler handler = WebHttpHandlerBuilder.webHandler(
                        exchange -> Mono.error(new ResponseStatusException(HttpStatus.NOT_FOUND)))
                .filter(dispatcher)
                .build();
        server = new ApiServer(
                new ApiServer.Listen(List.of("127.0.0.1"), 0, options.handshake, options.idle, options.maxConnections),
                tls,
                handler,
                () -> dispatcher,
                draining);
        server.start();
        http2 = client(ca.client(ca, "CN=tester"), HttpClient.Version.HTTP_2);
        http1 = client(ca.client(ca, "CN=tester"), HttpClient.Version.HTTP_1_1);
    }

    public static HttpClient client(SSLContext tls, HttpClient.Version version) {
        return HttpClient.newBuilder().sslContext(tls).version(version).build();
    }

    public HttpClient http(HttpClient.Version version) {
        return version == HttpClient.Version.HTTP_2 ? http2 : http1;
    }

    public URI uri(String path) {
        return URI.create("https://127.0.0.1:" + server.getPort() + path);
    }

    public HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(uri(path)).timeout(Duration.ofSeconds(20));
    }

    public HttpResponse<String> send(HttpRequest.Builder request) {
        return send(http2, request);
    }

    public static HttpResponse<String> send(HttpClient client, HttpRequest.Builder request) {
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    public HttpResponse<String> get(String path, String... headers) {
        HttpRequest.Builder request = request(path);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request);
    }

    public HttpResponse<String> send(String method, String path, String body, String... headers) {
        HttpRequest.Builder request = request(path).method(method, HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request);
    }

    public static ObjectNode json(HttpResponse<String> response) {
        return Json.read(response.body().getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        http1.close();
        http2.close();
        server.stop();
        flows.close();
        patience.dispose();
        state.caches.close();
        registry.close();
    }
}
