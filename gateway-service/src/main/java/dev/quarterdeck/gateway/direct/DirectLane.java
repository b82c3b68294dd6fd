package dev.quarterdeck.gateway.direct;

import dev.quarterdeck.gateway.route.Query;
import dev.quarterdeck.gateway.route.RequestInfo;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameStream;
import io.netty.handler.codec.http2.Http2FrameStreamEvent;
import io.netty.handler.codec.http2.Http2FrameStreamException;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.handler.codec.http2.Http2StreamFrame;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.MonoSink;

/**
 * Stands between the frame codec of one HTTP/2 connection and what makes a channel of each stream. Frames of streams whose request is claimed are answered from here;
 * those of all others go on untouched. Answers that are ready at the same time leave in one flush. Connection's thread.
 */
public final class DirectLane extends ChannelInboundHandlerAdapter {
    /** Every stream ends so, whether or not anybody is interested: one for all, without a stack. */
    private static final IOException CLOSED = new StreamClosedException();

    private final DirectRequests requests;
    private final Activity activity;
    private final IntObjectMap<DirectExchange> open = new IntObjectHashMap<>();
    private final BodyTurns turns = new BodyTurns();
    private final Http2Connection connection;
    private @Nullable ChannelHandlerContext context;
    private @Nullable FramesOut out;
    /** The highest stream whose headers have been seen. */
    private int newest;

    private static final class StreamClosedException extends IOException {
        StreamClosedException() {
            super("the stream is closed");
        }

        @Override
        public synchronized Throwable fillInStackTrace() {
            return this;
        }
    }

    /** Is told when requests begin and end, so that a busy connection is not taken for an idle one. */
    public interface Activity {
        void requestBegins();

        void requestEnds();
    }

    private DirectLane(Http2Connection connection, DirectRequests requests, Activity activity) {
        this.connection = connection;
        this.requests = requests;
        this.activity = activity;
    }

    /** Does nothing to a connection that is not HTTP/2. */
    public static void install(ChannelPipeline pipeline, DirectRequests requests, Activity activity) {
        Http2FrameCodec codec = pipeline.get(Http2FrameCodec.class);
        if (codec != null) {
            DirectLane lane = new DirectLane(codec.connection(), requests, activity);
            pipeline.addAfter(pipeline.context(codec).name(), "quarterdeck.direct", lane);
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
        out = new FramesOut(added);
    }

    private ChannelHandlerContext context() {
        return added(context);
    }

    private FramesOut out() {
        return added(out);
    }

    private static <T> T added(@Nullable T part) {
        if (part == null) {
            throw new IllegalStateException("not in a pipeline");
        }
        return part;
    }

    // ---- frames in

    /** Told to what follows in any case: it keeps a channel for every stream that is open, and wakes each of them when there is room again. */
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        ctx.fireUserEventTriggered(event);
        if (event instanceof Http2FrameStreamEvent change && change.stream().state() == Http2Stream.State.CLOSED) {
            DirectExchange exchange = open.remove(change.stream().id());
            if (exchange != null) {
                exchange.gone(CLOSED);
            }
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!(message instanceof Http2StreamFrame frame) || frame.stream() == null) {
            ctx.fireChannelRead(message);
            return;
        }
        int id = frame.stream().id();
        if (id > newest && frame instanceof Http2HeadersFrame headers) {
            newest = id;
            if (claim(headers)) {
                return;
            }
        }
        DirectExchange exchange = open.get(id);
        if (exchange == null) {
            ctx.fireChannelRead(message);
            return;
        }
        try {
            switch (frame) {
                case Http2DataFrame data -> {
                    exchange.body().received(data.content(), data.initialFlowControlledBytes());
                    if (data.isEndStream()) {
                        exchange.body().ended();
                    }
                }
                case Http2HeadersFrame trailers
                when trailers.isEndStream() -> exchange.body().ended();
                case Http2ResetFrame reset -> {
                    open.remove(id);
                    exchange.gone(new IOException("the client gave up"));
                }
                default -> {
                    // priorities and windows are the codec's business
                }
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private boolean claim(Http2HeadersFrame frame) {
        Http2Headers headers = frame.headers();
        if (headers.method() == null || headers.path() == null) {
            return false;
        }
        String path = headers.path().toString();
        int mark = path.indexOf('?');
        if (!isPlain(path, mark < 0 ? path.length() : mark)) {
            return false;
        }
        Query query = mark < 0 ? Query.EMPTY : Query.parse(path.substring(mark + 1));
        RequestInfo info =
                requests.claim(headers.method().toString(), mark < 0 ? path : path.substring(0, mark), query);
        if (info == null) {
            return false;
        }
        DirectExchange exchange = new DirectExchange(this, frame.stream(), info, query, headers);
        open.put(frame.stream().id(), exchange);
        activity.requestBegins();
        if (frame.isEndStream()) {
            exchange.body().ended();
        }
        requests.answer(exchange).subscribe(exchange);
        return true;
    }

    /** Nothing that a URI may not hold, and nothing to decode before its query. */
    private static boolean isPlain(String path, int query) {
        if (path.isEmpty() || path.charAt(0) != '/') {
            return false;
        }
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            boolean fine = c >= 'a' && c <= 'z'
                    || c >= 'A' && c <= 'Z'
                    || c >= '0' && c <= '9'
                    || "/-._~:@!$&'()*+,;=?".indexOf(c) >= 0;
            if (!fine && !(i > query && isEscape(path, i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isEscape(String path, int at) {
        return path.charAt(at) == '%'
                && at + 2 < path.length()
                && Character.digit(path.charAt(at + 1), 16) >= 0
                && Character.digit(path.charAt(at + 2), 16) >= 0;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.fireExceptionCaught(cause);
        DirectExchange exchange = cause instanceof Http2FrameStreamException e
                ? open.remove(e.stream().id())
                : null;
        if (exchange != null) {
            exchange.gone(cause);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        List<DirectExchange> left = List.copyOf(open.values());
        open.clear();
        left.forEach(exchange -> exchange.gone(new IOException("the connection is closed")));
        ctx.fireChannelInactive();
    }

    // ---- what exchanges ask for

    Channel channel() {
        return context().channel();
    }

    BodyTurns.Turn turn(Http2FrameStream stream) {
        return turns.turn(() -> window(connection.stream(stream.id())));
    }

    /** Bytes that may be sent on it now; no bound where it is closed, since nothing is kept for it. */
    private int window(@Nullable Http2Stream stream) {
        return stream == null
                ? Integer.MAX_VALUE
                : connection.remote().flowController().windowSize(stream);
    }

    /** At once where this is the connection's thread. */
    void onLoop(Runnable task) {
        if (context().executor().inEventLoop()) {
            task.run();
        } else {
            context().executor().execute(task);
        }
    }

    void requestEnded() {
        activity.requestEnds();
    }

    /** Later, and in the order of the calls, whichever threads they come on. */
    void later(Runnable task) {
        context().executor().execute(task);
    }

    void giveBack(Http2FrameStream stream, int bytes) {
        if (bytes > 0 && open.containsKey(stream.id())) {
            out().giveBack(stream, bytes);
        }
    }

    void tear(Http2FrameStream stream) {
        out().reset(stream, Http2Error.INTERNAL_ERROR);
    }

    void write(
            Http2FrameStream stream, DirectResponse response, byte[] body, boolean requestRead, MonoSink<Void> sink) {
        out().whole(stream, response, body, written -> {
            if (!written.isSuccess()) {
                sink.error(written.cause());
                return;
            }
            leaveRest(stream, requestRead);
            sink.success();
        });
    }

    void begin(Http2FrameStream stream, DirectResponse response) {
        out().begin(stream, response);
    }

    void part(Http2FrameStream stream, ByteBuf part, boolean end, boolean requestRead, ChannelFutureListener written) {
        out().part(stream, part, end, future -> {
            if (end && future.isSuccess()) {
                leaveRest(stream, requestRead);
            }
            written.operationComplete(future);
        });
    }

    /** The client need not send the rest of a body that nobody reads (RFC 9113, 8.1). */
    private void leaveRest(Http2FrameStream stream, boolean requestRead) {
        if (!requestRead && open.containsKey(stream.id())) {
            out().reset(stream, Http2Error.NO_ERROR);
        }
    }
}
