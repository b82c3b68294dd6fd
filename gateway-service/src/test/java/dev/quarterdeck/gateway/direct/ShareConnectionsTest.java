package dev.quarterdeck.gateway.direct;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.gateway.output.PacedBody;
import dev.quarterdeck.gateway.route.Query;
import dev.quarterdeck.gateway.route.RequestInfo;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2Error;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Long answers over one connection at the same time: in whole frames, and none of them hangs on another. */
class ShareConnectionsTest {
    private static final int PART = BodyTurns.PART;
    private static final int PARTS = 24;
    private static final int LENGTH = PART * PARTS;
    private static final int FRAME = 16 * 1024;
    private static final byte[] TEXT = "x".repeat(PART).getBytes(StandardCharsets.UTF_8);

    private static final Duration STALL = Duration.ofMinutes(1);

    private int made;

    private final DirectRequests requests = new DirectRequests() {
        @Override
        public @Nullable RequestInfo claim(String method, String path, Query query) {
            return new RequestInfo("", path, "", "", "", "", "", "", "", null);
        }

        @Override
        public Mono<Void> answer(ServerWebExchange exchange) {
            return longAnswer(exchange);
        }
    };
    private Http2Pair pair = new Http2Pair(requests);

    private Mono<Void> longAnswer(ServerWebExchange exchange) {
        DataBufferFactory buffers = exchange.getResponse().bufferFactory();
        AtomicInteger left = new AtomicInteger(PARTS);
        return exchange.getResponse().writeWith(new PacedBody(() -> next(left, buffers), exchange, STALL));
    }

    private @Nullable DataBuffer next(AtomicInteger left, DataBufferFactory buffers) {
        if (left.getAndDecrement() == 0) {
            return null;
        }
        made++;
        return buffers.wrap(TEXT);
    }

    private List<Http2Pair.Stream> ask(int streams) {
        List<Http2Pair.Stream> all = new ArrayList<>();
        for (int i = 0; i < streams; i++) {
            all.add(pair.open("GET", "/list" + i, true));
        }
        return all;
    }

    @Test
    void sendsWholeFramesHoweverManyStreamsWait() throws Exception {
        pair = new Http2Pair(requests, LENGTH);
        pair.widen(20 * LENGTH);
        pair.clog(true);
        List<Http2Pair.Stream> streams = ask(20);
        pair.pump();
        assertThat(made).isLessThanOrEqualTo(StreamedBody.AHEAD);
        pair.clog(false);
        assertThat(streams).allMatch(stream -> stream.ended && stream.body.length() == LENGTH);
        assertThat(streams)
                .as("a few are cut by what the connection takes at once")
                .allMatch(stream -> stream.dataFrames <= LENGTH / FRAME * 3 / 2);
        assertThat(pair.active).isZero();
    }

    @Test
    void makesAheadForOneStreamOnly() {
        // one window of 64 KiB for all
        List<Http2Pair.Stream> streams = ask(20);
        streams.forEach(stream -> stream.channel.config().setAutoRead(false));
        pair.pump();
        assertThat(made).isLessThanOrEqualTo(3 * StreamedBody.AHEAD);
        streams.forEach(stream -> {
            stream.channel.config().setAutoRead(true);
            stream.channel.read();
        });
        pair.pump();
        assertThat(streams).allMatch(stream -> stream.ended && stream.body.length() == LENGTH);
    }

    @Test
    void whoDoesNotReadHoldsNobodyUp() throws Exception {
        pair.widen(16 << 20);
        List<Http2Pair.Stream> streams = ask(4);
        Http2Pair.Stream deaf = streams.removeFirst();
        deaf.channel.config().setAutoRead(false);
        pair.pump();
        assertThat(streams).allMatch(stream -> stream.ended && stream.body.length() == LENGTH);
        assertThat(deaf.ended).isFalse();
        deaf.channel.config().setAutoRead(true);
        deaf.channel.read();
        pair.pump();
        assertThat(deaf.ended).isTrue();
        assertThat(deaf.body).hasSize(LENGTH);
    }

    @Test
    void whoGoesAwayHoldsNobodyUp() throws Exception {
        pair.widen(16 << 20);
        List<Http2Pair.Stream> streams = ask(4);
        streams.forEach(stream -> stream.channel.config().setAutoRead(false));
        pair.pump();
        Http2Pair.Stream gone = streams.removeFirst();
        gone.channel.writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.CANCEL));
        streams.forEach(stream -> {
            stream.channel.config().setAutoRead(true);
            stream.channel.read();
        });
        pair.pump();
        assertThat(streams).allMatch(stream -> stream.ended && stream.body.length() == LENGTH);
        assertThat(pair.active).isZero();
    }

    @Test
    void endsWithItsConnection() throws Exception {
        pair.widen(16 << 20);
        ask(4).forEach(stream -> stream.channel.config().setAutoRead(false));
        pair.pump();
        pair.server.close();
        pair.server.runPendingTasks();
        assertThat(pair.active).isZero();
        assertThat(made).isLessThan(4 * PARTS);
    }

    /** One gets 32 KiB a minute; the other waits for longer than a deaf client would be suffered. */
    @Test
    void whoWaitsForItsTurnIsNotTakenForDeaf() throws Exception {
        pair = new Http2Pair(requests, LENGTH);
        pair.narrow();
        List<Http2Pair.Stream> streams = ask(2);
        pair.pump();
        for (int minute = 0; minute < 3; minute++) {
            pair.later(STALL.dividedBy(2));
            pair.take(PART);
            pair.later(STALL.dividedBy(2));
            assertThat(made).as("the other still waits").isEqualTo(StreamedBody.AHEAD);
            assertThat(streams).allMatch(stream -> stream.reset == -1);
        }
        for (int minute = 0; minute < 3; minute++) {
            pair.later(STALL);
        }
        assertThat(streams).as("nobody takes anything").allMatch(stream -> stream.reset >= 0);
        assertThat(pair.active).isZero();
    }
}
