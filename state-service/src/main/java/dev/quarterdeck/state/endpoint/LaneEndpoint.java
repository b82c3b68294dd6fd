package dev.quarterdeck.state.endpoint;

import dev.quarterdeck.kube.kind.ResourceCatalog;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.stateclient.Failures;
import dev.quarterdeck.stateclient.StateClient;
import dev.quarterdeck.stateclient.wire.LaneFrames;
import dev.quarterdeck.stateclient.wire.LaneFrames.Frame;
import dev.quarterdeck.stateclient.wire.WireFormat;
import dev.quarterdeck.stateclient.wire.WireReader;
import dev.quarterdeck.stateclient.wire.WriteFormat;
import io.netty.channel.Channel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.springframework.context.SmartLifecycle;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.reactive.socket.server.support.HandshakeWebSocketService;
import org.springframework.web.reactive.socket.server.upgrade.ReactorNettyRequestUpgradeStrategy;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.http.server.WebsocketServerSpec;

/**
 * Writes and questions after progress of one gateway over one connection, a WebSocket, in {@link LaneFrames}: many at once, answered in the order in which they
 * are done. Handlers run on the connection's event loop and only decode; everything else happens in futures. Before the web server stops, gateways are told to go
 * elsewhere, and get the answers to what they have asked.
 */
final class LaneEndpoint implements SmartLifecycle {
    /** Stops before the web server does, which would wait for open connections. */
    private static final int PHASE = Integer.MAX_VALUE - 512;

    private static final int REFUSED_MILLIS = 50;

    private final StateClient state;
    private final ResourceCatalog catalog;
    private final Set<LaneSession> sessions = ConcurrentHashMap.newKeySet();
    private final HandshakeWebSocketService handshake =
            new HandshakeWebSocketService(new ReactorNettyRequestUpgradeStrategy(
                    () -> WebsocketServerSpec.builder().maxFramePayloadLength(LaneFrames.MOST)));
    private volatile boolean running;

    LaneEndpoint(StateClient state, ResourceCatalog catalog) {
        this.state = state;
        this.catalog = catalog;
    }

    Mono<ServerResponse> open(ServerRequest request) {
        Channel channel = ((Connection) ServerHttpRequestDecorator.getNativeRequest(
                        request.exchange().getRequest()))
                .channel();
        if (!running) {
            // who asked for another protocol waits for the end of the connection
            channel.eventLoop().schedule(() -> channel.close(), REFUSED_MILLIS, TimeUnit.MILLISECONDS);
            return ServerResponse.status(HttpStatus.SERVICE_UNAVAILABLE).build();
        }
        return handshake
                .handleRequest(request.exchange(), socket -> {
                    LaneSession session = new LaneSession(socket, channel, this::answer);
                    sessions.add(session);
                    return session.run().doFinally(signal -> sessions.remove(session));
                })
                .then(Mono.empty());
    }

    private CompletableFuture<Frame> answer(Frame question) {
        CompletableFuture<byte[]> body;
        try {
            WireReader in = new WireReader(new ByteArrayInputStream(question.body()));
            body = switch (question.code()) {
                case LaneFrames.WRITE ->
                    state.write(WriteFormat.readWrite(in, catalog)).thenApply(WriteFormat::result);
                case LaneFrames.PROGRESS ->
                    state.progressOf(WireFormat.readQuestion(in).resource()).thenApply(WireFormat::progress);
                case LaneFrames.PROGRESS_OF_ALL ->
                    state.progressOf(WireFormat.readAskedAll(in)).thenApply(WireFormat::progressOfAll);
                case LaneFrames.PING -> CompletableFuture.completedFuture(new byte[0]);
                default -> throw new IOException("question " + question.code());
            };
        } catch (IOException e) {
            body = CompletableFuture.failedFuture(
                    ApiException.badRequest("not a message of this service: " + e.getMessage()));
        } catch (RuntimeException e) {
            body = CompletableFuture.failedFuture(e);
        }
        return body.handle((bytes, error) ->
                error == null ? new Frame(question.number(), 200, bytes) : refusal(question.number(), error));
    }

    private static Frame refusal(long number, Throwable error) {
        ApiException refusal = Failures.refusal(error);
        return new Frame(number, refusal.code(), WriteFormat.refusal(refusal));
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        running = false;
    }

    @Override
    public void stop(Runnable stopped) {
        running = false;
        CompletableFuture<?>[] ends = sessions.stream().map(LaneSession::leave).toArray(CompletableFuture<?>[]::new);
        CompletableFuture.allOf(ends).whenComplete((all, error) -> stopped.run());
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
