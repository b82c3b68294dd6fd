package dev.quarterdeck.gateway.direct;

import dev.quarterdeck.gateway.route.Query;
import dev.quarterdeck.gateway.route.RequestInfo;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.handler.codec.http2.Http2FrameStream;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.NettyDataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import reactor.core.publisher.MonoSink;

/**
 * One request of the short way, from its first frame to the end of its stream. On the connection's thread, but for {@link #write}.
 */
public final class DirectExchange extends BareExchange {
    private static final Logger LOG = LoggerFactory.getLogger(DirectExchange.class);

    private final DirectLane lane;
    private final Http2FrameStream stream;
    private final DirectBody body;
    private final DirectRequest request;
    private final DirectResponse response;
    private BodyTurns.@Nullable Turn turn;
    private boolean over;

    DirectExchange(DirectLane lane, Http2FrameStream stream, RequestInfo info, Query query, Http2Headers headers) {
        super(info);
        this.lane = lane;
        this.stream = stream;
        this.body = new DirectBody(lane::onLoop, bytes -> lane.giveBack(stream, bytes));
        HeaderPairs pairs = new HeaderPairs();
        for (Map.Entry<CharSequence, CharSequence> header : headers) {
            CharSequence name = header.getKey();
            if (name.length() > 0 && name.charAt(0) != ':') {
                pairs.add(name.toString(), header.getValue().toString());
            }
        }
        CharSequence authority = headers.authority();
        if (authority != null && !pairs.containsKey(HttpHeaders.HOST)) {
            pairs.add("host", authority.toString());
        }
        this.request = new DirectRequest(
                Integer.toString(stream.id()),
                HttpMethod.valueOf(headers.method().toString()),
                headers.path().toString(),
                new HttpHeaders(pairs),
                body);
        this.response = new DirectResponse(
                this::write,
                this::stream,
                new NettyDataBufferFactory(lane.channel().alloc()));
        query.attach(this);
    }

    Channel channel() {
        return lane.channel();
    }

    DirectBody body() {
        return body;
    }

    /** Any thread. {@code sink} learns when the bytes are on the connection. */
    void write(byte[] bytes, MonoSink<Void> sink) {
        lane.onLoop(() -> lane.write(stream, response, bytes, body.isEnded(), sink));
    }

    /** Any thread. */
    private void stream(Publisher<? extends DataBuffer> parts, MonoSink<Void> sink) {
        StreamedBody streamed = new StreamedBody(lane::later, new TurnedParts(), sink);
        lane.onLoop(() -> {
            lane.begin(stream, response);
            parts.subscribe(streamed);
        });
    }

    /** When a long answer goes on; others have no turn. On the connection's thread. */
    public BodyTurns.Turn turn() {
        BodyTurns.Turn mine = turn;
        if (mine == null) {
            mine = lane.turn(stream);
            turn = mine;
        }
        return mine;
    }

    /** Ends the stream in the middle of the answer. */
    public void tear() {
        lane.onLoop(() -> lane.tear(stream));
    }

    /** The stream is closed: by us, after the answer, or by a client that has gone. What was sent before ends with its write. */
    void gone(Throwable why) {
        body.failed(why);
        if (!response.isCommitted() && cancelAnswering()) {
            end();
        }
    }

    private void end() {
        if (!over) {
            over = true;
            lane.requestEnded();
        }
    }

    @Override
    public void onError(Throwable failure) {
        lane.onLoop(() -> {
            if (!over) {
                LOG.debug("Stream {} is torn", stream.id(), failure);
                lane.tear(stream);
                end();
            }
        });
    }

    @Override
    public void onComplete() {
        lane.onLoop(() -> {
            if (!response.isCommitted() && !over) {
                response.setComplete().subscribe(nothing -> {}, this::onError, this::end);
            } else {
                end();
            }
        });
    }

    @Override
    public DirectRequest getRequest() {
        return request;
    }

    @Override
    public DirectResponse getResponse() {
        return response;
    }

    /** Its turn, where it has one, learns what becomes of each part. */
    private final class TurnedParts implements StreamedBody.Parts {
        @Override
        public void send(ByteBuf part, boolean end, ChannelFutureListener written) {
            BodyTurns.Turn mine = turn;
            if (mine == null || end) {
                lane.part(stream, part, end, body.isEnded(), written);
                return;
            }
            mine.sent();
            lane.part(stream, part, end, body.isEnded(), future -> {
                mine.left(future.isSuccess());
                written.operationComplete(future);
            });
        }

        @Override
        public void dropped() {
            BodyTurns.Turn mine = turn;
            if (mine != null) {
                mine.left(false);
            }
        }
    }
}
