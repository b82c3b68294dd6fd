package dev.quarterdeck.node.api;

import dev.quarterdeck.node.testing.Await;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.spdy.DefaultSpdyDataFrame;
import io.netty.handler.codec.spdy.DefaultSpdySynStreamFrame;
import io.netty.handler.codec.spdy.SpdyDataFrame;
import io.netty.handler.codec.spdy.SpdyFrameCodec;
import io.netty.handler.codec.spdy.SpdyVersion;
import io.netty.handler.ssl.SslContext;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.WebsocketClientSpec;

/** A client of port forwarding: SPDY/3.1 in the messages of a WebSocket. */
final class SpdyForward {
    private final EmbeddedChannel codec =
            new EmbeddedChannel(new SpdyFrameCodec(SpdyVersion.SPDY_3_1, 1 << 16, 1 << 16, 6, 15, 8));
    private final Map<Integer, StringBuffer> received = new ConcurrentHashMap<>();
    private final Set<Integer> ended = ConcurrentHashMap.newKeySet();
    private final Sinks.Many<byte[]> outgoing = Sinks.many().unicast().onBackpressureBuffer();
    private Disposable connection;
    private int nextStream = 1;
    private int nextRequest;

    static SpdyForward open(SslContext tls, String uri) {
        SpdyForward client = new SpdyForward();
        client.connection = HttpClient.create()
                .secure(spec -> spec.sslContext(tls))
                .websocket(WebsocketClientSpec.builder()
                        .protocols("SPDY/3.1+portforward.k8s.io")
                        .build())
                .uri(uri)
                .handle((in, out) -> Mono.when(
                        out.sendObject(
                                client.outgoing
                                        .asFlux()
                                        .map(bytes -> new BinaryWebSocketFrame(Unpooled.wrappedBuffer(bytes))),
                                frame -> true),
                        in.receive().doOnNext(client::received)))
                .subscribe();
        return client;
    }

    private void send(Object frame) {
        synchronized (codec) {
            codec.writeOutbound(frame);
            ByteBuf all = Unpooled.buffer();
            for (ByteBuf part = codec.readOutbound(); part != null; part = codec.readOutbound()) {
                all.writeBytes(part);
                part.release();
            }
            byte[] bytes = new byte[all.readableBytes()];
            all.readBytes(bytes);
            outgoing.tryEmitNext(bytes).orThrow();
        }
    }

    private int stream(String type, int port, int request) {
        int id = nextStream;
        nextStream += 2;
        received.put(id, new StringBuffer());
        DefaultSpdySynStreamFrame frame = new DefaultSpdySynStreamFrame(id, 0, (byte) 0);
        frame.headers().add("streamtype", type);
        frame.headers().add("port", Integer.toString(port));
        frame.headers().add("requestid", Integer.toString(request));
        send(frame);
        return id;
    }

    String request(int port, String text) {
        int request = nextRequest++;
        stream("error", port, request);
        int data = stream("data", port, request);
        send(new DefaultSpdyDataFrame(data, Unpooled.copiedBuffer(text, StandardCharsets.UTF_8)));
        Await.until("the answer ends", () -> ended.contains(data));
        return received.get(data).toString();
    }

    String error(int port) {
        int request = nextRequest++;
        int error = stream("error", port, request);
        stream("data", port, request);
        Await.until("the error ends", () -> ended.contains(error));
        return received.get(error).toString();
    }

    void close() {
        connection.dispose();
    }

    private void received(ByteBuf data) {
        synchronized (codec) {
            codec.writeInbound(Unpooled.copiedBuffer(data));
            for (Object frame = codec.readInbound(); frame != null; frame = codec.readInbound()) {
                if (frame instanceof SpdyDataFrame content) {
                    received.get(content.streamId()).append(content.content().toString(StandardCharsets.UTF_8));
                    if (content.isLast()) {
                        ended.add(content.streamId());
                    }
                }
            }
        }
    }
}
