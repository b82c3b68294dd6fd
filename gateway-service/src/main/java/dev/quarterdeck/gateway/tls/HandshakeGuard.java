package dev.quarterdeck.gateway.tls;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends connections whose handshake fails without a word in the log: thousands of half-open connections must not become thousands of stack traces. Leaves
 * once the handshake is done. Connection's thread.
 */
final class HandshakeGuard extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(HandshakeGuard.class);

    private final Consumer<ChannelPipeline> secured;

    /** @param secured is called once the handshake is done and the protocol's handlers are in the pipeline */
    HandshakeGuard(Consumer<ChannelPipeline> secured) {
        this.secured = secured;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
        if (event instanceof SslHandshakeCompletionEvent handshake) {
            if (!handshake.isSuccess()) {
                LOG.debug("Handshake with {} failed", context.channel().remoteAddress(), handshake.cause());
                context.close();
                return;
            }
            ChannelPipeline pipeline = context.pipeline();
            super.userEventTriggered(context, event);
            pipeline.remove(this);
            secured.accept(pipeline);
            return;
        }
        super.userEventTriggered(context, event);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.debug("No TLS from {}", context.channel().remoteAddress(), cause);
        context.close();
    }
}
