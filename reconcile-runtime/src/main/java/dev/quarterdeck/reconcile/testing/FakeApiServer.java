package dev.quarterdeck.reconcile.testing;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.object.Metadata;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.kube.scale.ScaleView;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.StatusReason;
import dev.quarterdeck.reconcile.client.ApiTransport;
import dev.quarterdeck.reconcile.client.Models;
import dev.quarterdeck.reconcile.client.ObjectApi;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An API server in memory, as far as controllers can tell: any resource by its path, optimistic locking, generation, finalizers, graceful deletion,
 * preconditions, status, scale, finalize and binding subresources, merge patches, list and watch. It keeps a status given at creation, validates and defaults nothing, and
 * knows no rights. Thread-safe.
 */
public final class FakeApiServer implements ApiTransport {

    /** Hears of every change, in order, under the server's lock; {@code tree} is null for a deletion. */
    public interface ChangeListener {
        void changed(StoredResource resource, ObjectKey key, @Nullable ObjectNode tree);
    }

    private record LoggedEvent(StoredResource resource, String namespace, long revision, byte[] line) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final FakeObjects objects;
    private final List<ChangeListener> listeners = new CopyOnWriteArrayList<>();
    private final List<LoggedEvent> log = new ArrayList<>();
    private final List<Function<ApiRequest, Optional<ApiException>>> failures = new CopyOnWriteArrayList<>();
    private final Map<String, ObjectNode> documents = new ConcurrentHashMap<>();
    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
    private long compacted;
    private int watchGeneration;

    public FakeApiServer(InstantSource clock) {
        this.objects = new FakeObjects(clock, this::publish);
    }

    /** A typed view of this server. */
    public ObjectApi api() {
        return new ObjectApi(this, Models.shared());
    }

    public void onChange(ChangeListener listener) {
        listeners.add(listener);
    }

    /** Asked before every request; an exception it gives is the answer. */
    public void failWhen(Function<ApiRequest, Optional<ApiException>> failure) {
        failures.add(failure);
    }

    /** What a GET of exactly this path answers from now on, whatever objects there are: discovery, say. */
    public void document(String path, ObjectNode document) {
        documents.put(path, document);
    }

    public void failNoMore() {
        failures.clear();
    }

    /** All requests so far but reads, as {@code METHOD path}. */
    public List<String> writes() {
        return requests().stream().filter(r -> !r.startsWith("GET ")).toList();
    }

    /** All requests so far, as {@link #writes}. */
    public List<String> requests() {
        synchronized (requests) {
            return List.copyOf(requests);
        }
    }

    public void forgetRequests() {
        requests.clear();
    }

    /** Watches from before now are too old. */
    public void compact() {
        lock.lock();
        try {
            compacted = objects.revision();
            log.clear();
        } finally {
            lock.unlock();
        }
    }

    /** Ends every watch that is open, as a server that shuts down does. */
    public void endWatches() {
        lock.lock();
        try {
            watchGeneration++;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Number of objects of a resource, for example {@code replicasets.apps}. */
    public int count(String storedId) {
        lock.lock();
        try {
            return objects.list(StoredResource.ofId(storedId), "").size();
        } finally {
            lock.unlock();
        }
    }

    private void publish(StoredResource resource, ObjectKey key, String type, ObjectNode tree) {
        ObjectNode event = Json.object().put("type", type);
        event.set("object", tree);
        log.add(new LoggedEvent(resource, key.namespace(), objects.revision(), Json.write(event)));
        listeners.forEach(l -> l.changed(resource, key, type.equals("DELETED") ? null : tree));
        changed.signalAll();
    }

    @Override
    public byte[] exchange(ApiRequest request) throws InterruptedException {
        requests.add(request.method() + " " + request.pathAndQuery());
        for (Function<ApiRequest, Optional<ApiException>> failure : failures) {
            Optional<ApiException> answer = failure.apply(request);
            if (answer.isPresent()) {
                throw answer.get();
            }
        }
        ObjectNode document = documents.get(request.pathAndQuery());
        if (document != null) {
            return Json.write(document);
        }
        lock.lockInterruptibly();
        try {
            return Json.write(answer(request, ApiPath.parse(request.pathAndQuery())));
        } finally {
            lock.unlock();
        }
    }

    private ObjectNode answer(ApiRequest request, ApiPath path) {
        return switch (request.method()) {
            case "GET" -> path.name().isEmpty() ? list(path) : get(path);
            case "POST" ->
                path.subresource().equals("binding")
                        ? objects.bind(path, Json.read(request.body()))
                        : objects.create(path, Json.read(request.body()));
            case "PUT" ->
                path.subresource().equals("scale")
                        ? scale(path, Json.read(request.body()))
                        : objects.update(path, Json.read(request.body()));
            case "PATCH" ->
                objects.patch(
                        path,
                        Json.read(request.body()),
                        request.contentType().equals(ApiRequest.STRATEGIC_MERGE_PATCH));
            case "DELETE" -> {
                ObjectNode options = request.body().length == 0 ? Json.object() : Json.read(request.body());
                if (path.name().isEmpty()) {
                    for (ObjectNode each : objects.list(path.resource(), path.namespace())) {
                        objects.delete(path.resource(), Metadata.of(each).key(), options);
                    }
                    yield Json.object().put("kind", "Status").put("status", "Success");
                }
                yield objects.delete(path.resource(), path.key(), options);
            }
            default ->
                throw new ApiException(StatusReason.METHOD_NOT_ALLOWED, request.method(), ApiException.Details.NONE);
        };
    }

    private ObjectNode get(ApiPath path) {
        ObjectNode object = objects.require(path.resource(), path.key());
        return path.subresource().equals("scale") ? ScaleView.of(object) : object;
    }

    private ObjectNode scale(ApiPath path, ObjectNode scale) {
        ObjectNode object = objects.require(path.resource(), path.key()).deepCopy();
        Metadata.of(object).set("resourceVersion", Metadata.of(scale).resourceVersion());
        if (object.get("spec") instanceof ObjectNode spec) {
            spec.put("replicas", ScaleView.replicas(scale));
        }
        return ScaleView.of(objects.update(path, object));
    }

    private ObjectNode list(ApiPath path) {
        ObjectNode list = Json.object().put("kind", "List").put("apiVersion", path.apiVersion());
        list.putObject("metadata").put("resourceVersion", Long.toString(objects.revision()));
        ArrayNode items = list.putArray("items");
        objects.list(path.resource(), path.namespace()).stream()
                .filter(o -> selected(o, path.query().getOrDefault("fieldSelector", "")))
                .forEach(items::add);
        return list;
    }

    /** One {@code field=value} at most. */
    private static boolean selected(ObjectNode object, String fieldSelector) {
        int equals = fieldSelector.indexOf('=');
        if (equals < 0) {
            return true;
        }
        JsonNode node = object;
        for (String step : fieldSelector.substring(0, equals).split("\\.")) {
            node = node.path(step);
        }
        return node.asString("").equals(fieldSelector.substring(equals + 1));
    }

    @Override
    public void watch(String pathAndQuery, Duration longest, LineConsumer lines) throws InterruptedException {
        ApiPath path = ApiPath.parse(pathAndQuery);
        long after = Long.parseLong(path.query().getOrDefault("resourceVersion", "0"));
        int generation = -1;
        while (true) {
            List<LoggedEvent> batch = new ArrayList<>();
            lock.lockInterruptibly();
            try {
                if (generation < 0) {
                    generation = watchGeneration;
                }
                if (after < compacted) {
                    throw new ApiException(
                            StatusReason.EXPIRED, "too old resource version: " + after, ApiException.Details.NONE);
                }
                for (LoggedEvent event : log) {
                    if (event.revision() > after
                            && event.resource().equals(path.resource())
                            && (path.namespace().isEmpty() || path.namespace().equals(event.namespace()))) {
                        batch.add(event);
                    }
                }
                if (batch.isEmpty()) {
                    if (generation != watchGeneration) {
                        return;
                    }
                    if (!changed.await(longest.toMillis(), TimeUnit.MILLISECONDS)) {
                        return;
                    }
                }
            } finally {
                lock.unlock();
            }
            for (LoggedEvent event : batch) {
                lines.line(event.line());
                after = event.revision();
            }
        }
    }

    /** The object as JSON text, for messages of failing tests. */
    public String describe(String storedId, String namespace, String name) {
        lock.lock();
        try {
            return new String(
                    Json.write(objects.require(StoredResource.ofId(storedId), new ObjectKey(namespace, name))),
                    StandardCharsets.UTF_8);
        } finally {
            lock.unlock();
        }
    }
}
