package dev.quarterdeck.gateway.output;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.quarterdeck.kube.codec.protobuf.ProtobufForms;
import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.stream.cache.CachedObject;
import org.jspecify.annotations.Nullable;

/**
 * The protobuf messages of objects in caches, made when first asked for and then shared by every GET, LIST and watch. A message goes with its object, or
 * before it when there are more bytes than allowed. Thread-safe.
 */
public final class ProtobufMessages {
    private static final long SHARE_OF_HEAP = 16;
    /** What an entry costs beside its bytes. */
    private static final int OVERHEAD = 120;

    /** Keys are compared by identity: another revision is another object. */
    private final Cache<CachedObject, byte[]> messages;

    /** @param maxBytes kept */
    public ProtobufMessages(long maxBytes) {
        messages = Caffeine.newBuilder()
                .weakKeys()
                .maximumWeight(maxBytes)
                .weigher((CachedObject object, byte[] message) -> message.length + OVERHEAD)
                .executor(Runnable::run)
                .build();
    }

    public static ProtobufMessages ofShareOfHeap() {
        return new ProtobufMessages(Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP);
    }

    /** The message where it is known already. */
    public byte @Nullable [] known(CachedObject object) {
        return messages.getIfPresent(object);
    }

    /** The message without prefix and envelope. @param type one whose stored form is what clients get, and which has a protobuf form */
    public byte[] of(ResourceType type, CachedObject object) {
        byte[] known = messages.getIfPresent(object);
        if (known != null) {
            return known;
        }
        byte[] made = ProtobufForms.writer().message(type.gvk(), Json.read(object.json()));
        messages.put(object, made);
        return made;
    }
}
