package dev.quarterdeck.gateway.direct;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ResponseCookie;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/** An answer that leaves in one piece, or in parts where its body comes so and the way takes parts; else bodies are gathered before they are sent. */
final class DirectResponse implements ServerHttpResponse, WholeAnswer {
    private static final byte[] NOTHING = new byte[0];

    private final Sending sending;
    private final @Nullable Streaming streaming;
    private final DataBufferFactory buffers;
    private final HeaderPairs pairs = new HeaderPairs();
    private final HttpHeaders headers = new HttpHeaders(pairs);
    private final List<Supplier<? extends Mono<Void>>> beforeCommit = new ArrayList<>(0);
    private @Nullable HttpStatusCode status;
    private volatile boolean committed;

    /** Puts the whole answer on its way; {@code sink} learns when it has left. */
    interface Sending {
        void send(byte[] body, MonoSink<Void> sink);
    }

    /** Puts an answer on its way whose parts come one after the other; {@code sink} learns when the last has left. */
    interface Streaming {
        void stream(Publisher<? extends DataBuffer> body, MonoSink<Void> sink);
    }

    /** All bodies leave whole. */
    DirectResponse(Sending sending) {
        this(sending, null, DefaultDataBufferFactory.sharedInstance);
    }

    DirectResponse(Sending sending, @Nullable Streaming streaming, DataBufferFactory buffers) {
        this.sending = sending;
        this.streaming = streaming;
        this.buffers = buffers;
    }

    HeaderPairs pairs() {
        return pairs;
    }

    int code() {
        HttpStatusCode now = status;
        return now == null ? 200 : now.value();
    }

    @Override
    public Mono<Void> send(byte[] body) {
        return committing(sink -> sending.send(body, sink));
    }

    private Mono<Void> committing(Consumer<MonoSink<Void>> sender) {
        Mono<Void> sent = Mono.create(sink -> {
            if (committed) {
                sink.error(new IllegalStateException("the answer has been sent"));
                return;
            }
            committed = true;
            sender.accept(sink);
        });
        return beforeCommit.isEmpty()
                ? sent
                : Flux.fromIterable(beforeCommit).concatMap(Supplier::get).then(sent);
    }

    @Override
    public boolean setStatusCode(@Nullable HttpStatusCode code) {
        if (committed) {
            return false;
        }
        status = code;
        return true;
    }

    @Override
    public @Nullable HttpStatusCode getStatusCode() {
        return status;
    }

    @Override
    public HttpHeaders getHeaders() {
        return headers;
    }

    @Override
    public DataBufferFactory bufferFactory() {
        return buffers;
    }

    @Override
    public void beforeCommit(Supplier<? extends Mono<Void>> action) {
        beforeCommit.add(action);
    }

    @Override
    public boolean isCommitted() {
        return committed;
    }

    @Override
    public Mono<Void> writeWith(Publisher<? extends DataBuffer> body) {
        if (streaming != null && !(body instanceof Mono)) {
            return committing(sink -> streaming.stream(body, sink));
        }
        return DataBufferUtils.join(body)
                .map(buffer -> {
                    byte[] bytes = new byte[buffer.readableByteCount()];
                    buffer.read(bytes);
                    DataBufferUtils.release(buffer);
                    return bytes;
                })
                .defaultIfEmpty(NOTHING)
                .flatMap(this::send);
    }

    @Override
    public Mono<Void> writeAndFlushWith(Publisher<? extends Publisher<? extends DataBuffer>> body) {
        return writeWith(Flux.from(body).concatMap(part -> part));
    }

    @Override
    public Mono<Void> setComplete() {
        return committed ? Mono.empty() : send(NOTHING);
    }

    @Override
    public MultiValueMap<String, ResponseCookie> getCookies() {
        return new LinkedMultiValueMap<>();
    }

    @Override
    public void addCookie(ResponseCookie cookie) {
        throw new UnsupportedOperationException("the API sets no cookies");
    }
}
