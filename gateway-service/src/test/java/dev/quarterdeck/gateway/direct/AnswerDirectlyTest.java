package dev.quarterdeck.gateway.direct;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.gateway.route.Query;
import dev.quarterdeck.gateway.route.RequestInfo;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2Error;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpStatusCode;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Streams that are claimed are answered from the lane; of all others nothing is missing. */
class AnswerDirectlyTest {
    private final List<String> claims = new ArrayList<>();
    private Function<ServerWebExchange, Mono<Void>> answer = exchange -> say(exchange, "done");

    private final Http2Pair pair = new Http2Pair(new DirectRequests() {
        @Override
        public @Nullable RequestInfo claim(String method, String path, Query query) {
            claims.add(method + " " + path + " " + query.text("q"));
            return path.startsWith("/direct") ? new RequestInfo("", path, "", "", "", "", "", "", "", null) : null;
        }

        @Override
        public Mono<Void> answer(ServerWebExchange exchange) {
            return answer.apply(exchange);
        }
    });

    private static Mono<Void> say(ServerWebExchange exchange, String text) {
        DirectResponse response = ((DirectExchange) exchange).getResponse();
        response.setStatusCode(HttpStatusCode.valueOf(201));
        response.getHeaders().set("Content-Type", "text/plain");
        response.getHeaders().add("X-Odd", "a");
        response.getHeaders().add("X-Odd", "b");
        return response.send(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Mono<Void> echo(ServerWebExchange exchange) {
        return DataBufferUtils.join(exchange.getRequest().getBody())
                .flatMap(buffer -> say(exchange, buffer.toString(StandardCharsets.UTF_8)));
    }

    @Test
    void answersWithHeadersAndBody() {
        Http2Pair.Stream stream = pair.open("GET", "/direct/a?q=1", true);
        pair.pump();
        assertThat(claims).containsExactly("GET /direct/a 1");
        assertThat(stream.status).isEqualTo("201");
        assertThat(stream.body).hasToString("done");
        assertThat(stream.ended).isTrue();
        assertThat(stream.reset).isEqualTo(-1);
        assertThat(stream.headers.headers().get("content-type")).hasToString("text/plain");
        assertThat(stream.headers.headers().getAll("x-odd"))
                .map(Object::toString)
                .containsExactly("a", "b");
        assertThat(pair.passed).isEmpty();
        assertThat(pair.active).isZero();
    }

    @Test
    void handsOverWhatIsNotClaimed() {
        Http2Pair.Stream stream = pair.open("POST", "/other", false);
        Http2Pair.data(stream, "x", true);
        pair.pump();
        assertThat(pair.passed).containsExactly("HEADERS 3", "DATA 3");
        assertThat(pair.active).isZero();
    }

    @Test
    void leavesPathsThatMustBeDecodedToTheOthers() {
        pair.open("GET", "/direct/%61", true);
        pair.open("GET", "/direct/a\"b", true);
        pair.open("GET", "/direct/a?q=%6", true);
        pair.open("GET", "/direct/a?q=%zz", true);
        pair.pump();
        assertThat(claims).isEmpty();
        assertThat(pair.passed).contains("HEADERS 3", "HEADERS 5", "HEADERS 7", "HEADERS 9");
    }

    @Test
    void takesQueriesThatMustBeDecoded() {
        pair.open("GET", "/direct/a?q=app%3Dweb", true);
        pair.pump();
        assertThat(claims).containsExactly("GET /direct/a app=web");
    }

    private static DataBuffer part(ServerWebExchange exchange, String text) {
        return exchange.getResponse().bufferFactory().wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void sendsABodyThatComesInParts() {
        answer = exchange -> exchange.getResponse().writeWith(Flux.range(1, 20).map(i -> part(exchange, i + " ")));
        Http2Pair.Stream stream = pair.open("GET", "/direct/list", true);
        pair.pump();
        assertThat(stream.status).isEqualTo("200");
        assertThat(stream.body).hasToString("1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 ");
        assertThat(stream.ended).isTrue();
        assertThat(stream.reset).isEqualTo(-1);
        assertThat(pair.active).isZero();
    }

    @Test
    void makesNoMorePartsThanTheClientTakes() {
        AtomicInteger made = new AtomicInteger();
        String chunk = "x".repeat(32 * 1024);
        answer = exchange -> exchange.getResponse()
                .writeWith(Flux.range(1, 50).doOnNext(made::set).map(i -> part(exchange, chunk)));
        Http2Pair.Stream stream = pair.open("GET", "/direct/list", true);
        stream.channel.config().setAutoRead(false);
        pair.pump();
        // one window of 64 KiB, and what is made ahead
        assertThat(made.get()).isLessThanOrEqualTo(2 + 1 + StreamedBody.AHEAD);
        assertThat(stream.ended).isFalse();
        stream.channel.config().setAutoRead(true);
        stream.channel.read();
        pair.pump();
        assertThat(made.get()).isEqualTo(50);
        assertThat(stream.body).hasSize(50 * chunk.length());
        assertThat(stream.ended).isTrue();
    }

    @Test
    void makesNothingMoreForAClientThatIsGone() {
        AtomicBoolean cancelled = new AtomicBoolean();
        String chunk = "x".repeat(32 * 1024);
        answer = exchange -> exchange.getResponse()
                .writeWith(
                        Flux.range(1, 50).doOnCancel(() -> cancelled.set(true)).map(i -> part(exchange, chunk)));
        Http2Pair.Stream stream = pair.open("GET", "/direct/list", true);
        stream.channel.config().setAutoRead(false);
        pair.pump();
        stream.channel.writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.CANCEL));
        pair.pump();
        assertThat(cancelled).isTrue();
        assertThat(pair.active).isZero();
    }

    @Test
    void tearsABodyThatBreaksInTheMiddle() {
        answer = exchange -> exchange.getResponse()
                .writeWith(Flux.just(part(exchange, "a")).concatWith(Flux.error(new IllegalStateException("no more"))));
        Http2Pair.Stream stream = pair.open("GET", "/direct/list", true);
        pair.pump();
        assertThat(stream.reset).isEqualTo(Http2Error.INTERNAL_ERROR.code());
        assertThat(stream.ended).isFalse();
        assertThat(pair.active).isZero();
    }

    @Test
    void keepsStreamsOfOneConnectionApart() {
        answer = AnswerDirectlyTest::echo;
        Http2Pair.Stream one = pair.open("POST", "/direct", false);
        Http2Pair.Stream other = pair.open("POST", "/other", false);
        Http2Pair.Stream two = pair.open("POST", "/direct", false);
        Http2Pair.data(two, "tw", false);
        Http2Pair.data(other, "y", true);
        Http2Pair.data(one, "one", true);
        Http2Pair.data(two, "o", true);
        pair.pump();
        assertThat(one.body).hasToString("one");
        assertThat(two.body).hasToString("two");
        assertThat(pair.passed).containsExactly("HEADERS 5", "DATA 5");
    }

    /** What makes channels of streams goes over all that are open when the connection has room again. */
    @Test
    void livesThroughAConnectionThatFillsUpAndDrains() {
        Sinks.Empty<Void> later = Sinks.empty();
        answer = exchange -> later.asMono().then(Mono.defer(() -> say(exchange, "done")));
        Http2Pair.Stream stream = pair.open("GET", "/direct", true);
        pair.open("POST", "/other", false);
        pair.pump();
        ChannelOutboundBuffer buffer = pair.server.unsafe().outboundBuffer();
        buffer.setUserDefinedWritability(1, false);
        buffer.setUserDefinedWritability(1, true);
        pair.pump();
        assertThat(pair.failures).isEmpty();
        later.tryEmitEmpty();
        pair.pump();
        assertThat(stream.body).hasToString("done");
        assertThat(stream.ended).isTrue();
    }

    @Test
    void cancelsTheAnswerWhenTheClientGivesUp() {
        List<String> said = new ArrayList<>();
        answer = exchange -> Mono.<Void>never().doOnCancel(() -> said.add("cancelled"));
        Http2Pair.Stream stream = pair.open("GET", "/direct", true);
        pair.pump();
        assertThat(pair.active).isEqualTo(1);
        stream.channel.writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.CANCEL));
        pair.pump();
        assertThat(said).containsExactly("cancelled");
        assertThat(pair.active).isZero();
    }

    @Test
    void cancelsEveryAnswerWhenTheConnectionEnds() {
        List<String> said = new ArrayList<>();
        answer = exchange -> Mono.<Void>never().doOnCancel(() -> said.add("cancelled"));
        pair.open("GET", "/direct", true);
        pair.open("POST", "/direct", false);
        pair.pump();
        pair.server.close();
        assertThat(said).containsExactly("cancelled", "cancelled");
        assertThat(pair.active).isZero();
    }

    @Test
    void tellsTheClientToKeepTheRestOfABodyThatNobodyReads() {
        Http2Pair.Stream stream = pair.open("POST", "/direct", false);
        pair.pump();
        assertThat(stream.body).hasToString("done");
        assertThat(stream.ended).isTrue();
        assertThat(stream.reset).isEqualTo(Http2Error.NO_ERROR.code());
        assertThat(pair.active).isZero();
    }

    @Test
    void holdsNoMoreThanOneWindowOfABodyThatIsNotAskedFor() {
        Sinks.Empty<Void> admitted = Sinks.empty();
        answer = exchange -> admitted.asMono().then(Mono.defer(() -> echo(exchange)));
        Http2Pair.Stream stream = pair.open("POST", "/direct", false);
        String body = "x".repeat(200_000);
        Http2Pair.data(stream, body, true);
        pair.pump();
        assertThat(stream.channel.bytesBeforeUnwritable())
                .as("the window is used up")
                .isZero();
        admitted.tryEmitEmpty();
        pair.pump();
        assertThat(stream.body.length()).isEqualTo(200_000);
    }

    @Test
    void answersWithoutABodyWhereTheHandlerSaysNothing() {
        answer = exchange -> Mono.empty();
        Http2Pair.Stream stream = pair.open("GET", "/direct", true);
        pair.pump();
        assertThat(stream.status).isEqualTo("200");
        assertThat(stream.ended).isTrue();
        assertThat(pair.active).isZero();
    }

    @Test
    void tearsTheStreamWhereTheAnswerFails() {
        answer = exchange -> Mono.error(new IllegalStateException("no"));
        Http2Pair.Stream stream = pair.open("GET", "/direct", true);
        pair.pump();
        assertThat(stream.reset).isEqualTo(Http2Error.INTERNAL_ERROR.code());
        assertThat(pair.active).isZero();
    }
}
