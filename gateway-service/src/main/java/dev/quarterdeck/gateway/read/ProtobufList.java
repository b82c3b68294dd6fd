package dev.quarterdeck.gateway.read;

import dev.quarterdeck.gateway.output.ObjectOutput;
import dev.quarterdeck.gateway.output.OutputFormat;
import dev.quarterdeck.gateway.output.OutputFormat.Shape;
import dev.quarterdeck.gateway.output.ProtobufMessages;
import dev.quarterdeck.kube.codec.protobuf.ProtobufForms;
import dev.quarterdeck.kube.codec.protobuf.ProtobufListForm;
import dev.quarterdeck.kube.kind.GroupVersionKind;
import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.stream.cache.CachedObject;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.node.ObjectNode;

/**
 * Lists in protobuf. The length of the whole stands before its items, so every message is made before the first byte goes out; those of cached objects are
 * shared, and a list whose messages are all known is written on the connection's thread. Long lists are gone through twice, so that their messages need not all
 * be held at once.
 */
final class ProtobufList {
    /** Lists with more stored bytes than this do not hold their messages. */
    private static final long HELD_BYTES = 8 * 1024 * 1024;

    /** Messages that a connection's thread makes at most for one list; more are made by workers. */
    private static final int FEW = 32;

    private static final int ALL_ON_LOOP = 10_000;

    private final ObjectOutput output;

    ProtobufList(ObjectOutput output) {
        this.output = output;
    }

    /** @param length of the body in bytes */
    record Made(ListBody body, long length) {}

    /** Fails with NotAcceptable where the kind has no protobuf form. */
    Mono<Made> list(ResourceType type, OutputFormat format, ListPage page, String continueToken) {
        if (format.shape() == Shape.OBJECT) {
            ObjectOutput.checkForm(type.gvk());
        }
        Mono<Made> made = Mono.fromCallable(() -> make(type, format, page, continueToken));
        return isQuick(type, format, page) ? made : made.subscribeOn(Schedulers.boundedElastic());
    }

    private boolean isQuick(ResourceType type, OutputFormat format, ListPage page) {
        if (page.size() <= FEW) {
            return true;
        }
        if (!isShared(type, format) || page.size() > ALL_ON_LOOP) {
            return false;
        }
        ProtobufMessages messages = output.messages();
        int missing = 0;
        for (CachedObject object : page.items()) {
            if (messages.known(object) == null && ++missing > FEW) {
                return false;
            }
        }
        return true;
    }

    private static boolean isShared(ResourceType type, OutputFormat format) {
        return format.shape() == Shape.OBJECT && ObjectOutput.isStoredForm(type);
    }

    private Made make(ResourceType type, OutputFormat format, ListPage page, String continueToken) {
        Function<CachedObject, byte[]> encoder = encoder(type, format);
        boolean held = page.bytes() <= HELD_BYTES;
        List<byte[]> messages = new ArrayList<>(held ? page.size() : 0);
        long items = 0;
        ProtobufListForm fields = ProtobufListForm.ofList(format.metaVersion().equals("v1beta1"));
        for (CachedObject object : page.items()) {
            byte[] message = encoder.apply(object);
            items += fields.itemLength(message.length);
            if (held) {
                messages.add(message);
            }
        }
        Iterator<byte[]> again =
                held ? messages.iterator() : new EncodedItems(page.items().iterator(), encoder);
        ObjectNode metadata = ListOutput.metadata(page, continueToken);
        ProtobufListForm.Around around = format.shape() == Shape.OBJECT
                ? fields.around(type.gvr().apiVersion(), type.gvk().kind() + "List", metadata, items)
                : fields.around("meta.k8s.io/" + format.metaVersion(), "PartialObjectMetadataList", metadata, items);
        ListBody body = new ListBody(
                around.head(), again, (into, length, first) -> fields.putItemHead(into, length), around.tail());
        return new Made(body, around.head().length + items + around.tail().length);
    }

    private Function<CachedObject, byte[]> encoder(ResourceType type, OutputFormat format) {
        if (isShared(type, format)) {
            ProtobufMessages shared = output.messages();
            return object -> shared.of(type, object);
        }
        if (format.shape() == Shape.OBJECT) {
            return object -> ProtobufForms.writer().message(type.gvk(), output.served(type, object.json()));
        }
        GroupVersionKind partial = GroupVersionKind.of("meta.k8s.io/v1", "PartialObjectMetadata");
        return object ->
                ProtobufForms.writer().message(partial, ObjectOutput.partial(format, Json.read(object.json())));
    }
}
