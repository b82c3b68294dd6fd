package dev.quarterdeck.gateway.direct;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.handler.codec.http2.Http2StreamFrame;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A client and a server of HTTP/2 in memory, in one thread; {@link #pump} carries bytes until nobody has any. */
final class Http2Pair {
    final EmbeddedChannel server;
    final EmbeddedChannel client;
    /** The names of frames that the lane lets through, in order. */
    final List<String> passed = new ArrayList<>();

    /** Requests that have begun and not ended. */
    int active;

    /** What went wrong on the server's side. */
    final List<Throwable> failures = new ArrayList<>();

    /** One request of the client and what came back. */
    static final class Stream extends ChannelInboundHandlerAdapter {
        Http2StreamChannel channel;
        String status = "";
        Http2HeadersFrame headers;
        final StringBuilder body = new StringBuilder();
        int dataFrames;
        boolean ended;
        long reset = -1;

        @Override
        public void channelRead(ChannelHandlerContext context, Object frame) {
            switch (frame) {
                case Http2HeadersFrame h -> {
                    status = h.headers().status().toString();
                    headers = h;
                    ended |= h.isEndStream();
                }
                case Http2DataFrame d -> {
                    dataFrames++;
                    body.append(d.content().toString(StandardCharsets.UTF_8));
                    ended |= d.isEndStream();
                }
                default -> {}
            }
            ReferenceCountUtil.release(frame);
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof Http2ResetFrame r) {
                reset = r.errorCode();
            }
        }
    }

    Http2Pair(DirectRequests requests) {
        this(requests, 65_535);
    }

    /** @param window bytes that the client takes of each stream before it has read any */
    Http2Pair(DirectRequests requests, int window) {
        server = new EmbeddedChannel(Http2FrameCodecBuilder.forServer().build());
        DirectLane.install(server.pipeline(), requests, new DirectLane.Activity() {
            @Override
            public void requestBegins() {
                active++;
            }

            @Override
            public void requestEnds() {
                active--;
            }
        });
        server.pipeline().addLast(new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext context, Object message) {
                if (message instanceof Http2StreamFrame frame && frame.stream() != null) {
                    passed.add(frame.name() + " " + frame.stream().id());
                }
                context.fireChannelRead(message);
            }
        });
        server.pipeline().addLast(new Http2MultiplexHandler(new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {}
        }));
        server.pipeline().addLast(new ChannelInboundHandlerAdapter() {
            @Override
            public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
                failures.add(cause);
            }
        });
        client = new EmbeddedChannel(
                Http2FrameCodecBuilder.forClient()
                        .initialSettings(Http2Settings.defaultSettings().initialWindowSize(window))
                        .build(),
                new Http2MultiplexHandler(new Stream()));
        pump();
    }

    /** So much time goes by on the server. */
    void later(Duration time) {
        server.advanceTimeBy(time.toNanos(), TimeUnit.NANOSECONDS);
        server.runScheduledPendingTasks();
        pump();
    }

    private static Http2Connection connection(EmbeddedChannel side) {
        return side.pipeline().get(Http2FrameCodec.class).connection();
    }

    /** The client takes so many bytes more of all streams together; of each, as many as before. */
    void widen(int bytes) throws Http2Exception {
        Http2Connection connection = connection(client);
        connection.local().flowController().incrementWindowSize(connection.connectionStream(), bytes);
        client.flush();
        pump();
    }

    /** The client takes nothing of all streams together, but what it is told to {@link #take}. */
    void narrow() throws Http2Exception {
        Http2Connection connection = connection(server);
        take(-connection.remote().flowController().windowSize(connection.connectionStream()));
    }

    void take(int bytes) throws Http2Exception {
        Http2Connection connection = connection(server);
        connection.remote().flowController().incrementWindowSize(connection.connectionStream(), bytes);
        server.flush();
        pump();
    }

    /** The client takes nothing off the connection until it is told to. */
    void clog(boolean clogged) {
        server.unsafe().outboundBuffer().setUserDefinedWritability(1, !clogged);
        pump();
    }

    void pump() {
        boolean moved = true;
        while (moved) {
            client.runPendingTasks();
            server.runPendingTasks();
            moved = move(client, server) > 0;
            moved |= move(server, client) > 0;
        }
    }

    private static int move(EmbeddedChannel from, EmbeddedChannel to) {
        int moved = 0;
        for (ByteBuf bytes = from.readOutbound(); bytes != null; bytes = from.readOutbound()) {
            to.writeInbound(bytes);
            moved++;
        }
        return moved;
    }

    Stream open(String method, String path, boolean end) {
        Stream stream = new Stream();
        stream.channel =
                new Http2StreamChannelBootstrap(client).handler(stream).open().getNow();
        stream.channel.writeAndFlush(new DefaultHttp2HeadersFrame(
                new DefaultHttp2Headers()
                        .method(method)
                        .path(path)
                        .scheme("https")
                        .authority("api")
                        .add("content-type", "application/json"),
                end));
        return stream;
    }

    static void data(Stream stream, String text, boolean end) {
        stream.channel.writeAndFlush(
                new DefaultHttp2DataFrame(Unpooled.copiedBuffer(text, StandardCharsets.UTF_8), end));
    }
}
