package dev.quarterdeck.benchmarks.jmh;

import dev.quarterdeck.gateway.authn.User;
import dev.quarterdeck.gateway.output.ObjectOutput;
import dev.quarterdeck.gateway.read.CacheReader;
import dev.quarterdeck.gateway.read.Freshness;
import dev.quarterdeck.gateway.read.HeldViews;
import dev.quarterdeck.gateway.read.ListHandler;
import dev.quarterdeck.gateway.route.Query;
import dev.quarterdeck.gateway.route.RequestInfo;
import dev.quarterdeck.gateway.route.RequestInfoParser;
import dev.quarterdeck.kube.kind.BuiltInResources;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.stateclient.StateClient;
import dev.quarterdeck.stream.cache.CacheSettings;
import dev.quarterdeck.stream.cache.SelectableFieldsExtractor;
import dev.quarterdeck.stream.record.Change;
import dev.quarterdeck.stream.testing.FakeResourceCaches;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpMethod;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.ServerWebExchangeDecorator;
import reactor.core.publisher.Mono;

/** The answer to a LIST of 5 000 objects at {@code resourceVersion=0}: from the request to the last byte of its body, without connection and TLS. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@SuppressWarnings("NullAway.Init")
public class ListBenchmark {
    private static final int OBJECTS = 5000;

    @Param({"", "app=rare", "app=nothing"})
    public String selector;

    private ListHandler handler;
    private RequestInfoParser parser;
    private URI path;
    private EmbeddedChannel channel;

    @Setup
    public void setUp() {
        FakeResourceCaches caches = new FakeResourceCaches(SelectableFieldsExtractor.OF_KIND, CacheSettings.DEFAULT);
        StoredResource stored = BenchmarkObjects.CONFIG_MAPS;
        caches.fill(
                stored,
                BenchmarkObjects.population(OBJECTS).stream()
                        .map(Change::json)
                        .map(Json::read)
                        .toList());
        StateClient state = OfflineState.of(caches);
        InstantSource clock = InstantSource.system();
        handler = new ListHandler(
                new CacheReader(caches, new Freshness(state), Duration.ofSeconds(3)),
                new HeldViews(caches::cache, 32 << 20, clock),
                state,
                new ObjectOutput(clock),
                128 << 10,
                Duration.ofSeconds(60),
                clock);
        channel = new EmbeddedChannel();
        parser = new RequestInfoParser(BuiltInResources::catalog);
        path = URI.create("/api/v1/namespaces/" + BenchmarkObjects.NAMESPACE + "/configmaps?resourceVersion=0"
                + (selector.isEmpty() ? "" : "&labelSelector=" + selector.replace("=", "%3D")));
    }

    @Benchmark
    public long list() {
        MockServerWebExchange answered =
                MockServerWebExchange.from(MockServerHttpRequest.method(HttpMethod.GET, path));
        ServerHttpRequest asked = new OfflineRequest(path, channel);
        ServerWebExchange exchange = new ServerWebExchangeDecorator(answered) {
            @Override
            public ServerHttpRequest getRequest() {
                return asked;
            }
        };
        long[] bytes = new long[1];
        answered.getResponse().setWriteHandler(body -> body.doOnNext(b -> bytes[0] += take(b))
                .then(Mono.empty()));
        RequestInfo request = parser.parse("GET", exchange.getRequest().getURI().getRawPath(), Query.of(exchange));
        handler.handle(request, User.ANONYMOUS, exchange).block();
        return bytes[0];
    }

    private static int take(DataBuffer buffer) {
        int length = buffer.readableByteCount();
        DataBufferUtils.release(buffer);
        return length;
    }
}
