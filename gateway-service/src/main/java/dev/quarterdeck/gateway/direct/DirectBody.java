package dev.quarterdeck.gateway.direct;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;

/**
 * A request's body, for one subscriber. What was not asked for yet is not given back to the client's flow-control window, so no more than one window is ever
 * held. On the connection's thread, but for {@code subscribe}, {@code request} and {@code cancel}, which may come from any.
 */
final class DirectBody extends Flux<DataBuffer> implements Subscription {
    private final Executor loop;
    private final IntConsumer consumed;
    private final ArrayDeque<byte[]> waiting = new ArrayDeque<>(2);
    private final ArrayDeque<Integer> credits = new ArrayDeque<>(2);
    private @Nullable CoreSubscriber<? super DataBuffer> subscriber;
    private @Nullable Throwable failure;
    private long demand;
    private boolean ended;
    private boolean done;
    private boolean draining;

    /** @param consumed gives bytes back to the window */
    DirectBody(Executor loop, IntConsumer consumed) {
        this.loop = loop;
        this.consumed = consumed;
    }

    /** @param credit what the frame took from the window, its padding included */
    void received(ByteBuf content, int credit) {
        if (done) {
            consumed.accept(credit);
            return;
        }
        waiting.add(ByteBufUtil.getBytes(content));
        credits.add(credit);
        drain();
    }

    void ended() {
        ended = true;
        drain();
    }

    void failed(Throwable why) {
        if (!ended) {
            failure = why;
            ended();
        }
    }

    boolean isEnded() {
        return ended;
    }

    @Override
    public void subscribe(CoreSubscriber<? super DataBuffer> actual) {
        loop.execute(() -> {
            if (subscriber != null) {
                Operators.error(actual, new IllegalStateException("a body is read once"));
                return;
            }
            subscriber = actual;
            actual.onSubscribe(this);
            drain();
        });
    }

    @Override
    public void request(long n) {
        loop.execute(() -> {
            demand = Operators.addCap(demand, n);
            drain();
        });
    }

    @Override
    public void cancel() {
        loop.execute(() -> {
            done = true;
            waiting.clear();
            for (Integer credit = credits.poll(); credit != null; credit = credits.poll()) {
                consumed.accept(credit);
            }
        });
    }

    private void drain() {
        CoreSubscriber<? super DataBuffer> to = subscriber;
        if (to == null || draining || done) {
            return;
        }
        draining = true;
        try {
            while (demand > 0 && !done && !waiting.isEmpty()) {
                demand--;
                byte[] bytes = waiting.remove();
                consumed.accept(credits.remove());
                to.onNext(DefaultDataBufferFactory.sharedInstance.wrap(bytes));
            }
        } finally {
            draining = false;
        }
        if (ended && waiting.isEmpty() && !done) {
            done = true;
            if (failure == null) {
                to.onComplete();
            } else {
                to.onError(failure);
            }
        }
    }
}
