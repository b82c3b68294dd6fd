package dev.quarterdeck.state.endpoint;

import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.stateclient.Failures;
import dev.quarterdeck.stateclient.StateClient;
import dev.quarterdeck.stateclient.wire.LaneFrames;
import dev.quarterdeck.stateclient.wire.WireFormat;
import dev.quarterdeck.stateclient.wire.WireFormat.Asked;
import dev.quarterdeck.stateclient.wire.WireFormat.Question;
import dev.quarterdeck.stateclient.wire.WireReader;
import dev.quarterdeck.stateclient.wire.WireWriter;
import dev.quarterdeck.stream.cache.SnapshotSource.Snapshot;
import dev.quarterdeck.stream.record.Change;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * {@link StateClient} as HTTP: the lane for what is asked all the time, and a path for each other method, bodies in {@link WireFormat}. Refusals are Status
 * objects under their own code. Handlers run on the event loop and only decode; everything else happens in futures.
 */
public final class StateEndpoint {
    static final String PATH = "/state/v1/";
    private static final int CHUNK = 256 << 10;
    private static final int MOST_CHANGES = 10_000;

    private final StateClient state;
    private final LaneEndpoint lane;

    StateEndpoint(StateClient state, LaneEndpoint lane) {
        this.state = state;
        this.lane = lane;
    }

    public RouterFunction<ServerResponse> routes() {
        return RouterFunctions.route()
                .GET(PATH + LaneFrames.PATH, lane::open)
                .POST(PATH + "convert", this::convert)
                .POST(PATH + Question.GET_AT.path(), r -> answer(r, this::getAt))
                .POST(PATH + Question.LIST_AT.path(), r -> answer(r, this::listAt))
                .POST(PATH + Question.HISTORY.path(), r -> answer(r, this::history))
                .POST(PATH + Question.REVISION_AT.path(), r -> answer(r, this::revisionAt))
                .POST(PATH + Question.OBJECT_HISTORY.path(), r -> answer(r, this::objectHistory))
                .POST(PATH + Question.SNAPSHOT.path(), this::snapshot)
                .build();
    }

    private Mono<ServerResponse> convert(ServerRequest request) {
        return request.bodyToMono(byte[].class)
                .flatMap(body -> Mono.fromFuture(() -> decoded(body, WireFormat::readConversion)
                        .thenCompose(asked -> state.convert(asked.to(), asked.objects()))
                        .thenApply(WireFormat::objects)))
                .flatMap(StateEndpoint::ok)
                .onErrorResume(StateEndpoint::refuse);
    }

    private CompletableFuture<byte[]> getAt(Asked asked) {
        ObjectKey key = asked.key();
        if (key == null) {
            return CompletableFuture.failedFuture(ApiException.badRequest("a key is missing"));
        }
        return state.getAt(asked.resource(), key, asked.revision())
                .thenApply(found -> WireFormat.changes(found.map(List::of).orElse(List.of()), false));
    }

    private CompletableFuture<byte[]> listAt(Asked asked) {
        int limit = Math.clamp(asked.limit(), 1, MOST_CHANGES);
        return state.listAt(asked.resource(), asked.scope(), asked.revision(), asked.key(), limit)
                .thenApply(page -> WireFormat.changes(page.objects(), page.more()));
    }

    private CompletableFuture<byte[]> history(Asked asked) {
        int limit = Math.clamp(asked.limit(), 1, MOST_CHANGES);
        return state.history(asked.resource(), asked.revision(), asked.upTo(), limit)
                .thenApply(changes -> WireFormat.changes(changes, false));
    }

    private CompletableFuture<byte[]> revisionAt(Asked asked) {
        return state.revisionAt(WireFormat.ofMicros(asked.revision())).thenApply(WireFormat::revision);
    }

    private CompletableFuture<byte[]> objectHistory(Asked asked) {
        ObjectKey key = asked.key();
        if (key == null) {
            return CompletableFuture.failedFuture(ApiException.badRequest("a key is missing"));
        }
        int limit = Math.clamp(asked.limit(), 1, MOST_CHANGES);
        return state.objectHistory(asked.resource(), key, asked.revision(), limit)
                .thenApply(WireFormat::revisions);
    }

    /** In chunks, so that the whole never stands in memory twice. */
    private Mono<ServerResponse> snapshot(ServerRequest request) {
        return request.bodyToMono(byte[].class)
                .flatMap(body -> Mono.fromFuture(() ->
                        decoded(body, WireFormat::readQuestion).thenCompose(asked -> state.snapshot(asked.resource()))))
                .flatMap(snapshot -> ServerResponse.ok()
                        .contentType(MediaType.APPLICATION_OCTET_STREAM)
                        .body(chunks(snapshot), byte[].class))
                .onErrorResume(StateEndpoint::refuse);
    }

    private static Flux<byte[]> chunks(Snapshot snapshot) {
        return Flux.generate(
                        snapshot.objects()::iterator,
                        (Iterator<Change> objects, reactor.core.publisher.SynchronousSink<byte[]> sink) -> {
                            WireWriter out = new WireWriter(CHUNK + (CHUNK >> 2));
                            while (objects.hasNext() && out.size() < CHUNK) {
                                WireFormat.change(out.flag(true), objects.next());
                            }
                            if (out.size() == 0) {
                                sink.next(out.flag(false).toBytes());
                                sink.complete();
                            } else {
                                sink.next(out.toBytes());
                            }
                            return objects;
                        })
                .startWith(new WireWriter(8).number(snapshot.revision()).toBytes());
    }

    private static Mono<ServerResponse> answer(
            ServerRequest request, Function<Asked, CompletableFuture<byte[]>> answer) {
        return request.bodyToMono(byte[].class)
                .flatMap(body -> Mono.fromFuture(
                        () -> decoded(body, WireFormat::readQuestion).thenCompose(answer)))
                .flatMap(StateEndpoint::ok)
                .onErrorResume(StateEndpoint::refuse);
    }

    private interface Decoder<T> {
        T decode(WireReader in) throws IOException;
    }

    private static <T> CompletableFuture<T> decoded(byte[] body, Decoder<T> decoder) {
        try {
            return CompletableFuture.completedFuture(decoder.decode(new WireReader(new ByteArrayInputStream(body))));
        } catch (IOException e) {
            return CompletableFuture.failedFuture(
                    ApiException.badRequest("not a message of this service: " + e.getMessage()));
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static Mono<ServerResponse> ok(byte[] body) {
        return ServerResponse.ok()
                .contentType(MediaType.APPLICATION_OCTET_STREAM)
                .bodyValue(body);
    }

    private static Mono<ServerResponse> refuse(Throwable error) {
        ApiException refusal = Failures.refusal(error);
        var response = ServerResponse.status(refusal.code()).contentType(MediaType.APPLICATION_JSON);
        if (refusal.details().retryAfterSeconds() > 0) {
            response.header("Retry-After", String.valueOf(refusal.details().retryAfterSeconds()));
        }
        refusal.warnings().forEach(text -> response.header("Warning", URLEncoder.encode(text, StandardCharsets.UTF_8)));
        return response.bodyValue(Json.write(refusal.toStatus()));
    }
}
