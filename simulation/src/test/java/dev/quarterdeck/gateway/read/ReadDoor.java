package dev.quarterdeck.gateway.read;

import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.stateclient.StateClient;
import dev.quarterdeck.stream.cache.CachedObject;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** GET and LIST of a gateway, without HTTP. */
public final class ReadDoor {
    private final ObjectReader objects;
    private final ListReader lists;
    private final Executor loop;

    /**
     * @param heldBytes of views that somebody pages through
     * @param loop makes pages
     */
    public ReadDoor(CacheReader reader, StateClient state, InstantSource clock, long heldBytes, Executor loop) {
        this.objects = new ObjectReader(reader, state);
        this.lists = new ListReader(reader, new HeldViews(reader::cache, heldBytes, clock), state, clock);
        this.loop = loop;
    }

    /** A page as a client sees it. */
    public record Page(long revision, List<CachedObject> items, String continueToken) {}

    public CompletableFuture<byte[]> get(ResourceType type, StoredResource stored, ObjectKey key, long revision) {
        return objects.read(type, stored, key, revision).thenApply(CachedObject::json);
    }

    public CompletableFuture<byte[]> getAt(ResourceType type, StoredResource stored, ObjectKey key, long revision) {
        return objects.readAt(type, stored, key, revision).thenApply(CachedObject::json);
    }

    public CompletableFuture<Page> list(StoredResource stored, String namespace, ReadOptions options) {
        return lists.list(stored, namespace, options, loop).thenApply(l -> {
            List<CachedObject> items = new ArrayList<>();
            l.page().items().forEach(items::add);
            return new Page(l.page().revision(), items, l.continueToken());
        });
    }

    public static boolean isExpiredToken(Throwable failure) {
        return failure instanceof ListReader.ExpiredTokenException;
    }
}
