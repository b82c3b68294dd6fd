package dev.quarterdeck.node.api;

import dev.quarterdeck.node.network.NetworkNamespace;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Opens a connection to the runtime's streaming server and turns it into SPDY/3.1. After that the channel carries raw bytes, and does not read until
 * {@code autoRead} is switched on.
 */
record SpdyUpgrade(URI uri, NetworkNamespace namespace) {
    static final String STREAM_PROTOCOL = "X-Stream-Protocol-Version";
    static final String PROTOCOL = "SPDY/3.1";
    private static final int CONNECT_MILLIS = 5_000;

    /**
     * The upgraded connection.
     *
     * @param streamProtocol the one of those offered that the runtime took; empty where it did not say
     */
    record Agreed(Channel channel, String streamProtocol) {}

    /** @param streamProtocols what the streams may carry, the best first: {@code v4.channel.k8s.io}, {@code portforward.k8s.io} */
    CompletableFuture<Agreed> open(List<String> streamProtocols, EventLoop eventLoop) {
        CompletableFuture<Agreed> result = new CompletableFuture<>();
        // The thread that makes the socket decides where it lives.
        ChannelFuture connected = namespace.call(() -> new Bootstrap()
                .group(eventLoop)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.pipeline().addLast(new HttpClientCodec()).addLast(new Answer(result));
                    }
                })
                .connect(uri.getHost(), uri.getPort()));
        connected.addListener(future -> {
            if (!future.isSuccess()) {
                result.completeExceptionally(future.cause());
                return;
            }
            DefaultFullHttpRequest request =
                    new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, uri.getRawPath());
            request.headers()
                    .set(HttpHeaderNames.HOST, uri.getAuthority())
                    .set(HttpHeaderNames.CONNECTION, "Upgrade")
                    .set(HttpHeaderNames.UPGRADE, PROTOCOL)
                    .set(HttpHeaderNames.CONTENT_LENGTH, 0)
                    .set(STREAM_PROTOCOL, streamProtocols);
            var unused = connected.channel().writeAndFlush(request);
        });
        return result;
    }

    private static final class Answer extends ChannelInboundHandlerAdapter {
        private final CompletableFuture<Agreed> result;

        Answer(CompletableFuture<Agreed> result) {
            this.result = result;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            try {
                if (message instanceof HttpResponse response) {
                    if (response.status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS)) {
                        context.channel().config().setAutoRead(false);
                        context.pipeline().remove(this);
                        context.pipeline().remove(HttpClientCodec.class);
                        result.complete(
                                new Agreed(context.channel(), response.headers().get(STREAM_PROTOCOL, "")));
                    } else {
                        fail(context, new IOException("the runtime's streaming server answered " + response.status()));
                    }
                } else if (message instanceof HttpContent) {
                    context.read();
                }
            } finally {
                ReferenceCountUtil.release(message);
            }
        }

        private void fail(ChannelHandlerContext context, Throwable cause) {
            result.completeExceptionally(cause);
            var unused = context.close();
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            fail(context, new IOException("the runtime's streaming server closed the connection"));
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            fail(context, cause);
        }
    }
}
