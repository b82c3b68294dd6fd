package dev.quarterdeck.gateway.testing;

import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.EncodedObject;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.object.Metadata;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.StatusReason;
import dev.quarterdeck.stateclient.ObjectRevision;
import dev.quarterdeck.stateclient.StateClient;
import dev.quarterdeck.stateclient.WriteRequest;
import dev.quarterdeck.stateclient.WriteResult;
import dev.quarterdeck.stream.cache.CachedObject;
import dev.quarterdeck.stream.record.Change;
import dev.quarterdeck.stream.record.ChangeType;
import dev.quarterdeck.stream.testing.FakeResourceCaches;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.node.ObjectNode;

/** A state-service that keeps what it is given, decides nothing, and feeds the caches at once. As in a real store, history never lacks what a cache shows: reads wait for the write under way.
 */
public final class FakeStateClient implements StateClient {
    public final FakeResourceCaches caches;
    public final List<WriteRequest> writes = new CopyOnWriteArrayList<>();
    public final AtomicInteger freshnessQuestions = new AtomicInteger();
    public volatile long historyStart;
    public volatile boolean unreachable;
    public volatile List<String> warnings = List.of();
    private volatile long unpublished;
    private final List<Change> history = new CopyOnWriteArrayList<>();

    public FakeStateClient(FakeResourceCaches caches) {
        this.caches = caches;
    }

    /** Puts an object and remembers the change. */
    public synchronized long put(StoredResource resource, String json) {
        ObjectNode object = Json.read(json.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        return put(resource, object);
    }

    public synchronized long put(StoredResource resource, ObjectNode object) {
        ObjectKey key = Metadata.of(object).key();
        boolean exists = caches.get(resource, key) != null;
        long revision = caches.put(resource, object);
        history.add(new Change(
                resource,
                key,
                revision,
                exists ? ChangeType.MODIFIED : ChangeType.ADDED,
                EncodedObject.of(object).withResourceVersion(revision)));
        return revision;
    }

    /** The cache missed the adding of this object, and is filled with it alone. */
    public synchronized void refill(StoredResource resource, String json) {
        ObjectNode object = Json.read(json.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        long revision = caches.revision() + 1;
        history.add(new Change(
                resource,
                Metadata.of(object).key(),
                revision,
                ChangeType.ADDED,
                EncodedObject.of(object).withResourceVersion(revision)));
        caches.fill(resource, List.of(object));
    }

    public synchronized long delete(StoredResource resource, ObjectKey key) {
        CachedObject last = caches.get(resource, key);
        long revision = caches.delete(resource, key);
        history.add(new Change(
                resource,
                key,
                revision,
                ChangeType.DELETED,
                EncodedObject.of(Json.read(last.json())).withResourceVersion(revision)));
        return revision;
    }

    /** A change that is committed but that no cache hears of, as when Kafka is gone. Only the last changes of a resource may be such. */
    public synchronized long putUnpublished(StoredResource resource, String json) {
        ObjectNode object = Json.read(json.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        long revision = caches.revision() + 1000 + history.size();
        history.add(new Change(
                resource,
                Metadata.of(object).key(),
                revision,
                ChangeType.ADDED,
                EncodedObject.of(object).withResourceVersion(revision)));
        unpublished = revision;
        return revision;
    }

    @Override
    public CompletableFuture<WriteResult> write(WriteRequest request) {
        writes.add(request);
        if (unreachable) {
            return CompletableFuture.failedFuture(ApiException.unavailable("the store cannot be reached", 2));
        }
        try {
            return CompletableFuture.completedFuture(apply(request));
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private synchronized WriteResult apply(WriteRequest request) {
        ResourceType type = request.type();
        StoredResource stored = type.stored();
        return switch (request) {
            case WriteRequest.Create create -> {
                ObjectNode object = Json.read(create.body());
                ObjectNode metadata = Metadata.of(object).node();
                if (!create.namespace().isEmpty()) {
                    metadata.put("namespace", create.namespace());
                }
                if (caches.get(stored, Metadata.of(object).key()) != null) {
                    throw ApiException.alreadyExists(
                            type.gvr().group(),
                            type.gvr().resource(),
                            Metadata.of(object).name());
                }
                yield stored(201, stored, object, create.options());
            }
            case WriteRequest.Update update -> {
                ObjectNode object = Json.read(update.body());
                yield stored(200, stored, object, update.options());
            }
            case WriteRequest.Patch patch -> {
                CachedObject current = current(type, patch.namespace(), patch.name());
                ObjectNode object = Json.read(current.json());
                ObjectNode change = Json.read(patch.body());
                change.properties().forEach(e -> object.set(e.getKey(), e.getValue()));
                yield stored(200, stored, object, patch.options());
            }
            case WriteRequest.Delete delete -> {
                CachedObject last = current(type, delete.namespace(), delete.name());
                long revision = delete(stored, last.key());
                yield new WriteResult(200, last.json(), revision, warnings);
            }
            case WriteRequest.Connect connect -> new WriteResult(200, connect.body(), 0, warnings);
            case WriteRequest.DeleteCollection all -> {
                ObjectNode list = Json.object();
                list.put("kind", type.gvk().kind() + "List")
                        .put("apiVersion", type.gvr().apiVersion());
                list.putObject("metadata");
                list.putArray("items");
                yield new WriteResult(200, Json.write(list), 0, warnings);
            }
        };
    }

    private CachedObject current(ResourceType type, String namespace, String name) {
        CachedObject current = caches.get(type.stored(), new ObjectKey(namespace, name));
        if (current == null) {
            throw ApiException.notFound(type.gvr().group(), type.gvr().resource(), name);
        }
        return current;
    }

    private WriteResult stored(int code, StoredResource stored, ObjectNode object, WriteRequest.Options options) {
        if (options.dryRun()) {
            return new WriteResult(code, Json.write(object), 0, warnings);
        }
        long revision = put(stored, object);
        return new WriteResult(code, EncodedObject.of(object).withResourceVersion(revision), revision, warnings);
    }

    @Override
    public synchronized CompletableFuture<Optional<Change>> getAt(
            StoredResource resource, ObjectKey key, long revision) {
        if (revision < historyStart) {
            return CompletableFuture.failedFuture(tooOld(revision));
        }
        return CompletableFuture.completedFuture(
                Optional.ofNullable(at(resource, revision).get(key)));
    }

    private TreeMap<ObjectKey, Change> at(StoredResource resource, long revision) {
        TreeMap<ObjectKey, Change> objects = new TreeMap<>();
        for (Change change : history) {
            if (change.resource().equals(resource) && change.revision() <= revision) {
                if (change.type() == ChangeType.DELETED) {
                    objects.remove(change.key());
                } else {
                    objects.put(change.key(), change);
                }
            }
        }
        return objects;
    }

    @Override
    public synchronized CompletableFuture<Page> listAt(
            StoredResource resource, String namespace, long revision, ObjectKey after, int limit) {
        if (revision < historyStart) {
            return CompletableFuture.failedFuture(tooOld(revision));
        }
        List<Change> found = new ArrayList<>();
        boolean more = false;
        for (Change change : at(resource, revision).values()) {
            if ((namespace.isEmpty() || change.key().namespace().equals(namespace))
                    && (after == null || change.key().compareTo(after) > 0)) {
                if (found.size() == limit) {
                    more = true;
                    break;
                }
                found.add(change);
            }
        }
        return CompletableFuture.completedFuture(new Page(found, more));
    }

    @Override
    public synchronized CompletableFuture<List<Change>> history(
            StoredResource resource, long after, long upTo, int limit) {
        if (after < historyStart) {
            return CompletableFuture.failedFuture(tooOld(after));
        }
        return CompletableFuture.completedFuture(history.stream()
                .filter(c -> c.resource().equals(resource) && c.revision() > after && c.revision() <= upTo)
                .limit(limit)
                .toList());
    }

    /** When each revision was made, second after second. */
    public static Instant timeOf(long revision) {
        return Instant.parse("2025-12-31T00:00:00Z").plusSeconds(revision);
    }

    @Override
    public CompletableFuture<Long> revisionAt(Instant time) {
        if (time.isAfter(Instant.parse("2026-01-01T00:00:05Z"))) {
            return CompletableFuture.failedFuture(ApiException.badRequest("the time " + time + " has not come yet"));
        }
        return time.isBefore(timeOf(historyStart + 1))
                ? CompletableFuture.failedFuture(tooOld(0))
                : CompletableFuture.completedFuture(
                        Math.min(time.getEpochSecond() - timeOf(0).getEpochSecond(), caches.revision()));
    }

    @Override
    public synchronized CompletableFuture<Revisions> objectHistory(
            StoredResource resource, ObjectKey key, long before, int limit) {
        List<ObjectRevision> found = new ArrayList<>();
        for (Change change : history.reversed()) {
            if (change.resource().equals(resource) && change.key().equals(key) && change.revision() < before) {
                if (found.size() == limit) {
                    return CompletableFuture.completedFuture(new Revisions(found, true));
                }
                found.add(new ObjectRevision(
                        change, timeOf(change.revision()), "ada", "kubectl/v1.36.0", "kubectl", "update", ""));
            }
        }
        return CompletableFuture.completedFuture(new Revisions(found, false));
    }

    private static ApiException tooOld(long revision) {
        return new ApiException(
                StatusReason.EXPIRED, "too old resource version: " + revision + " (oldest)", ApiException.Details.NONE);
    }

    @Override
    public CompletableFuture<Snapshot> snapshot(StoredResource resource) {
        return caches.snapshot(resource);
    }

    @Override
    public CompletableFuture<Progress> progressOf(StoredResource resource) {
        freshnessQuestions.incrementAndGet();
        if (unreachable) {
            return CompletableFuture.failedFuture(ApiException.unavailable("the store cannot be reached", 2));
        }
        return unpublished > 0
                ? CompletableFuture.completedFuture(new Progress(unpublished, unpublished))
                : caches.progressOf(resource);
    }
}
