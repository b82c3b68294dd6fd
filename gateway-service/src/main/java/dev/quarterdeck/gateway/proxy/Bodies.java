package dev.quarterdeck.gateway.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.NettyDataBufferFactory;
import org.springframework.http.server.reactive.ServerHttpResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Passes bodies on. */
public final class Bodies {
    private Bodies() {}

    /**
     * Each piece is copied into the heap. Whoever writes asks for some pieces ahead, and drops them where the client leaves; memory that has to be given back
     * would be lost with them.
     *
     * @param body pieces that are good until the next one
     * @param flush write each piece at once, as it comes
     */
    public static Mono<Void> pass(Flux<ByteBuf> body, ServerHttpResponse response, boolean flush) {
        Flux<DataBuffer> buffers = body.map(piece -> response.bufferFactory().wrap(ByteBufUtil.getBytes(piece)));
        return flush ? response.writeAndFlushWith(buffers.map(Mono::just)) : response.writeWith(buffers);
    }

    public static Flux<ByteBuf> toNetty(Flux<DataBuffer> body) {
        return body.map(NettyDataBufferFactory::toByteBuf);
    }
}
