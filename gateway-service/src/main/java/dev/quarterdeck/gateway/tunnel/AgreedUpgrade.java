package dev.quarterdeck.gateway.tunnel;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Queue;

/** A server's 101, and what it has sent along with it. Thread-safe in the hands of one {@link Tunnel}. */
public final class AgreedUpgrade {
    private final Channel channel;
    private final String head;
    private final AskedServer asked;
    private final Queue<ByteBuf> early = new ArrayDeque<>();
    private boolean released;

    AgreedUpgrade(Channel channel, String head, AskedServer asked) {
        this.channel = channel;
        this.head = head;
        this.asked = asked;
    }

    Channel channel() {
        return channel;
    }

    /** Status line and headers, with the empty line after them. */
    String head() {
        return head;
    }

    /** Connection's thread, as are the two below. */
    void keep(ByteBuf bytes) {
        if (released) {
            bytes.release();
        } else {
            early.add(bytes);
        }
    }

    /** Puts the side in its place and passes on what has come. False where the connection is closed already. */
    boolean handOver(TunnelSide side, Tunnel.Sender to) {
        boolean open = channel.isActive() && channel.pipeline().context(asked) != null;
        if (open) {
            channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
            channel.pipeline().replace(asked, TunnelSide.NAME, side);
        }
        for (ByteBuf bytes = early.poll(); bytes != null; bytes = early.poll()) {
            to.send(bytes);
        }
        released = true;
        return open;
    }

    void release() {
        released = true;
        for (ByteBuf bytes = early.poll(); bytes != null; bytes = early.poll()) {
            ReferenceCountUtil.release(bytes);
        }
    }
}
