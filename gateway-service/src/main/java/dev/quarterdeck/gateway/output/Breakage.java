package dev.quarterdeck.gateway.output;

import java.util.function.Consumer;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/**
 * Ends a request whose answering broke with an {@link Error}: a class that cannot be loaded, a stack that is too deep. Reactor throws such errors instead of
 * passing them on, so that nobody would ever answer; here they become failures like others. Any thread.
 */
public final class Breakage {
    private static final String ATTRIBUTE = Breakage.class.getName();

    private Breakage() {}

    /** The answer, which fails where an Error is thrown while it is made, or is told of by {@link #of}. */
    public static Mono<Void> guard(ServerWebExchange exchange, Mono<Void> answer) {
        return Mono.create(sink -> {
            Consumer<Throwable> broken = error -> sink.error(failure(error));
            exchange.getAttributes().put(ATTRIBUTE, broken);
            try {
                Disposable running = answer.subscribe(v -> {}, sink::error, sink::success, sink.currentContext());
                sink.onDispose(running);
            } catch (Throwable error) { // NOPMD: that is what this is for
                sink.error(failure(error));
            }
        });
    }

    /** Tells of what was thrown on a thread that nobody above would catch it on. */
    public static void of(ServerWebExchange exchange, Throwable error) {
        if (exchange.getAttributes().get(ATTRIBUTE) instanceof Consumer<?> broken) {
            @SuppressWarnings("unchecked")
            Consumer<Throwable> told = (Consumer<Throwable>) broken;
            told.accept(error);
        }
    }

    /** Errors in a form that may be passed on. */
    public static RuntimeException failure(Throwable thrown) {
        return thrown instanceof RuntimeException failure ? failure : new BrokenAnswerException(thrown);
    }

    /** An Error on its way to the log and to a Status 500. */
    public static final class BrokenAnswerException extends RuntimeException {
        BrokenAnswerException(Throwable cause) {
            super(cause);
        }
    }
}
