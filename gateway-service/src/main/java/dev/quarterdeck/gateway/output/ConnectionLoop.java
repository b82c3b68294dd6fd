package dev.quarterdeck.gateway.output;

import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ScheduledExecutorService;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.http.server.HttpServerRequest;

/**
 * The thread of a request's connection. Answers of other threads (caches, the state client) are brought back to it, so that these threads never encode,
 * filter or write.
 */
public final class ConnectionLoop {
    private ConnectionLoop() {}

    public static ScheduledExecutorService of(ServerWebExchange exchange) {
        return channel(exchange).eventLoop();
    }

    /** Tears the stream, or the connection where it has only one, without waiting for what is still to be written. */
    public static Runnable cut(ServerWebExchange exchange) {
        Channel channel = channel(exchange);
        return () -> {
            SslHandler tls = channel.pipeline().get(SslHandler.class);
            if (tls != null) {
                // what is queued will not be taken: no use in flushing it first
                tls.setCloseNotifyFlushTimeoutMillis(1);
            }
            channel.close();
        };
    }

    private static Channel channel(ServerWebExchange exchange) {
        ServerHttpRequest request = exchange.getRequest();
        HttpServerRequest nativeRequest = ServerHttpRequestDecorator.getNativeRequest(request);
        return ((Connection) nativeRequest).channel();
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
