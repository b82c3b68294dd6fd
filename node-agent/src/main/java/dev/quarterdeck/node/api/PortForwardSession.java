package dev.quarterdeck.node.api;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.http.websocket.WebsocketInbound;
import reactor.netty.http.websocket.WebsocketOutbound;

/**
 * Carries the raw bytes of a SPDY connection in the binary messages of a WebSocket ({@code SPDY/3.1+portforward.k8s.io}), to the runtime and back. The
 * client and the runtime speak SPDY with each other; this part does not look inside.
 */
final class PortForwardSession {
    static final String PROTOCOL = "SPDY/3.1+portforward.k8s.io";
    private static final long MOST_PENDING = 1 << 20;

    private final Channel webSocket;
    private final AtomicLong pending = new AtomicLong();
    private final Sinks.Empty<Void> ended = Sinks.empty();
    private final CompletableFuture<Channel> remote;

    private PortForwardSession(Channel webSocket, SpdyUpgrade target) {
        this.webSocket = webSocket;
        this.remote = target.open(List.of("portforward.k8s.io"), webSocket.eventLoop())
                .thenApply(SpdyUpgrade.Agreed::channel);
    }

    /** Runs until either side is done. */
    static Mono<Void> run(SpdyUpgrade target, WebsocketInbound in, WebsocketOutbound out) {
        return Mono.defer(() -> {
            Channel[] channel = new Channel[1];
            out.withConnection(connection -> channel[0] = connection.channel());
            PortForwardSession session = new PortForwardSession(channel[0], target);
            session.begin();
            Mono<Void> fromClient = in.receiveFrames()
                    .map(WebSocketFrame::retain)
                    .concatMap(frame -> session.toRemote(frame.content()), 1)
                    .then()
                    .onErrorComplete();
            return Mono.firstWithSignal(fromClient, session.ended.asMono())
                    .doFinally(signal -> session.remote.thenAccept(Channel::close))
                    .then();
        });
    }

    private void begin() {
        remote.whenComplete((channel, failure) -> {
            if (failure != null) {
                webSocket
                        .writeAndFlush(new CloseWebSocketFrame(1011, "the runtime cannot forward"))
                        .addListener(done -> ended.tryEmitEmpty());
            } else {
                channel.pipeline().addLast(new FromRemote());
                channel.config().setAutoRead(true);
            }
        });
    }

    private Mono<Void> toRemote(ByteBuf data) {
        return Mono.fromFuture(() -> remote.copy())
                .flatMap(channel ->
                        Mono.create(sink -> channel.writeAndFlush(data).addListener(done -> sink.success())));
    }

    private final class FromRemote extends SimpleChannelInboundHandler<ByteBuf> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf data) {
            int size = data.readableBytes();
            if (pending.addAndGet(size) > MOST_PENDING) {
                context.channel().config().setAutoRead(false);
            }
            webSocket.writeAndFlush(new BinaryWebSocketFrame(data.retain())).addListener(done -> {
                if (pending.addAndGet(-size) < MOST_PENDING / 2) {
                    context.channel().config().setAutoRead(true);
                }
            });
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            webSocket.writeAndFlush(new CloseWebSocketFrame(1000, "")).addListener(done -> ended.tryEmitEmpty());
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            var unused = context.close();
        }
    }
}
