package dev.quarterdeck.gateway.direct;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.DefaultHttp2WindowUpdateFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameStream;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What the lane writes to its connection. Frames that are ready at the same time leave in one flush. Connection's thread. */
final class FramesOut {
    private static final Map<String, AsciiString> NAMES = names();

    private final ChannelHandlerContext context;
    private final FlushOnce flush;

    FramesOut(ChannelHandlerContext context) {
        this.context = context;
        this.flush = new FlushOnce(task -> context.executor().execute(task), context::flush);
    }

    private static Map<String, AsciiString> names() {
        Map<String, AsciiString> names = new HashMap<>();
        for (String name :
                List.of("Content-Type", "Content-Length", "Cache-Control", "Audit-Id", "Retry-After", "Warning")) {
            names.put(name, AsciiString.cached(name.toLowerCase(Locale.ROOT)));
        }
        return names;
    }

    /** A whole answer. */
    void whole(Http2FrameStream stream, DirectResponse response, byte[] body, ChannelFutureListener written) {
        ChannelFuture last = head(stream, response, body.length == 0);
        if (body.length > 0) {
            last = context.write(new DefaultHttp2DataFrame(Unpooled.wrappedBuffer(body), true).stream(stream));
        }
        last.addListener(written);
        flush.ask();
    }

    /** The status and headers of an answer whose body comes in parts. */
    void begin(Http2FrameStream stream, DirectResponse response) {
        head(stream, response, false);
        flush.ask();
    }

    private ChannelFuture head(Http2FrameStream stream, DirectResponse response, boolean end) {
        Http2Headers headers = new DefaultHttp2Headers(false, 8);
        headers.status(AsciiString.cached(Integer.toString(response.code())));
        HeaderPairs pairs = response.pairs();
        for (int i = 0; i < pairs.pairs(); i++) {
            AsciiString known = NAMES.get(pairs.name(i));
            headers.add(known == null ? pairs.name(i).toLowerCase(Locale.ROOT) : known, pairs.value(i));
        }
        return context.write(new DefaultHttp2HeadersFrame(headers, end).stream(stream));
    }

    /** @param part empty for nothing but the end */
    void part(Http2FrameStream stream, ByteBuf part, boolean end, ChannelFutureListener written) {
        context.write(new DefaultHttp2DataFrame(part, end).stream(stream)).addListener(written);
        flush.ask();
    }

    /** The client may send so many bytes more. */
    void giveBack(Http2FrameStream stream, int bytes) {
        context.write(new DefaultHttp2WindowUpdateFrame(bytes).stream(stream));
        flush.ask();
    }

    void reset(Http2FrameStream stream, Http2Error error) {
        context.writeAndFlush(new DefaultHttp2ResetFrame(error).stream(stream));
    }
}
