package dev.quarterdeck.node.api;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.spdy.DefaultSpdyDataFrame;
import io.netty.handler.codec.spdy.DefaultSpdySynStreamFrame;
import io.netty.handler.codec.spdy.SpdyDataFrame;
import io.netty.handler.codec.spdy.SpdyFrameCodec;
import io.netty.handler.codec.spdy.SpdyVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** A client of remote commands that speaks SPDY/3.1 on the connection itself, as client-go's executor does. */
final class SpdyCommand implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 20_000;

    /** What was answered, up to the empty line. */
    final String head;

    private final SSLSocket socket;
    private final EmbeddedChannel codec =
            new EmbeddedChannel(new SpdyFrameCodec(SpdyVersion.SPDY_3_1, 1 << 16, 1 << 16, 6, 15, 8));
    private final Map<Integer, StringBuilder> received = new TreeMap<>();
    private int nextStream = 1;

    private SpdyCommand(SSLSocket socket, String head) {
        this.socket = socket;
        this.head = head;
    }

    static SpdyCommand open(SSLContext tls, int port, String uri) throws IOException {
        SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket("127.0.0.1", port);
        socket.setSoTimeout(PATIENCE_MILLIS);
        String request = "POST " + uri + " HTTP/1.1\r\nHost: node\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\n"
                + "Content-Length: 0\r\nX-Stream-Protocol-Version: v4.channel.k8s.io\r\n"
                + "X-Stream-Protocol-Version: v3.channel.k8s.io\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        StringBuilder head = new StringBuilder();
        InputStream in = socket.getInputStream();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("ended after: " + head);
            }
            head.append((char) next);
        }
        return new SpdyCommand(socket, head.toString());
    }

    int stream(String type) throws IOException {
        int id = nextStream;
        nextStream += 2;
        received.put(id, new StringBuilder());
        DefaultSpdySynStreamFrame frame = new DefaultSpdySynStreamFrame(id, 0, (byte) 0);
        frame.headers().add("streamtype", type);
        write(frame);
        return id;
    }

    void send(int stream, String text, boolean last) throws IOException {
        DefaultSpdyDataFrame frame =
                new DefaultSpdyDataFrame(stream, Unpooled.copiedBuffer(text, StandardCharsets.UTF_8));
        frame.setLast(last);
        write(frame);
    }

    private void write(Object frame) throws IOException {
        codec.writeOutbound(frame);
        for (ByteBuf part = codec.readOutbound(); part != null; part = codec.readOutbound()) {
            part.readBytes(socket.getOutputStream(), part.readableBytes());
            part.release();
        }
        socket.getOutputStream().flush();
    }

    /** Reads until the other side has closed the connection. */
    void awaitEnd() throws IOException {
        byte[] piece = new byte[1 << 14];
        InputStream in = socket.getInputStream();
        for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
            codec.writeInbound(Unpooled.copiedBuffer(piece, 0, n));
            for (Object frame = codec.readInbound(); frame != null; frame = codec.readInbound()) {
                if (frame instanceof SpdyDataFrame data) {
                    received.get(data.streamId()).append(data.content().toString(StandardCharsets.UTF_8));
                    data.release();
                }
            }
        }
    }

    String text(int stream) {
        return received.get(stream).toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
        codec.finishAndReleaseAll();
    }
}
