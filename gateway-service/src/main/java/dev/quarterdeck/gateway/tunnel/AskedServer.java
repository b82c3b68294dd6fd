package dev.quarterdeck.gateway.tunnel;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.core.publisher.Sinks;
import reactor.netty.Connection;
import reactor.netty.NettyPipeline;
import reactor.util.context.Context;

/**
 * Asks a server for an upgrade on a connection of its own and reads its answer, no faster than it is taken. After a 101 nothing is read: that is for the
 * {@link Tunnel}. Connection's thread.
 */
public final class AskedServer extends ChannelInboundHandlerAdapter {
    private static final String CODEC = "quarterdeck.http";

    private final Sinks.One<UpgradeAnswer> answer = Sinks.one();
    private final Sinks.Many<ByteBuf> body = Sinks.many().unicast().onBackpressureBuffer();
    private final AtomicLong wanted = new AtomicLong();
    private final Channel channel;
    private @Nullable HttpResponse head;
    private @Nullable AgreedUpgrade agreed;
    private boolean answering;
    private boolean over;

    private AskedServer(Channel channel) {
        this.channel = channel;
    }

    /** Sends the request and completes when {@code then} does; the connection, which carries nothing but bytes so far, is closed at the end. */
    public static Mono<Void> ask(
            Connection connection,
            HttpRequest request,
            Flux<ByteBuf> content,
            Function<UpgradeAnswer, Mono<Void>> then) {
        return Mono.defer(() -> {
            Channel channel = connection.channel();
            AskedServer asked = new AskedServer(channel);
            channel.eventLoop().execute(asked::install);
            Flux<?> all = Flux.concat(
                    Mono.<Object>just(request),
                    content.map(DefaultHttpContent::new),
                    Mono.just(LastHttpContent.EMPTY_LAST_CONTENT));
            // subscribed on the connection's thread: behind the installation
            Disposable sending = connection
                    .outbound()
                    .sendObject(all)
                    .then()
                    .subscribeOn(reactor.core.scheduler.Schedulers.fromExecutor(channel.eventLoop()))
                    .subscribe(sent -> {}, failure -> asked.failed(failure));
            return asked.answer.asMono().flatMap(then).doFinally(signal -> {
                sending.dispose();
                channel.eventLoop().execute(asked::close);
            });
        });
    }

    private void install() {
        if (!channel.isActive()) {
            fail(new IOException("the connection was closed"));
            return;
        }
        channel.config().setAutoRead(false);
        channel.pipeline().addBefore(NettyPipeline.ReactiveBridge, CODEC, new HttpClientCodec());
        channel.pipeline().addBefore(NettyPipeline.ReactiveBridge, "quarterdeck.asked", this);
        channel.read();
    }

    private void failed(Throwable failure) {
        channel.eventLoop().execute(() -> {
            // a server may agree when it has seen the head: the request's end, which has no bytes, finds no codec then
            if (agreed == null && !over) {
                fail(failure);
                channel.close();
            }
        });
    }

    private void close() {
        AgreedUpgrade upgrade = agreed;
        if (upgrade == null) {
            channel.close();
        } else if (channel.pipeline().context(this) != null) {
            // no tunnel has come of it
            upgrade.release();
            channel.close();
        } else if (!channel.isActive()) {
            upgrade.release();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        AgreedUpgrade upgrade = agreed;
        if (upgrade != null && message instanceof ByteBuf bytes) {
            upgrade.keep(bytes);
            return;
        }
        if (message instanceof HttpResponse response) {
            begin(context, response);
        }
        if (message instanceof HttpContent content) {
            take(context, content);
        }
    }

    private void begin(ChannelHandlerContext context, HttpResponse response) {
        int code = response.status().code();
        if (response.decoderResult().isFailure()) {
            fail(new IOException("malformed answer", response.decoderResult().cause()));
            context.close();
        } else if (code == 101 || code >= 200) {
            head = response;
            if (code != 101) {
                answering = true;
                answer.tryEmitValue(new UpgradeAnswer.Other(code, response.headers(), body()));
            }
        }
    }

    private void take(ChannelHandlerContext context, HttpContent content) {
        boolean last = content instanceof LastHttpContent;
        HttpResponse from = head;
        if (over || from == null) {
            content.release();
        } else if (answering) {
            if (content.decoderResult().isFailure()) {
                content.release();
                fail(new IOException("malformed answer", content.decoderResult().cause()));
                context.close();
                return;
            }
            if (content.content().isReadable()) {
                wanted.decrementAndGet();
                body.tryEmitNext(content.content());
            } else {
                content.release();
            }
            if (last) {
                over = true;
                body.tryEmitComplete();
                context.close();
            }
        } else if (last) {
            content.release();
            AgreedUpgrade upgrade = new AgreedUpgrade(channel, text(from), this);
            agreed = upgrade;
            // what the codec has left unread comes by above
            context.pipeline().remove(CODEC);
            answer.tryEmitValue(new UpgradeAnswer.Agreed(upgrade));
        } else {
            content.release();
        }
    }

    private Flux<ByteBuf> body() {
        return body.asFlux()
                .doOnRequest(n -> {
                    wanted.accumulateAndGet(n, Operators::addCap);
                    channel.eventLoop().execute(this::pull);
                })
                .hide()
                .transform(Operators.<ByteBuf, ByteBuf>lift((source, to) -> new Released(to)))
                .doOnDiscard(ByteBuf.class, ByteBuf::release);
    }

    private void pull() {
        if (!over && wanted.get() > 0) {
            channel.read();
        }
    }

    private static String text(HttpResponse response) {
        StringBuilder text = new StringBuilder(256)
                .append("HTTP/1.1 ")
                .append(response.status().code())
                .append(' ')
                .append(response.status().reasonPhrase())
                .append("\r\n");
        response.headers().forEach(header -> text.append(header.getKey())
                .append(": ")
                .append(header.getValue())
                .append("\r\n"));
        return text.append("\r\n").toString();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (answering) {
            pull();
        } else if (agreed == null) {
            context.read();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        fail(new IOException("the connection was closed before the end of an answer"));
        context.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        fail(cause);
        context.close();
    }

    /** Nothing where the answer is complete. */
    private void fail(Throwable cause) {
        if (!over && agreed == null) {
            over = true;
            if (answering) {
                body.tryEmitError(cause);
            } else {
                answer.tryEmitError(cause);
            }
        }
    }

    /** Releases each buffer when it has been passed on. */
    private record Released(CoreSubscriber<? super ByteBuf> to) implements CoreSubscriber<ByteBuf> {
        @Override
        public Context currentContext() {
            return to.currentContext();
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            to.onSubscribe(subscription);
        }

        @Override
        public void onNext(ByteBuf bytes) {
            try {
                to.onNext(bytes);
            } finally {
                bytes.release();
            }
        }

        @Override
        public void onError(Throwable failure) {
            to.onError(failure);
        }

        @Override
        public void onComplete() {
            to.onComplete();
        }
    }
}
