package dev.quarterdeck.stateclient.http;

import dev.quarterdeck.kube.kind.GroupVersionResource;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.StatusReason;
import dev.quarterdeck.stateclient.Failures;
import dev.quarterdeck.stateclient.StateClient;
import dev.quarterdeck.stateclient.WriteRequest;
import dev.quarterdeck.stateclient.WriteResult;
import dev.quarterdeck.stateclient.wire.LaneFrames;
import dev.quarterdeck.stateclient.wire.WireFormat;
import dev.quarterdeck.stateclient.wire.WireFormat.Question;
import dev.quarterdeck.stateclient.wire.WireReader;
import dev.quarterdeck.stateclient.wire.WriteFormat;
import dev.quarterdeck.stream.record.Change;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Writes and questions after progress share one connection per replica ({@link StateLane}); what is asked seldom or answered at length is a request of its own.
 * Questions go to the next replica where one can't be reached or answers 503; they change nothing, so they may be asked twice. A write goes to the next one only
 * where it was never sent: where the connection broke later, the answer is 504 and says that the fate is unknown.
 */
public final class HttpStateClient implements StateClient, AutoCloseable {
    static final String PATH = "/state/v1/";
    private static final long LOOK_MILLIS = 500;

    private final StateClientSettings settings;
    private final Replicas replicas;
    private final HttpClient http;
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final SharedAnswers<StoredResource, Progress> progress;
    private final Map<URI, StateLane> lanes = new HashMap<>();
    private final ScheduledExecutorService looks = Executors.newSingleThreadScheduledExecutor(
            Thread.ofVirtual().name("state-lanes").factory());

    /** @param tls the caller's certificate and whom it trusts; null for plain HTTP/1.1, for tests */
    public HttpStateClient(StateClientSettings settings, @Nullable SSLContext tls) {
        this.settings = settings;
        this.replicas = new Replicas(settings.replicas());
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(tls == null ? HttpClient.Version.HTTP_1_1 : HttpClient.Version.HTTP_2)
                .connectTimeout(settings.connectTimeout())
                .executor(executor);
        if (tls != null) {
            builder.sslContext(tls);
        }
        this.http = builder.build();
        this.progress = new SharedAnswers<>(this::askProgress);
        for (URI replica : settings.replicas()) {
            lanes.put(replica, new StateLane(http, replica, settings));
        }
        Future<?> ignored = looks.scheduleWithFixedDelay(
                () -> lanes.values().forEach(StateLane::look), LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Reads a whole answer. */
    private interface Decoder<T> {
        T decode(WireReader in) throws IOException;
    }

    @Override
    public CompletableFuture<WriteResult> write(WriteRequest request) {
        byte[] body = WriteFormat.write(request);
        return attempt(overLane(LaneFrames.WRITE, body, WriteFormat::readResult), replicas.inOrder(), 0, false);
    }

    @Override
    public CompletableFuture<Progress> progressOf(StoredResource resource) {
        return progress.ask(resource);
    }

    private CompletableFuture<Progress> askProgress(StoredResource resource) {
        byte[] body = WireFormat.ask(resource, "", null, 0, 0, 0);
        return attempt(overLane(LaneFrames.PROGRESS, body, WireFormat::readProgress), replicas.inOrder(), 0, true);
    }

    @Override
    public CompletableFuture<Map<StoredResource, Progress>> progressOf(Collection<StoredResource> resources) {
        byte[] body = WireFormat.askAll(resources);
        return attempt(
                overLane(LaneFrames.PROGRESS_OF_ALL, body, WireFormat::readProgressOfAll), replicas.inOrder(), 0, true);
    }

    @Override
    public CompletableFuture<Snapshot> snapshot(StoredResource resource) {
        return question(Question.SNAPSHOT, WireFormat.ask(resource, "", null, 0, 0, 0), in -> {
            long revision = in.number();
            List<Change> objects = new ArrayList<>();
            while (in.flag()) {
                objects.add(WireFormat.readChange(in, resource));
            }
            return new Snapshot(revision, objects);
        });
    }

    @Override
    public CompletableFuture<Optional<Change>> getAt(StoredResource resource, ObjectKey key, long revision) {
        return question(
                Question.GET_AT,
                WireFormat.ask(resource, "", key, revision, 0, 0),
                in -> WireFormat.readPage(in, resource).objects().stream().findFirst());
    }

    @Override
    public CompletableFuture<Page> listAt(
            StoredResource resource, String namespace, long revision, @Nullable ObjectKey after, int limit) {
        return question(
                Question.LIST_AT,
                WireFormat.ask(resource, namespace, after, revision, 0, limit),
                in -> WireFormat.readPage(in, resource));
    }

    @Override
    public CompletableFuture<List<Change>> history(StoredResource resource, long after, long upTo, int limit) {
        return question(
                Question.HISTORY,
                WireFormat.ask(resource, "", null, after, upTo, limit),
                in -> WireFormat.readPage(in, resource).objects());
    }

    @Override
    public CompletableFuture<List<byte[]>> convert(GroupVersionResource to, List<byte[]> objects) {
        return question("convert", WireFormat.conversion(to, objects), WireFormat::readObjects);
    }

    private static final StoredResource NONE = new StoredResource("", "");

    @Override
    public CompletableFuture<Long> revisionAt(Instant time) {
        return question(
                Question.REVISION_AT,
                WireFormat.ask(NONE, "", null, WireFormat.micros(time), 0, 0),
                WireReader::number);
    }

    @Override
    public CompletableFuture<Revisions> objectHistory(StoredResource resource, ObjectKey key, long before, int limit) {
        return question(
                Question.OBJECT_HISTORY,
                WireFormat.ask(resource, "", key, before, 0, limit),
                in -> WireFormat.readRevisions(in, resource));
    }

    private <T> CompletableFuture<T> question(Question question, byte[] body, Decoder<T> decoder) {
        return question(question.path(), body, decoder);
    }

    private <T> CompletableFuture<T> question(String path, byte[] body, Decoder<T> decoder) {
        return attempt(
                replica -> http.sendAsync(
                                HttpRequest.newBuilder(replica.resolve(PATH + path))
                                        .timeout(settings.timeout())
                                        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                                        .build(),
                                HttpResponse.BodyHandlers.ofInputStream())
                        .thenApplyAsync(response -> decode(response, decoder), executor),
                replicas.inOrder(),
                0,
                true);
    }

    private <T> Function<URI, CompletableFuture<T>> overLane(int code, byte[] body, Decoder<T> decoder) {
        return replica ->
                Objects.requireNonNull(lanes.get(replica)).ask(code, body).thenApply(frame -> decode(frame, decoder));
    }

    private <T> CompletableFuture<T> attempt(
            Function<URI, CompletableFuture<T>> send, List<URI> order, int turn, boolean repeatable) {
        URI replica = order.get(turn);
        return send.apply(replica)
                .handle((value, error) -> {
                    if (error == null) {
                        return CompletableFuture.completedFuture(value);
                    }
                    Throwable cause = Failures.cause(error);
                    boolean neverSent =
                            cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException;
                    boolean gone = cause instanceof IOException
                            || (cause instanceof ApiException e && e.reason() == StatusReason.SERVICE_UNAVAILABLE);
                    if (cause instanceof IOException) {
                        replicas.failed(replica);
                    }
                    if (turn + 1 < order.size() && (neverSent || (repeatable && gone))) {
                        return attempt(send, order, turn + 1, repeatable);
                    }
                    return CompletableFuture.<T>failedFuture(answer(cause, neverSent || repeatable));
                })
                .thenCompose(f -> f);
    }

    private static ApiException answer(Throwable cause, boolean nothingHappened) {
        if (cause instanceof ApiException e) {
            return e;
        }
        if (!(cause instanceof IOException)) {
            return ApiException.internal("state-service could not be asked: " + cause);
        }
        return nothingHappened
                ? ApiException.unavailable("state-service can't be reached", 1)
                : new ApiException(
                        StatusReason.TIMEOUT,
                        "the connection to state-service was lost: it is unknown whether the write took effect",
                        new ApiException.Details(null, null, null, null, List.of(), 1));
    }

    private static <T> T decode(HttpResponse<InputStream> response, Decoder<T> decoder) {
        try (InputStream in = new BufferedInputStream(response.body(), 32 << 10)) {
            if (response.statusCode() != 200) {
                throw StatusReader.read(
                        response.statusCode(),
                        in.readNBytes(1 << 20),
                        response.headers().allValues("Warning").stream()
                                .map(text -> URLDecoder.decode(text, StandardCharsets.UTF_8))
                                .toList());
            }
            return decoder.decode(new WireReader(in));
        } catch (IOException e) {
            throw new CompletionException(e);
        }
    }

    private static <T> T decode(LaneFrames.Frame frame, Decoder<T> decoder) {
        try {
            WireReader in = new WireReader(new ByteArrayInputStream(frame.body()));
            if (frame.code() != 200) {
                List<String> warnings = in.texts();
                throw StatusReader.read(frame.code(), in.bytes(), warnings);
            }
            return decoder.decode(in);
        } catch (IOException e) {
            throw new CompletionException(e);
        }
    }

    @Override
    public void close() {
        looks.shutdownNow();
        lanes.values().forEach(StateLane::close);
        http.shutdownNow();
        executor.shutdown();
    }
}
