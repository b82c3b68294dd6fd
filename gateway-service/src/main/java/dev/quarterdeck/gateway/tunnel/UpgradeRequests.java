package dev.quarterdeck.gateway.tunnel;

import dev.quarterdeck.gateway.drain.Draining;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import reactor.netty.NettyPipeline;

/**
 * Follows the codec for as long as one request is read that asks for an upgrade (RFC 9110, 7.8). When it is whole, what has come after it, and what will, is held
 * before a codec that knows nothing yet: it may be another protocol's. Connection's thread.
 */
public final class UpgradeRequests extends ChannelInboundHandlerAdapter {
    private static final String NAME = "quarterdeck.upgrade";

    private final Draining draining;
    private final HttpDecoderConfig decoding;
    private final List<ByteBuf> rest = new ArrayList<>();
    private boolean whole;

    private UpgradeRequests(Draining draining, HttpDecoderConfig decoding) {
        this.draining = draining;
        this.decoding = decoding;
    }

    /** As the reference has it: {@code Connection} names {@code Upgrade}; which protocol is wanted must be said. */
    public static boolean isUpgrade(HttpHeaders headers) {
        return headers.contains(HttpHeaderNames.UPGRADE)
                && headers.getAll(HttpHeaderNames.CONNECTION).stream().anyMatch(UpgradeRequests::namesUpgrade);
    }

    /** The same of Spring's headers. */
    public static boolean isUpgrade(org.springframework.http.HttpHeaders headers) {
        return headers.containsHeader("Upgrade")
                && headers.getOrEmpty("Connection").stream().anyMatch(UpgradeRequests::namesUpgrade);
    }

    private static boolean namesUpgrade(String connection) {
        return connection.toLowerCase(Locale.ROOT).contains("upgrade");
    }

    /**
     * To be called while the request's head is being handed on. Does nothing where the codec is not HTTP/1.1's.
     *
     * @param draining ends the tunnel that may come of it
     * @param decoding the bounds of what follows if nothing comes of it
     */
    public static void follow(Channel channel, Draining draining, HttpDecoderConfig decoding) {
        ChannelPipeline pipeline = channel.pipeline();
        if (pipeline.get(NettyPipeline.HttpCodec) instanceof HttpServerCodec
                && pipeline.get(NAME) == null
                && pipeline.get(HeldClient.class) == null) {
            pipeline.addAfter(NettyPipeline.HttpCodec, NAME, new UpgradeRequests(draining, decoding));
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        if (whole && message instanceof ByteBuf bytes) {
            rest.add(bytes);
            return;
        }
        if (message instanceof HttpRequest) {
            // the request that asked has been read before it was handed on: too late to hold anything
            context.pipeline().remove(this);
        } else if (message instanceof LastHttpContent) {
            hold(context);
        }
        context.fireChannelRead(message);
    }

    private void hold(ChannelHandlerContext context) {
        ChannelPipeline pipeline = context.pipeline();
        whole = true;
        // what the codec has left unread comes by here
        pipeline.remove(NettyPipeline.HttpCodec);
        pipeline.addBefore(NAME, HeldClient.NAME, new HeldClient(draining, rest));
        pipeline.addBefore(NAME, NettyPipeline.HttpCodec, new HttpServerCodec(decoding));
        pipeline.remove(this);
    }
}
