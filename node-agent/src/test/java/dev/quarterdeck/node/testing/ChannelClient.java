package dev.quarterdeck.node.testing;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** A client of the channel protocol over WebSocket. */
public final class ChannelClient implements WebSocket.Listener {
    private final ByteArrayOutputStream[] channels = new ByteArrayOutputStream[6];
    private final ByteArrayOutputStream message = new ByteArrayOutputStream();
    public final CompletableFuture<Integer> closed = new CompletableFuture<>();
    public WebSocket socket;

    private ChannelClient() {
        for (int i = 0; i < channels.length; i++) {
            channels[i] = new ByteArrayOutputStream();
        }
    }

    public static ChannelClient open(HttpClient http, URI uri, String protocol) throws Exception {
        ChannelClient client = new ChannelClient();
        client.socket = http.newWebSocketBuilder()
                .subprotocols(protocol)
                .buildAsync(uri, client)
                .get(10, TimeUnit.SECONDS);
        return client;
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        synchronized (channels) {
            message.writeBytes(bytes);
            if (last) {
                byte[] whole = message.toByteArray();
                message.reset();
                channels[whole[0]].write(whole, 1, whole.length - 1);
            }
        }
        socket.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
        closed.complete(code);
        return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
        closed.completeExceptionally(error);
    }

    public String text(int channel) {
        synchronized (channels) {
            return channels[channel].toString(StandardCharsets.UTF_8);
        }
    }

    public void send(int channel, String text) throws Exception {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        ByteBuffer buffer = ByteBuffer.allocate(bytes.length + 1);
        buffer.put((byte) channel).put(bytes).flip();
        socket.sendBinary(buffer, true).get(10, TimeUnit.SECONDS);
    }

    public void closeChannel(int channel) throws Exception {
        socket.sendBinary(ByteBuffer.wrap(new byte[] {(byte) 255, (byte) channel}), true)
                .get(10, TimeUnit.SECONDS);
    }

    public int awaitClose() throws Exception {
        return closed.get(15, TimeUnit.SECONDS);
    }
}
