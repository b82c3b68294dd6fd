package dev.quarterdeck.gateway.output;

import dev.quarterdeck.gateway.direct.ClientChannel;
import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ScheduledExecutorService;
import org.springframework.web.server.ServerWebExchange;
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

    /** The future's result on the connection's thread; at once where it is there already. Failures come without their CompletionException. */
    public static <T> Mono<T> await(ServerWebExchange exchange, CompletableFuture<T> future) {
        if (future.isDone()) {
            return future.isCompletedExceptionally()
                    ? Mono.error(unwrap(future.exceptionNow()))
                    : Mono.just(future.resultNow());
        }
        ScheduledExecutorService loop = of(exchange);
        return Mono.create(sink -> future.whenComplete((value, failure) -> loop.execute(() -> {
            if (failure == null) {
                sink.success(value);
            } else {
                sink.error(unwrap(failure));
            }
        })));
    }

    public static Throwable unwrap(Throwable failure) {
        Throwable cause = failure.getCause();
        return failure instanceof CompletionException && cause != null ? cause : failure;
    }
}
