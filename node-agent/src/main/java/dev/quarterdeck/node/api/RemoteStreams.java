package dev.quarterdeck.node.api;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.spdy.DefaultSpdyDataFrame;
import io.netty.handler.codec.spdy.DefaultSpdyPingFrame;
import io.netty.handler.codec.spdy.DefaultSpdySynStreamFrame;
import io.netty.handler.codec.spdy.SpdyDataFrame;
import io.netty.handler.codec.spdy.SpdyFrame;
import io.netty.handler.codec.spdy.SpdyFrameCodec;
import io.netty.handler.codec.spdy.SpdyPingFrame;
import io.netty.handler.codec.spdy.SpdyRstStreamFrame;
import io.netty.handler.codec.spdy.SpdySynStreamFrame;
import io.netty.handler.codec.spdy.SpdyVersion;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The streams of one command in a container, over SPDY/3.1 as the runtime's streaming server speaks it. Data that comes goes to the sink on the
 * connection's event loop.
 */
final class RemoteStreams {

    /** The streams of remote commands; the number is that of the WebSocket channel protocol. */
    enum Kind {
        STDIN(0, "stdin"),
        STDOUT(1, "stdout"),
        STDERR(2, "stderr"),
        ERROR(3, "error"),
        RESIZE(4, "resize");

        private final int channel;
        private final String wireName;

        Kind(int channel, String wireName) {
            this.channel = channel;
            this.wireName = wireName;
        }

        int channel() {
            return channel;
        }
    }

    /** Takes what the runtime sends. */
    interface Sink {
        /** @param data to be released by the sink */
        void data(Kind kind, ByteBuf data);

        void ended();
    }

    private static final int LARGEST_CHUNK = 64 * 1024;

    private final Channel channel;
    private final Map<Kind, Integer> ids = new EnumMap<>(Kind.class);
    private final Map<Integer, Kind> kinds = new TreeMap<>();

    private RemoteStreams(Channel channel) {
        this.channel = channel;
    }

    /** Opens the streams over an upgraded connection. To be called on its event loop. */
    static RemoteStreams over(Channel channel, Set<Kind> wanted, Sink sink) {
        RemoteStreams streams = new RemoteStreams(channel);
        int id = 1;
        for (Kind kind : new Kind[] {Kind.ERROR, Kind.STDIN, Kind.STDOUT, Kind.STDERR, Kind.RESIZE}) {
            if (wanted.contains(kind)) {
                streams.ids.put(kind, id);
                streams.kinds.put(id, kind);
                id += 2;
            }
        }
        channel.pipeline()
                .addLast(new SpdyFrameCodec(SpdyVersion.SPDY_3_1, LARGEST_CHUNK, 64 * 1024, 6, 15, 8))
                .addLast(streams.new Frames(sink));
        // In the order of their numbers: a number below one that was seen is refused.
        streams.kinds.forEach((streamId, kind) -> {
            SpdySynStreamFrame open = new DefaultSpdySynStreamFrame(streamId, 0, (byte) 0);
            open.headers().add("streamtype", kind.wireName);
            var unused = channel.write(open);
        });
        channel.flush();
        channel.config().setAutoRead(true);
        return streams;
    }

    Channel channel() {
        return channel;
    }

    /** @return completes when the bytes are on their way; data for a stream that was not asked for is dropped */
    ChannelFuture send(Kind kind, ByteBuf data) {
        Integer id = ids.get(kind);
        if (id == null) {
            data.release();
            return channel.newSucceededFuture();
        }
        return channel.writeAndFlush(new DefaultSpdyDataFrame(id, data));
    }

    /** No more will be sent on a stream. */
    ChannelFuture end(Kind kind) {
        Integer id = ids.remove(kind);
        if (id == null) {
            return channel.newSucceededFuture();
        }
        DefaultSpdyDataFrame last = new DefaultSpdyDataFrame(id);
        last.setLast(true);
        return channel.writeAndFlush(last);
    }

    void close() {
        var unused = channel.close();
    }

    private final class Frames extends SimpleChannelInboundHandler<SpdyFrame> {
        private final Sink sink;

        Frames(Sink sink) {
            this.sink = sink;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, SpdyFrame frame) {
            if (frame instanceof SpdyDataFrame data) {
                Kind kind = kinds.get(data.streamId());
                if (kind != null && data.content().isReadable()) {
                    sink.data(kind, data.content().retain());
                }
            } else if (frame instanceof SpdyPingFrame ping) {
                var unused = context.writeAndFlush(new DefaultSpdyPingFrame(ping.id()));
            } else if (frame instanceof SpdyRstStreamFrame reset && kinds.get(reset.streamId()) == Kind.ERROR) {
                var unused = context.close();
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            sink.ended();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            var unused = context.close();
        }
    }
}
