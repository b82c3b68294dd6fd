package dev.quarterdeck.gateway.watch;

import dev.quarterdeck.gateway.authn.User;
import dev.quarterdeck.gateway.drain.Draining;
import dev.quarterdeck.gateway.output.ConnectionLoop;
import dev.quarterdeck.gateway.output.ConnectionPace;
import dev.quarterdeck.gateway.output.Negotiation;
import dev.quarterdeck.gateway.output.ObjectOutput;
import dev.quarterdeck.gateway.output.OutputFormat;
import dev.quarterdeck.gateway.output.OutputFormat.Encoding;
import dev.quarterdeck.gateway.output.TableOptions;
import dev.quarterdeck.gateway.read.CacheReader;
import dev.quarterdeck.gateway.read.ReadOptions;
import dev.quarterdeck.gateway.route.Query;
import dev.quarterdeck.gateway.route.RequestHandler;
import dev.quarterdeck.gateway.route.RequestInfo;
import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.stream.cache.CacheView;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.reactivestreams.Publisher;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.NettyDataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** WATCH as lines of JSON or protobuf messages over a response that stays open, or as messages over a WebSocket. What it sends and when is {@link WatchSource}'s and {@link WatchStream}'s; this class begins it. Connection's thread. */
public final class WatchHandler implements RequestHandler {
    private final CacheReader reader;
    private final HistoryFeed history;
    private final ObjectOutput output;
    private final WatchSettings settings;
    private final RandomGenerator random;
    private final Draining draining;
    private final SharedBodies shared = new SharedBodies();

    public WatchHandler(
            CacheReader reader,
            HistoryFeed history,
            ObjectOutput output,
            WatchSettings settings,
            RandomGenerator random) {
        this(reader, history, output, settings, random, new Draining());
    }

    /** @param draining ends all watches when it begins */
    public WatchHandler(
            CacheReader reader,
            HistoryFeed history,
            ObjectOutput output,
            WatchSettings settings,
            RandomGenerator random,
            Draining draining) {
        this.draining = draining;
        this.reader = reader;
        this.history = history;
        this.output = output;
        this.settings = settings;
        this.random = random;
    }

    @Override
    public boolean handles(RequestInfo request) {
        return request.verb().equals("watch")
                && request.type() != null
                && request.type().stored() != null
                && request.subresource().isEmpty();
    }

    @Override
    public Mono<Void> handle(RequestInfo request, User user, ServerWebExchange exchange) {
        ResourceType type = request.type();
        StoredResource stored = type == null ? null : type.stored();
        if (type == null || stored == null) {
            throw ApiException.internal("not a stored resource");
        }
        if (draining.hasBegun()) {
            throw ApiException.unavailable("the server is shutting down", 1);
        }
        OutputFormat format = Negotiation.stream(exchange);
        Query query = Query.of(exchange);
        TableOptions table = TableOptions.of(format, query);
        ReadOptions options = ReadOptions.of(request, type, query, true);
        WatchFilter filter = new WatchFilter(type.namespaced() ? request.namespace() : "", options.selection());
        WatchStart start = WatchStart.of(options);
        boolean socket = WatchSocket.isAskedFor(exchange);
        if (format.isProtobuf()) {
            ObjectOutput.checkForm(type.gvk());
        }
        WatchFrames frames = new WatchFrames(type, format, table, output, shared, socket);
        WatchStream.Terms terms = new WatchStream.Terms(
                options.allowBookmarks() ? settings.bookmarkInterval() : null,
                settings.stallTimeout(),
                timeout(options),
                socket);
        String contentType = format.encoding() == Encoding.PROTOBUF
                ? format.encoding().mediaType() + ";stream=watch"
                : format.encoding().mediaType();
        return ConnectionLoop.await(exchange, reader.view(stored, start.freshness()))
                .flatMap(view -> stream(view, stored, start, filter, frames, terms, contentType, exchange));
    }

    private Duration timeout(ReadOptions options) {
        if (options.timeoutSeconds() > 0) {
            return Duration.ofSeconds(Math.min(options.timeoutSeconds(), 86_400));
        }
        return settings.minTimeout()
                .plusMillis(random.nextLong(settings.minTimeout().toMillis() + 1));
    }

    private Mono<Void> stream(
            CacheView view,
            StoredResource stored,
            WatchStart start,
            WatchFilter filter,
            WatchFrames frames,
            WatchStream.Terms terms,
            String contentType,
            ServerWebExchange exchange) {
        WatchSource source = new WatchSource(
                reader.cache(stored), history, filter, frames, settings.bufferedEvents(), start.at(view, filter));
        if (!(exchange.getResponse().bufferFactory() instanceof NettyDataBufferFactory buffers)) {
            return Mono.error(ApiException.internal("not a connection of this server"));
        }
        WatchStream stream = new WatchStream(
                source,
                frames,
                terms,
                new WatchStream.Connection(
                        ConnectionLoop.of(exchange),
                        ConnectionPace.of(exchange),
                        ConnectionLoop.cut(exchange),
                        buffers.getByteBufAllocator()));
        Runnable end = stream::end;
        draining.whenBegun(end);
        return answer(stream, terms, contentType, exchange, buffers).doFinally(signal -> draining.forget(end));
    }

    private static Mono<Void> answer(
            WatchStream stream,
            WatchStream.Terms terms,
            String contentType,
            ServerWebExchange exchange,
            NettyDataBufferFactory buffers) {
        if (terms.oneByOne()) {
            return WatchSocket.answer(exchange, stream, contentType.equals(Encoding.JSON.mediaType()));
        }
        ServerHttpResponse response = exchange.getResponse();
        response.setStatusCode(HttpStatus.OK);
        response.getHeaders().set(HttpHeaders.CONTENT_TYPE, contentType);
        // the empty first piece sends the headers at once: clients wait for them before anything happens
        Publisher<DataBuffer> nothing = Mono.just(buffers.wrap(new byte[0]));
        return response.writeAndFlushWith(Flux.just(nothing, Flux.from(stream).map(buffers::wrap)));
    }
}
