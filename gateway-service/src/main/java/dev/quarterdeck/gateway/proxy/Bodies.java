package dev.quarterdeck.gateway.proxy;

import io.netty.buffer.ByteBuf;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.NettyDataBufferFactory;
import org.springframework.http.server.reactive.ServerHttpResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Passes bodies on without copying them. */
public final class Bodies {
    private Bodies() {}

    /** @param flush write each piece at once, as it comes */
    public static Mono<Void> pass(Flux<ByteBuf> body, ServerHttpResponse response, boolean flush) {
        Flux<DataBuffer> buffers = body.map(b -> toData(b, response));
        return flush ? response.writeAndFlushWith(buffers.map(Mono::just)) : response.writeWith(buffers);
    }

    private static DataBuffer toData(ByteBuf buffer, ServerHttpResponse response) {
        if (response.bufferFactory() instanceof NettyDataBufferFactory netty) {
            return netty.wrap(buffer.retain());
        }
        byte[] bytes = new byte[buffer.readableBytes()];
        buffer.getBytes(buffer.readerIndex(), bytes);
        return response.bufferFactory().wrap(bytes);
    }

    public static Flux<ByteBuf> toNetty(Flux<DataBuffer> body) {
        return body.map(NettyDataBufferFactory::toByteBuf);
    }
}
