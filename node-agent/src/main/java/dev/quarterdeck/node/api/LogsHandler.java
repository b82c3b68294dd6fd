package dev.quarterdeck.node.api;

import dev.quarterdeck.node.api.NodePods.LogSource;
import dev.quarterdeck.node.log.LogQuery;
import dev.quarterdeck.node.log.LogReader;
import dev.quarterdeck.node.runtime.PodRuntime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** {@code GET /containerLogs/NAMESPACE/POD/CONTAINER}. A reader that is slow holds up only itself: a piece is read when the last one was sent. */
final class LogsHandler {
    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final NodePods pods;
    private final PodRuntime runtime;
    private final Scheduler threads;
    private final Clock clock;

    LogsHandler(NodePods pods, PodRuntime runtime, Scheduler threads, Clock clock) {
        this.pods = pods;
        this.runtime = runtime;
        this.threads = threads;
        this.clock = clock;
    }

    Publisher<Void> handle(HttpServerRequest request, HttpServerResponse response) {
        QueryString query = QueryString.of(request.uri());
        LogQuery wanted = parse(query);
        LogSource source = pods.log(
                param(request, "namespace"),
                param(request, "pod"),
                param(request, "container"),
                query.flag("previous"));
        return send(
                response,
                runtime.imaginedOutput()
                        .map(text -> new ImaginedLog(text, source.since()).read(wanted, () -> pods.isRunning(source)))
                        .orElseGet(() -> read(source, wanted)));
    }

    private Flux<byte[]> read(LogSource source, LogQuery wanted) {
        return Flux.generate(
                () -> new LogReader(source.file(), wanted, runningLately(source)),
                (reader, sink) -> {
                    try {
                        byte[] piece = reader.next();
                        if (piece == null) {
                            sink.complete();
                        } else {
                            sink.next(piece);
                        }
                    } catch (IOException e) {
                        sink.error(new UncheckedIOException(e));
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                        sink.complete();
                    }
                    return reader;
                },
                reader -> {
                    reader.close();
                    reader.release();
                });
    }

    private Publisher<Void> send(HttpServerResponse response, Flux<byte[]> pieces) {
        return response.header("Content-Type", "text/plain; charset=utf-8")
                .send(
                        pieces.subscribeOn(threads)
                                .map(io.netty.buffer.Unpooled::wrappedBuffer)
                                .cast(io.netty.buffer.ByteBuf.class),
                        piece -> true);
    }

    /** Asks the runtime at most once a second. */
    private java.util.function.BooleanSupplier runningLately(LogSource source) {
        AtomicLong askedAt = new AtomicLong();
        return () -> {
            long now = System.nanoTime();
            long before = askedAt.get();
            if (before != 0 && now - before < LOOK_NANOS) {
                return true;
            }
            askedAt.set(now);
            return pods.isRunning(source);
        };
    }

    private LogQuery parse(QueryString query) {
        @Nullable Instant since = null;
        if (query.number("sinceSeconds").isPresent()) {
            since = LogReader.since(
                    clock.instant(), query.number("sinceSeconds").get());
        } else if (query.first("sinceTime").isPresent()) {
            try {
                since = OffsetDateTime.parse(query.first("sinceTime").get()).toInstant();
            } catch (DateTimeParseException e) {
                throw new ApiRefusal(
                        400, "invalid sinceTime: " + query.first("sinceTime").get());
            }
        }
        String stream = query.first("stream").orElse("All").toLowerCase(Locale.ROOT);
        return new LogQuery(
                query.flag("follow"),
                query.flag("timestamps"),
                query.number("tailLines").or(() -> query.number("tail")).orElse(-1L),
                query.number("limitBytes").orElse(-1L),
                since,
                stream.equals("all") ? null : stream);
    }

    private static String param(HttpServerRequest request, String name) {
        String value = request.param(name);
        return value == null ? "" : value;
    }
}
