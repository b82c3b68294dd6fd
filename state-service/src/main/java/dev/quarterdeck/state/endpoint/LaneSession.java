package dev.quarterdeck.state.endpoint;

import dev.quarterdeck.stateclient.wire.LaneFrames;
import dev.quarterdeck.stateclient.wire.LaneFrames.Frame;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.web.reactive.socket.CloseStatus;
import org.springframework.web.reactive.socket.WebSocketMessage;
import org.springframework.web.reactive.socket.WebSocketSession;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * One gateway's lane. Answers that are done at the same time leave in one message. What waits for the connection is bounded by what the gateway has asked and
 * got no answer to, which the gateway bounds. On the connection's event loop; answers may be done on any thread.
 */
final class LaneSession {
    /** A message is at least one frame, and more frames up to that many bytes. */
    private static final int MESSAGE = 256 << 10;
    /** What is on its way when the gateway is told to leave has come by then. */
    private static final long STRAGGLERS_MILLIS = 200;

    private static final long LEAVE_MILLIS = 20_000;
    private static final long LOOK_MILLIS = 50;

    /** A gateway asks for a sign of life long before; one that is silent for so long is gone, and nobody has told. */
    private static final long SILENCE_SECONDS = 40;

    private final WebSocketSession socket;
    private final Channel channel;
    private final EventLoop loop;
    private final Function<Frame, CompletableFuture<Frame>> answers;
    private final LaneFrames in = new LaneFrames(this::asked);
    private final ConcurrentLinkedQueue<Frame> done = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean sending = new AtomicBoolean();
    private final Sinks.Many<WebSocketMessage> out = Sinks.many().unicast().onBackpressureBuffer();
    private final CompletableFuture<Void> over = new CompletableFuture<>();
    /** Questions without an answer; of the event loop, like the next. */
    private int open;

    private long heard = System.nanoTime();

    LaneSession(WebSocketSession socket, Channel channel, Function<Frame, CompletableFuture<Frame>> answers) {
        this.socket = socket;
        this.channel = channel;
        this.loop = channel.eventLoop();
        this.answers = answers;
    }

    /** Ends when the connection does. */
    Mono<Void> run() {
        Mono<Void> reading = socket.receive()
                .doOnNext(message -> read(message.getPayload()))
                .doFinally(signal -> out.tryEmitComplete())
                .then();
        loop.schedule(this::look, SILENCE_SECONDS, TimeUnit.SECONDS);
        return Mono.when(reading, socket.send(out.asFlux())).doFinally(signal -> over.complete(null));
    }

    private void look() {
        if (over.isDone()) {
            return;
        }
        long left = heard + TimeUnit.SECONDS.toNanos(SILENCE_SECONDS) - System.nanoTime();
        if (left <= 0) {
            channel.close();
        } else {
            loop.schedule(this::look, left, TimeUnit.NANOSECONDS);
        }
    }

    private void read(DataBuffer message) {
        heard = System.nanoTime();
        try (DataBuffer.ByteBufferIterator parts = message.readableByteBuffers()) {
            while (parts.hasNext()) {
                in.read(parts.next());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void asked(Frame question) {
        open++;
        answers.apply(question).thenAccept(this::answer);
    }

    private void answer(Frame frame) {
        done.add(frame);
        if (sending.compareAndSet(false, true)) {
            loop.execute(this::send);
        }
    }

    private void send() {
        sending.set(false);
        List<Frame> frames = new ArrayList<>();
        int size = 0;
        for (Frame frame = done.poll(); frame != null; frame = done.poll()) {
            if (!frames.isEmpty() && size + frame.length() > MESSAGE) {
                emit(frames, size);
                frames.clear();
                size = 0;
            }
            frames.add(frame);
            size += frame.length();
            open -= frame.number() == LaneFrames.GOING_AWAY ? 0 : 1;
        }
        if (!frames.isEmpty()) {
            emit(frames, size);
        }
    }

    private void emit(List<Frame> frames, int size) {
        ByteBuffer message = ByteBuffer.allocate(size);
        frames.forEach(frame -> frame.writeTo(message));
        byte[] bytes = message.array();
        out.tryEmitNext(socket.binaryMessage(factory -> factory.wrap(bytes)));
    }

    /** Tells the gateway to ask elsewhere, and ends once what it has asked is answered. */
    CompletableFuture<Void> leave() {
        answer(new Frame(LaneFrames.GOING_AWAY, 0, new byte[0]));
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LEAVE_MILLIS);
        loop.schedule(() -> endWhenAnswered(deadline), STRAGGLERS_MILLIS, TimeUnit.MILLISECONDS);
        return over;
    }

    private void endWhenAnswered(long deadline) {
        if (over.isDone()) {
            return;
        }
        if (open > 0 && System.nanoTime() - deadline < 0) {
            loop.schedule(() -> endWhenAnswered(deadline), LOOK_MILLIS, TimeUnit.MILLISECONDS);
            return;
        }
        socket.close(CloseStatus.GOING_AWAY)
                .subscribe(nothing -> {}, error -> over.complete(null), () -> over.complete(null));
    }
}
