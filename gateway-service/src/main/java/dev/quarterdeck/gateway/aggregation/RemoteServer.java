package dev.quarterdeck.gateway.aggregation;

import dev.quarterdeck.gateway.authn.User;
import dev.quarterdeck.gateway.proxy.HttpNodeClient;
import dev.quarterdeck.gateway.proxy.NodeClient;
import dev.quarterdeck.gateway.proxy.NodeClientSettings;
import dev.quarterdeck.gateway.proxy.NodeEndpoint;
import dev.quarterdeck.kube.tls.PemFiles;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufFlux;

/** The way to the server of one APIService: connections of its own, and a circuit breaker that keeps requests from a server that cannot be reached. Thread-safe. */
final class RemoteServer implements AutoCloseable {
    private static final int LARGEST_DOCUMENT = 16 << 20;
    private static final User SELF = new User("system:kube-aggregator", "", List.of("system:masters"), Map.of());

    private final ApiService service;
    private final ApiService.Target target;
    private final AggregationSettings settings;
    private final Supplier<List<NodeEndpoint>> addresses;
    private final RandomGenerator random;
    private final @Nullable HttpNodeClient client;
    private final String broken;
    private final CircuitBreaker breaker;

    /** An answer to a question of the gateway's own. */
    record Document(int status, HttpHeaders headers, byte[] body) {}

    /** The server could not be reached. Carries no stack trace. */
    static final class Unreachable extends RuntimeException {
        Unreachable(String why) {
            super("error trying to reach service: " + why, null, false, false);
        }
    }

    /** @param addresses where the service leads at the moment */
    RemoteServer(
            ApiService service,
            ApiService.Target target,
            AggregationSettings settings,
            Supplier<List<NodeEndpoint>> addresses,
            RandomGenerator random) {
        this.service = service;
        this.target = target;
        this.settings = settings;
        this.addresses = addresses;
        this.random = random;
        HttpNodeClient made = null;
        String problem = "";
        try {
            made = HttpNodeClient.toService(
                    new NodeClientSettings(null, null, null, settings.connectTimeout(), settings.maxConnections()),
                    "apiservice-" + service.name(),
                    target.serverName(),
                    tls(),
                    (endpoint, e) -> new Unreachable(endpoint.host() + ":" + endpoint.port() + ": " + e.getMessage()));
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            problem = "cannot use caBundle: " + e.getMessage();
        }
        this.client = made;
        this.broken = problem;
        this.breaker = CircuitBreaker.of(
                "apiservice-" + service.name(),
                CircuitBreakerConfig.custom()
                        .slidingWindowSize(settings.circuitCalls())
                        .minimumNumberOfCalls(Math.min(5, settings.circuitCalls()))
                        .failureRateThreshold(50)
                        .waitDurationInOpenState(settings.circuitOpen())
                        .permittedNumberOfCallsInHalfOpenState(3)
                        .build());
    }

    private SslContext tls() throws IOException, GeneralSecurityException {
        SslContextBuilder tls = SslContextBuilder.forClient();
        Path cert = settings.certFile();
        Path key = settings.keyFile();
        if (cert != null && key != null) {
            tls.keyManager(PemFiles.identity(cert, key));
        }
        if (target.insecure()) {
            return tls.endpointIdentificationAlgorithm(null)
                    .trustManager(InsecureTrustManagerFactory.INSTANCE)
                    .build();
        }
        tls.endpointIdentificationAlgorithm("HTTPS");
        if (!target.caBundle().isEmpty()) {
            byte[] pem = Base64.getMimeDecoder().decode(target.caBundle());
            tls.trustManager(new ByteArrayInputStream(pem));
        }
        return tls.build();
    }

    ApiService service() {
        return service;
    }

    ApiService.Target target() {
        return target;
    }

    CircuitBreaker breaker() {
        return breaker;
    }

    /** Null where its authorities cannot be read; {@link #broken} says why. */
    @Nullable
    NodeClient client() {
        return client;
    }

    /** Empty where connections can be made. */
    String broken() {
        return broken;
    }

    /** An endpoint by chance; null where there is none. */
    @Nullable
    NodeEndpoint endpoint() {
        List<NodeEndpoint> ready = addresses.get();
        return ready.isEmpty() ? null : ready.get(random.nextInt(ready.size()));
    }

    /** Asks for a document as the gateway itself. Fails where the server cannot be reached, or takes longer than it may. */
    CompletableFuture<Document> ask(String path, String accept, String etag) {
        NodeClient open = client;
        NodeEndpoint endpoint = endpoint();
        if (open == null) {
            return CompletableFuture.failedFuture(new Unreachable(broken));
        }
        if (endpoint == null) {
            return CompletableFuture.failedFuture(
                    new Unreachable("no endpoints available for service \"" + target.service() + "\""));
        }
        HttpHeaders headers = new HttpHeaders();
        ForwardedHeaders.identity(headers, SELF);
        headers.set(HttpHeaders.ACCEPT, accept);
        if (!etag.isEmpty()) {
            headers.set(HttpHeaders.IF_NONE_MATCH, etag);
        }
        CompletableFuture<Document> asked = new CompletableFuture<>();
        NodeClient.Request request = new NodeClient.Request(endpoint, "GET", path, headers, Flux.empty());
        var running = open.exchange(request, answer -> whole(answer)
                        .doOnNext(body -> asked.complete(new Document(answer.status(), answer.headers(), body)))
                        .then())
                .timeout(settings.answerTimeout())
                .subscribe(
                        unused -> {},
                        asked::completeExceptionally,
                        () -> asked.completeExceptionally(new Unreachable("no answer")));
        asked.whenComplete((document, failure) -> {
            if (failure instanceof java.util.concurrent.CancellationException) {
                running.dispose();
            }
        });
        return asked;
    }

    private static Mono<byte[]> whole(NodeClient.Answer answer) {
        long[] seen = {0};
        return ByteBufFlux.fromInbound(answer.body().doOnNext(piece -> {
                    seen[0] += piece.readableBytes();
                    if (seen[0] > LARGEST_DOCUMENT) {
                        throw new Unreachable("the answer is longer than " + LARGEST_DOCUMENT + " bytes");
                    }
                }))
                .aggregate()
                .asByteArray()
                .defaultIfEmpty(new byte[0]);
    }

    @Override
    public void close() {
        if (client != null) {
            client.close();
        }
    }
}
