package dev.quarterdeck.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.io.buffer.NettyDataBufferFactory;
import org.springframework.mock.http.server.reactive.MockServerHttpResponse;
import reactor.core.publisher.Flux;

class BodiesTest {
    private final ByteBufAllocator allocator = new PooledByteBufAllocator(true);
    private final MockServerHttpResponse response = new MockServerHttpResponse(new NettyDataBufferFactory(allocator));
    private final List<ByteBuf> given = new ArrayList<>();

    /** As an HTTP client gives them: each is released when whoever takes it returns. */
    private Flux<ByteBuf> pieces(int count) {
        return Flux.generate(() -> 0, (i, sink) -> {
            if (i == count) {
                sink.complete();
                return i;
            }
            ByteBuf piece = allocator.buffer();
            piece.writeCharSequence("piece " + i + "\n", StandardCharsets.US_ASCII);
            given.add(piece);
            sink.next(piece);
            piece.release();
            return i + 1;
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void allPiecesArriveInOrder(boolean flush) {
        Bodies.pass(pieces(100), response, flush).block();
        assertThat(response.getBodyAsString().block().lines()).hasSize(100).startsWith("piece 0", "piece 1");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void nothingIsLostWithAClientThatLeaves(boolean flush) {
        response.setWriteHandler(body -> body.next().then());
        Bodies.pass(pieces(100), response, flush).block();
        assertThat(given).isNotEmpty().allMatch(piece -> piece.refCnt() == 0);
    }
}
