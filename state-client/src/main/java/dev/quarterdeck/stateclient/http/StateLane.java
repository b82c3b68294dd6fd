package dev.quarterdeck.stateclient.http;

import dev.quarterdeck.stateclient.wire.LaneFrames;
import dev.quarterdeck.stateclient.wire.LaneFrames.Frame;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpTimeoutException;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Many questions at once to one replica, over one connection: what is asked while a message is being sent is the next message, and so are answers. The connection
 * is made when something is asked and none is open. {@link #look} has to be called now and then: it ends questions that have waited too long, and a connection
 * over which nothing comes although something should.
 *
 * <p>A question fails with {@link ConnectException} where it was never sent, with another {@link IOException} where nobody knows what became of it. Thread-safe;
 * futures complete on threads of the HTTP client.
 */
final class StateLane {
    /** A message is at least one frame, and more frames up to that many bytes. */
    private static final int MESSAGE = 256 << 10;

    /** Of a handshake, in times of what a connection may take: TLS and the way to WebSocket come after it. */
    private static final int HANDSHAKE = 2;

    private static final long SILENCE_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long ANSWER_TO_PING_NANOS = TimeUnit.SECONDS.toNanos(3);

    private static final Logger LOG = LoggerFactory.getLogger(StateLane.class);

    private final HttpClient http;
    private final URI address;
    private final StateClientSettings settings;
    private final ReentrantLock lock = new ReentrantLock();
    /** Connections that are being made or open; those that are not {@link #current} only get their last answers. */
    private final Set<Link> links = new HashSet<>();

    private @Nullable Link current;
    private long numbers;

    /** @param replica base URL */
    StateLane(HttpClient http, URI replica, StateClientSettings settings) {
        this.http = http;
        this.address = URI.create(replica.resolve(HttpStateClient.PATH + LaneFrames.PATH)
                .toString()
                .replaceFirst("^http", "ws"));
        this.settings = settings;
    }

    private static final class Waiting {
        private final Frame frame;
        private final CompletableFuture<Frame> answer = new CompletableFuture<>();
        private final long deadline;
        private boolean sent;

        Waiting(Frame frame, long deadline) {
            this.frame = frame;
            this.deadline = deadline;
        }
    }

    /** @param code which question, see {@link LaneFrames} */
    CompletableFuture<Frame> ask(int code, byte[] body) {
        Link link;
        Waiting waiting;
        boolean fresh = false;
        lock.lock();
        try {
            link = current;
            if (link == null) {
                link = new Link();
                links.add(link);
                current = link;
                fresh = true;
            }
            waiting = new Waiting(
                    new Frame(++numbers, code, body),
                    System.nanoTime() + settings.timeout().toNanos());
            link.add(waiting);
        } finally {
            lock.unlock();
        }
        if (fresh) {
            link.connect();
        } else {
            link.send();
        }
        return waiting.answer;
    }

    /** Ends what has waited too long. */
    void look() {
        links().forEach(link -> link.look(System.nanoTime()));
    }

    void close() {
        links().forEach(link -> link.fail(new IOException("this client is closed"), true));
    }

    private List<Link> links() {
        lock.lock();
        try {
            return List.copyOf(links);
        } finally {
            lock.unlock();
        }
    }

    /** One connection's life. */
    private final class Link implements WebSocket.Listener {
        // guarded by lock
        private final Map<Long, Waiting> waiting = new HashMap<>();
        private final ArrayDeque<Frame> unsent = new ArrayDeque<>();
        private @Nullable WebSocket socket;
        private boolean sending;
        private boolean over;
        private long heard = System.nanoTime();
        private long pinged;

        // of the thread that tells what has come
        private final LaneFrames in = new LaneFrames(this::received);

        void add(Waiting one) {
            if (waiting.isEmpty()) {
                heard = System.nanoTime();
            }
            waiting.put(one.frame.number(), one);
            unsent.add(one.frame);
        }

        void connect() {
            Duration limit = settings.connectTimeout().multipliedBy(HANDSHAKE);
            // the builder's own limit does not count once it was refused, and it waits for the refusal's end
            http.newWebSocketBuilder()
                    .connectTimeout(limit)
                    .buildAsync(address, this)
                    .orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS)
                    .whenComplete((open, error) -> {
                        if (error != null) {
                            LOG.debug("No lane to {}", address, error);
                            fail(error, false);
                            return;
                        }
                        lock.lock();
                        try {
                            socket = open;
                        } finally {
                            lock.unlock();
                        }
                        send();
                    });
        }

        /** Sends what waits, unless a message is under way: its end sends the rest. */
        void send() {
            WebSocket open;
            ByteBuffer message;
            lock.lock();
            try {
                open = socket;
                if (open == null || sending || over || unsent.isEmpty()) {
                    return;
                }
                sending = true;
                message = message();
            } finally {
                lock.unlock();
            }
            open.sendBinary(message, true).whenComplete((done, error) -> {
                lock.lock();
                try {
                    sending = false;
                } finally {
                    lock.unlock();
                }
                if (error != null) {
                    fail(error, true);
                } else {
                    send();
                }
            });
        }

        private ByteBuffer message() {
            List<Frame> frames = new ArrayList<>();
            int size = 0;
            while (!unsent.isEmpty()
                    && (frames.isEmpty() || size + unsent.element().length() <= MESSAGE)) {
                Frame frame = unsent.remove();
                size += frame.length();
                frames.add(frame);
                Waiting one = waiting.get(frame.number());
                if (one != null) {
                    one.sent = true;
                }
            }
            ByteBuffer message = ByteBuffer.allocate(size);
            frames.forEach(frame -> frame.writeTo(message));
            return message.flip();
        }

        @Override
        public void onOpen(WebSocket open) {
            boolean late;
            lock.lock();
            try {
                late = over;
            } finally {
                lock.unlock();
            }
            if (late) {
                open.abort();
            } else {
                open.request(1);
            }
        }

        @Override
        public @Nullable CompletionStage<?> onBinary(WebSocket open, ByteBuffer data, boolean last) {
            lock.lock();
            try {
                heard = System.nanoTime();
                pinged = 0;
            } finally {
                lock.unlock();
            }
            try {
                in.read(data);
            } catch (IOException e) {
                fail(e, true);
            }
            open.request(1);
            return null;
        }

        private void received(Frame frame) {
            Waiting one;
            lock.lock();
            try {
                if (frame.number() == LaneFrames.GOING_AWAY) {
                    leave();
                    return;
                }
                one = waiting.remove(frame.number());
            } finally {
                lock.unlock();
            }
            if (one != null) {
                one.answer.complete(frame);
            }
        }

        /** What is asked from now on goes over another connection; answers to what was asked still come over this one. */
        private void leave() {
            if (current == this) {
                current = null;
            }
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket open, int code, String reason) {
            fail(new IOException("state-service has closed the connection"), true);
            return null;
        }

        @Override
        public void onError(WebSocket open, Throwable error) {
            fail(error, true);
        }

        /** @param connected whether anything can have been sent */
        void fail(Throwable why, boolean connected) {
            List<Waiting> lost;
            WebSocket open;
            lock.lock();
            try {
                if (over) {
                    return;
                }
                over = true;
                links.remove(this);
                leave();
                open = socket;
                lost = new ArrayList<>(waiting.values());
                waiting.clear();
                unsent.clear();
            } finally {
                lock.unlock();
            }
            if (open != null) {
                open.abort();
            }
            for (Waiting one : lost) {
                one.answer.completeExceptionally(
                        connected && one.sent
                                ? new IOException("the connection was lost: " + why.getMessage(), why)
                                : new ConnectException("not sent: " + why.getMessage()));
            }
        }

        void look(long now) {
            List<Waiting> late = new ArrayList<>();
            boolean silent;
            lock.lock();
            try {
                if (over || socket == null) {
                    return;
                }
                silent = pinged != 0 && now - pinged > ANSWER_TO_PING_NANOS;
                if (pinged == 0 && now - heard > (waiting.isEmpty() ? IDLE_NANOS : SILENCE_NANOS)) {
                    pinged = now;
                    unsent.add(new Frame(0, LaneFrames.PING, new byte[0]));
                }
                for (Waiting one : waiting.values()) {
                    if (now - one.deadline > 0) {
                        late.add(one);
                    }
                }
                late.forEach(one -> waiting.remove(one.frame.number()));
            } finally {
                lock.unlock();
            }
            for (Waiting one : late) {
                one.answer.completeExceptionally(new HttpTimeoutException("no answer in time"));
            }
            if (silent) {
                fail(new IOException("state-service is silent"), true);
            } else {
                send();
            }
        }
    }
}
