package dev.quarterdeck.gateway.read;

import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.stateclient.StateClient;
import dev.quarterdeck.stream.cache.CachedObject;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** GET and LIST of a gateway, without HTTP. */
public final class ReadDoor {
    private final ObjectReader objects;
    private final ListReader lists;

    public ReadDoor(CacheReader reader, StateClient state, InstantSource clock) {
        this.objects = new ObjectReader(reader, state);
        this.lists = new ListReader(reader, state, clock);
    }

    /** A page as a client sees it. */
    public record Page(long revision, List<CachedObject> items, String continueToken) {}

    public CompletableFuture<byte[]> get(ResourceType type, StoredResource stored, ObjectKey key, long revision) {
        return objects.read(type, stored, key, revision);
    }

    public CompletableFuture<byte[]> getAt(ResourceType type, StoredResource stored, ObjectKey key, long revision) {
        return objects.readAt(type, stored, key, revision);
    }

    public CompletableFuture<Page> list(StoredResource stored, String namespace, ReadOptions options) {
        return lists.list(stored, namespace, options)
                .thenApply(l -> new Page(l.page().revision(), l.page().items(), l.continueToken()));
    }

    public static boolean isExpiredToken(Throwable failure) {
        return failure instanceof ListReader.ExpiredTokenException;
    }
}
