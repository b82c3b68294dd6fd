package dev.quarterdeck.gateway.proxy;

import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

/**
 * Passes everything on, but holds a cancellation back until a signal comes; what arrives in between is dropped. Cancelling the inbound side of a WebSocket
 * closes it without a code; this leaves time to close it with one.
 */
final class LateCancel<T> extends Flux<T> {
    private final Flux<T> source;
    private final Mono<Void> signal;

    LateCancel(Flux<T> source, Mono<Void> signal) {
        this.source = source;
        this.signal = signal;
    }

    @Override
    public void subscribe(CoreSubscriber<? super T> actual) {
        source.subscribe(new Link(actual));
    }

    private final class Link implements CoreSubscriber<T>, Subscription {
        private final CoreSubscriber<? super T> actual;
        private Subscription upstream = new None();
        private volatile boolean cancelled;

        Link(CoreSubscriber<? super T> actual) {
            this.actual = actual;
        }

        @Override
        public Context currentContext() {
            return actual.currentContext();
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            upstream = subscription;
            actual.onSubscribe(this);
        }

        @Override
        public void onNext(T element) {
            if (!cancelled) {
                actual.onNext(element);
            }
        }

        @Override
        public void onError(Throwable failure) {
            if (!cancelled) {
                actual.onError(failure);
            }
        }

        @Override
        public void onComplete() {
            if (!cancelled) {
                actual.onComplete();
            }
        }

        @Override
        public void request(long n) {
            upstream.request(n);
        }

        @Override
        public void cancel() {
            cancelled = true;
            signal.subscribe(nothing -> {}, failure -> upstream.cancel(), upstream::cancel);
        }
    }

    private static final class None implements Subscription {
        @Override
        public void request(long n) {}

        @Override
        public void cancel() {}
    }
}
