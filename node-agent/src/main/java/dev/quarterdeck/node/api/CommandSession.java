package dev.quarterdeck.node.api;

import dev.quarterdeck.node.api.RemoteStreams.Kind;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.http.websocket.WebsocketInbound;
import reactor.netty.http.websocket.WebsocketOutbound;

/**
 * Joins a WebSocket that speaks {@code v5.channel.k8s.io} or {@code v4.channel.k8s.io} (first byte of a message = stream) to the streams of a command.
 * Either side that is slow slows the other: at most {@link #MOST_PENDING} bytes wait.
 */
final class CommandSession implements RemoteStreams.Sink {
    static final String PROTOCOLS =
            "v5.channel.k8s.io,v4.channel.k8s.io,v3.channel.k8s.io,v2.channel.k8s.io,channel.k8s.io";
    private static final int CLOSE = 255;
    private static final long MOST_PENDING = 1 << 20;
    private static final Kind[] BY_CHANNEL = {Kind.STDIN, Kind.STDOUT, Kind.STDERR, Kind.ERROR, Kind.RESIZE};

    private final Set<Kind> kinds;
    private final AtomicLong pending = new AtomicLong();
    private final Sinks.Empty<Void> ended = Sinks.empty();
    private final CompletableFuture<RemoteStreams> streams = new CompletableFuture<>();
    private final Channel webSocket;

    private CommandSession(Set<Kind> kinds, Channel webSocket) {
        this.kinds = kinds;
        this.webSocket = webSocket;
    }

    /** Runs until either side is done. */
    static Mono<Void> run(SpdyUpgrade remote, Set<Kind> kinds, WebsocketInbound in, WebsocketOutbound out) {
        return Mono.defer(() -> {
            Channel[] channel = new Channel[1];
            out.withConnection(connection -> channel[0] = connection.channel());
            CommandSession session = new CommandSession(kinds, channel[0]);
            session.connect(remote);
            Mono<Void> fromClient = in.aggregateFrames()
                    .receiveFrames()
                    .map(WebSocketFrame::retain)
                    .concatMap(frame -> session.toRemote(frame), 1)
                    .then()
                    .onErrorComplete();
            return Mono.firstWithSignal(fromClient, session.ended.asMono())
                    .doFinally(signal -> session.closeRemote())
                    .then();
        });
    }

    /** Says on the error channel why there is nothing to talk to: a client reads that, where it would not read the body of a refused handshake. */
    static Mono<Void> refuse(String why, WebsocketOutbound out) {
        return Mono.defer(() -> {
            Channel[] channel = new Channel[1];
            out.withConnection(connection -> channel[0] = connection.channel());
            CommandSession session = new CommandSession(Set.of(Kind.ERROR), channel[0]);
            session.fail(why);
            return session.ended.asMono();
        });
    }

    private void connect(SpdyUpgrade remote) {
        remote.open(List.of("v4.channel.k8s.io"), webSocket.eventLoop()).whenComplete((agreed, failure) -> {
            if (failure != null) {
                fail(String.valueOf(failure.getMessage()));
                streams.completeExceptionally(failure);
            } else {
                streams.complete(RemoteStreams.over(agreed.channel(), kinds, this));
                // Tells the client that it is through.
                write(kinds.contains(Kind.STDOUT) ? Kind.STDOUT : Kind.ERROR, Unpooled.EMPTY_BUFFER);
            }
        });
    }

    private void fail(String message) {
        String status = dev.quarterdeck.kube.status.ApiException.internal(message)
                .toStatus()
                .toString();
        write(Kind.ERROR, Unpooled.copiedBuffer(status, java.nio.charset.StandardCharsets.UTF_8));
        ended();
    }

    private Mono<Void> toRemote(WebSocketFrame frame) {
        return Mono.fromFuture(() -> streams.copy())
                .flatMap(remote -> Mono.create(sink -> {
                    ByteBuf data = frame.content();
                    if (data.readableBytes() == 0) {
                        frame.release();
                        sink.success();
                        return;
                    }
                    int channel = data.readUnsignedByte();
                    if (channel == CLOSE) {
                        boolean stdin = data.isReadable() && data.readUnsignedByte() == Kind.STDIN.channel();
                        frame.release();
                        (stdin ? remote.end(Kind.STDIN) : remote.channel().newSucceededFuture())
                                .addListener(done -> sink.success());
                    } else if (channel == Kind.STDIN.channel() || channel == Kind.RESIZE.channel()) {
                        remote.send(BY_CHANNEL[channel], data).addListener(done -> sink.success());
                    } else {
                        frame.release();
                        sink.success();
                    }
                }));
    }

    @Override
    public void data(Kind kind, ByteBuf data) {
        write(kind, data);
    }

    private void write(Kind kind, ByteBuf data) {
        int size = data.readableBytes();
        ByteBuf message = Unpooled.wrappedBuffer(Unpooled.wrappedBuffer(new byte[] {(byte) kind.channel()}), data);
        if (pending.addAndGet(size) > MOST_PENDING) {
            reading(false);
        }
        webSocket.writeAndFlush(new BinaryWebSocketFrame(message)).addListener(done -> {
            if (pending.addAndGet(-size) < MOST_PENDING / 2) {
                reading(true);
            }
        });
    }

    private void reading(boolean on) {
        RemoteStreams remote = streams.getNow(null);
        if (remote != null) {
            remote.channel().config().setAutoRead(on);
        }
    }

    @Override
    public void ended() {
        webSocket.writeAndFlush(new CloseWebSocketFrame(1000, "")).addListener(done -> ended.tryEmitEmpty());
    }

    private void closeRemote() {
        streams.thenAccept(RemoteStreams::close);
    }
}
