package dev.quarterdeck.gateway.output;

import dev.quarterdeck.gateway.direct.ClientChannel;
import dev.quarterdeck.gateway.direct.DirectExchange;
import dev.quarterdeck.gateway.direct.NearExchange;
import dev.quarterdeck.stateclient.Failures;
import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;

/**
 * The thread of a request's connection. Answers of other threads (caches, the state client) are brought back to it, so that these threads never encode,
 * filter or write.
 */
public final class ConnectionLoop {
    private ConnectionLoop() {}

    public static ScheduledExecutorService of(ServerWebExchange exchange) {
        return ClientChannel.of(exchange).eventLoop();
    }

    /** Tears the stream, or the connection where it has only one, without waiting for what is still to be written. */
    public static Runnable cut(ServerWebExchange exchange) {
        if (exchange instanceof DirectExchange direct) {
            return direct::tear;
        }
        Channel channel = ClientChannel.of(exchange);
        return () -> {
            SslHandler tls = channel.pipeline().get(SslHandler.class);
            if (tls != null) {
                // what is queued will not be taken: no use in flushing it first
                tls.setCloseNotifyFlushTimeoutMillis(1);
            }
            channel.close();
        };
    }

    /** The future's result on the connection's thread; at once where it is there already. Failures come as they were. */
    public static <T> Mono<T> await(ServerWebExchange exchange, CompletableFuture<T> future) {
        if (future.isDone()) {
            return future.isCompletedExceptionally()
                    ? Mono.error(Failures.cause(future.exceptionNow()))
                    : Mono.just(future.resultNow());
        }
        return new Awaited<>(exchange, future);
    }

    /** A future on its way back to the connection's thread. What is thrown while it is taken there reaches the request: see {@link Breakage}. */
    private static final class Awaited<T> extends Mono<T> {
        private final ServerWebExchange exchange;
        private final CompletableFuture<T> future;

        Awaited(ServerWebExchange exchange, CompletableFuture<T> future) {
            this.exchange = exchange;
            this.future = future;
        }

        @Override
        public void subscribe(CoreSubscriber<? super T> to) {
            to.onSubscribe(new Delivery(to));
        }

        private final class Delivery implements Subscription {
            private final CoreSubscriber<? super T> to;
            private final AtomicBoolean asked = new AtomicBoolean();
            private volatile boolean cancelled;

            Delivery(CoreSubscriber<? super T> to) {
                this.to = to;
            }

            @Override
            public void request(long n) {
                if (asked.compareAndSet(false, true)) {
                    Executor loop = exchange instanceof NearExchange near ? near::later : of(exchange);
                    future.whenComplete((value, failure) -> loop.execute(() -> deliver(value, failure)));
                }
            }

            private void deliver(@Nullable T value, @Nullable Throwable failure) {
                if (cancelled) {
                    return;
                }
                try {
                    if (failure == null) {
                        if (value != null) {
                            to.onNext(value);
                        }
                        to.onComplete();
                    } else {
                        to.onError(Failures.cause(failure));
                    }
                } catch (Throwable error) { // it would end in the loop's log, and the request never
                    Breakage.of(exchange, error);
                }
            }

            @Override
            public void cancel() {
                cancelled = true;
            }
        }
    }
}
