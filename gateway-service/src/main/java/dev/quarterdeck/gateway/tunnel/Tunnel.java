package dev.quarterdeck.gateway.tunnel;

import dev.quarterdeck.gateway.drain.Draining;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/**
 * Two connections that pass their bytes to each other, each as fast as the other takes them. A side that has said all it has to say may still listen; when one is gone,
 * or when draining begins, the other gets what is on its way and is closed. Quiet tunnels stay. Each side's work is done on the thread of its connection.
 */
public final class Tunnel {
    /** So long may the other side be quiet when one has nothing more to say: who has gone without a word cannot be told from who listens. */
    private static final long LISTEN_SECONDS = 60;

    private final TunnelSide client;
    private final TunnelSide server;
    private final AtomicBoolean over = new AtomicBoolean();

    private Tunnel(Channel client, Channel server) {
        this.client = new TunnelSide(this, client);
        this.server = new TunnelSide(this, server);
    }

    /** Whether what follows the request is held, or will be when its end has been read: only such a connection can become a tunnel. */
    public static boolean canBegin(Channel client) {
        return HeldClient.of(client) != null || client.pipeline().get(UpgradeRequests.class) != null;
    }

    /** Tells the client in the server's words that the protocol is another one, and completes when its connection is closed. Cancelling closes both. */
    public static Mono<Void> join(Channel client, AgreedUpgrade agreed) {
        return Mono.create(sink -> {
            Tunnel tunnel = new Tunnel(client, agreed.channel());
            sink.onCancel(tunnel::end);
            client.closeFuture().addListener(closed -> sink.success());
            client.eventLoop().execute(() -> tunnel.begin(agreed, sink));
        });
    }

    /** First the server's side, then the client's: what comes meanwhile waits in its {@link TunnelSide}. */
    private void begin(AgreedUpgrade agreed, MonoSink<Void> sink) {
        HeldClient held = HeldClient.of(client.channel());
        if (held == null || !client.channel().isActive()) {
            over.set(true);
            agreed.channel().close();
            sink.error(new IOException("the server agreed to an upgrade before it had the whole request"));
            return;
        }
        Draining draining = held.draining();
        Runnable end = this::end;
        client.channel().closeFuture().addListener(closed -> draining.forget(end));
        server.onLoop(() -> {
            boolean open = agreed.handOver(server, client::send);
            if (open) {
                server.open();
            } else {
                end();
            }
            client.onLoop(() -> {
                place(held, agreed.head());
                draining.whenBegun(end);
            });
        });
    }

    private void place(HeldClient held, String head) {
        Collection<ByteBuf> first = held.take();
        if (!client.channel().isActive()) {
            first.forEach(Tunnel::drop);
            client.drop();
            end();
            return;
        }
        client.channel().config().setAutoRead(false);
        client.channel().config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        client.channel().pipeline().replace(held, TunnelSide.NAME, client);
        client.write(Unpooled.copiedBuffer(head, StandardCharsets.ISO_8859_1));
        client.open();
        first.forEach(server::send);
        server.flush();
        client.pull();
        server.onLoop(server::pull);
        if (held.hasEnded()) {
            ended(client);
        }
    }

    TunnelSide other(TunnelSide side) {
        return side == client ? server : client;
    }

    /** A side has said all. */
    void ended(TunnelSide side) {
        side.markEnded();
        if (other(side).hasEnded()) {
            end();
            return;
        }
        other(side).sayNoMore();
        watch(other(side), other(side).moved());
    }

    private void watch(TunnelSide talking, long moved) {
        talking.channel()
                .eventLoop()
                .schedule(
                        () -> {
                            if (over.get()) {
                                return;
                            }
                            if (talking.moved() == moved) {
                                end();
                            } else {
                                watch(talking, talking.moved());
                            }
                        },
                        LISTEN_SECONDS,
                        TimeUnit.SECONDS);
    }

    /** Closes both when they have what is on its way to them, or a while later. Any thread. */
    void end() {
        if (over.compareAndSet(false, true)) {
            client.finish();
            server.finish();
        }
    }

    static void drop(@Nullable Object message) {
        ReferenceCountUtil.release(message);
    }

    /** Where bytes go that have come before the tunnel. */
    interface Sender {
        void send(ByteBuf bytes);
    }
}
