package dev.quarterdeck.node.api;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.NettyPipeline;
import reactor.netty.http.server.HttpServerRequest;

/**
 * Joins a client that speaks SPDY/3.1 itself (client-go's SPDY executor, kubectl before 1.31) with the runtime's streaming server. After the 101 bytes pass unseen, each
 * side as fast as the other takes them; when one goes, the other gets what is on its way and is closed. Both connections live on one event loop.
 */
final class SpdyRelay {
    private SpdyRelay() {}

    /** Whether the request asks for SPDY/3.1. */
    static boolean isAsked(HttpServerRequest request) {
        HttpHeaders headers = request.requestHeaders();
        return headers.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderNames.UPGRADE, true)
                && SpdyUpgrade.PROTOCOL.equals(
                        headers.get(HttpHeaderNames.UPGRADE, "").toUpperCase(Locale.ROOT));
    }

    /** Completes when the client's connection is closed. Fails where the runtime cannot be reached or refuses: nothing has been answered then. */
    static Mono<Void> run(HttpServerRequest request, SpdyUpgrade remote) {
        List<String> protocols = request.requestHeaders().getAll(SpdyUpgrade.STREAM_PROTOCOL);
        Channel client = channel(request);
        return Mono.fromFuture(() -> remote.open(protocols, client.eventLoop()))
                .flatMap(agreed -> Mono.create(sink -> {
                    sink.onCancel(client::close);
                    client.closeFuture().addListener(closed -> sink.success());
                    client.eventLoop().execute(() -> join(client, agreed));
                }));
    }

    private static Channel channel(HttpServerRequest request) {
        Channel[] found = new Channel[1];
        request.withConnection(connection -> found[0] = connection.channel());
        return found[0];
    }

    private static void join(Channel client, SpdyUpgrade.Agreed agreed) {
        Channel runtime = agreed.channel();
        if (!client.isActive()) {
            var unused = runtime.close();
            return;
        }
        Side toClient = new Side(runtime);
        Side toRuntime = new Side(client);
        client.pipeline().addBefore(NettyPipeline.HttpCodec, "quarterdeck.spdy", toClient);
        runtime.pipeline().addLast(toRuntime);
        toClient.other = toRuntime;
        toRuntime.other = toClient;
        toClient.send(Unpooled.copiedBuffer(switching(agreed.streamProtocol()), StandardCharsets.ISO_8859_1));
        toClient.flush();
        client.config().setAutoRead(true);
        runtime.config().setAutoRead(true);
    }

    private static String switching(String streamProtocol) {
        String chosen = streamProtocol.isEmpty() ? "" : SpdyUpgrade.STREAM_PROTOCOL + ": " + streamProtocol + "\r\n";
        return "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: " + SpdyUpgrade.PROTOCOL + "\r\n"
                + chosen + "\r\n";
    }

    /** One of the two connections, in the place of everything that stands behind it in its pipeline. */
    private static final class Side extends ChannelDuplexHandler {
        private final Channel peer;
        private @Nullable ChannelHandlerContext context;
        private @Nullable Side other;

        Side(Channel peer) {
            this.peer = peer;
        }

        @Override
        public void handlerAdded(ChannelHandlerContext added) {
            context = added;
        }

        void send(ByteBuf bytes) {
            ChannelHandlerContext at = context;
            if (at == null) {
                bytes.release();
            } else {
                var unused = at.write(bytes);
            }
        }

        void flush() {
            ChannelHandlerContext at = context;
            if (at != null) {
                at.flush();
            }
        }

        void end() {
            ChannelHandlerContext at = context;
            if (at != null && at.channel().isActive()) {
                at.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
            }
        }

        @Override
        public void channelRead(ChannelHandlerContext at, Object message) {
            Side to = other;
            if (to != null && message instanceof ByteBuf bytes) {
                to.send(bytes);
            } else {
                ReferenceCountUtil.release(message);
            }
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext at) {
            Side to = other;
            if (to != null) {
                to.flush();
            }
            if (!peer.isWritable()) {
                at.channel().config().setAutoRead(false);
            }
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext at) {
            if (at.channel().isWritable()) {
                peer.config().setAutoRead(true);
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext at) {
            Side to = other;
            if (to != null) {
                to.end();
            }
            at.fireChannelInactive();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext at, Throwable cause) {
            var unused = at.close();
        }

        /** What stands behind would speak HTTP: not any more. */
        @Override
        public void write(ChannelHandlerContext at, Object message, ChannelPromise promise) {
            ReferenceCountUtil.release(message);
            promise.trySuccess();
        }

        @Override
        public void flush(ChannelHandlerContext at) {}

        @Override
        public void read(ChannelHandlerContext at) {
            if (at.channel().config().isAutoRead()) {
                at.read();
            }
        }
    }
}
