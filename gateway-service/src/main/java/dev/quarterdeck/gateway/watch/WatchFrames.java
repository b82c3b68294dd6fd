package dev.quarterdeck.gateway.watch;

import dev.quarterdeck.gateway.output.ObjectOutput;
import dev.quarterdeck.gateway.output.OutputFormat;
import dev.quarterdeck.gateway.output.OutputFormat.Encoding;
import dev.quarterdeck.gateway.output.OutputFormat.Shape;
import dev.quarterdeck.gateway.output.TableOptions;
import dev.quarterdeck.gateway.watch.EventFraming.Word;
import dev.quarterdeck.kube.codec.protobuf.ProtobufEnvelope;
import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.object.EncodedObject;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.stream.record.ChangeType;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The events of one watch. Where stored bytes or their shared protobuf messages are what the client gets, events share them with the cache and with each other;
 * what must be decoded first is made once for all watches of the same output and shared through {@link SharedBodies}. Connection's thread.
 */
final class WatchFrames {
    private static final EventFraming JSON = new JsonFraming();

    private final ResourceType type;
    private final OutputFormat format;
    private final boolean plain;
    private final EventFraming framing;
    /** Of the shared messages of cached objects; null where bodies are made otherwise. */
    private final @Nullable ProtobufEnvelope envelope;

    private final ObjectOutput output;
    private final SharedBodies shared;
    private TableOptions table;

    WatchFrames(ResourceType type, OutputFormat format, TableOptions table, ObjectOutput output, SharedBodies shared) {
        this(type, format, table, output, shared, false);
    }

    /** @param messages whether the stream has messages with lengths of their own: a WebSocket */
    WatchFrames(
            ResourceType type,
            OutputFormat format,
            TableOptions table,
            ObjectOutput output,
            SharedBodies shared,
            boolean messages) {
        this.type = type;
        this.format = format;
        this.table = table;
        this.output = output;
        this.shared = shared;
        this.plain = format.isPlain() && ObjectOutput.isStoredForm(type);
        if (format.encoding() == Encoding.PROTOBUF) {
            this.framing = new ProtobufFraming(!messages);
            this.envelope = format.isProtobuf() && ObjectOutput.isStoredForm(type)
                    ? ProtobufEnvelope.of(type.gvr().apiVersion(), type.gvk().kind())
                    : null;
        } else {
            this.framing = JSON;
            this.envelope = null;
        }
    }

    /** Adds the pieces of one event; returns their length. */
    int event(WatchEvent event, List<byte[]> pieces) {
        Word word =
                switch (event.type()) {
                    case ADDED -> Word.ADDED;
                    case MODIFIED -> Word.MODIFIED;
                    case DELETED -> Word.DELETED;
                };
        ProtobufEnvelope around = envelope;
        if (around != null && event.object().revision() == event.revision()) {
            byte[] message = output.messages().of(type, event.object());
            return framing.frame(word, around.head(message.length), message, ProtobufEnvelope.tail(), pieces);
        }
        return framing.frame(word, body(event), pieces);
    }

    private byte[] body(WatchEvent event) {
        byte[] stored = event.object().json();
        boolean relabelled = event.object().revision() != event.revision();
        if (plain) {
            return relabelled ? withRevision(stored, event.revision()) : stored;
        }
        TableOptions options = table;
        // headers go out with the first event only
        table = options.withoutHeaders();
        if (relabelled) {
            return output.object(type, format, withRevision(stored, event.revision()), options);
        }
        return shared.body(
                new SharedBodies.Key(
                        type.gvr(),
                        format,
                        options,
                        event.object().key(),
                        event.revision(),
                        event.type() == ChangeType.DELETED),
                () -> output.object(type, format, stored, options));
    }

    private static byte[] withRevision(byte[] stored, long revision) {
        return EncodedObject.of(Json.read(stored)).withResourceVersion(revision);
    }

    /** @param endOfState marks the end of the initial events */
    int bookmark(long revision, boolean endOfState, List<byte[]> pieces) {
        ObjectNode object = Json.object();
        object.put("kind", type.gvk().kind()).put("apiVersion", type.gvr().apiVersion());
        ObjectNode metadata = object.putObject("metadata").put("resourceVersion", Long.toString(revision));
        if (endOfState) {
            metadata.putObject("annotations").put("k8s.io/initial-events-end", "true");
        }
        ObjectNode shown = object;
        if (format.shape() == Shape.TABLE) {
            shown = output.emptyTable(type, format, table);
            table = table.withoutHeaders();
            ((ObjectNode) shown.get("metadata")).put("resourceVersion", Long.toString(revision));
            ObjectNode row = ((ArrayNode) shown.get("rows")).addObject();
            row.putArray("cells");
            row.set("object", ObjectOutput.partial(format, object));
        } else if (format.shape() != Shape.OBJECT) {
            shown = ObjectOutput.partial(format, object);
        }
        return framing.frame(Word.BOOKMARK, framing.encode(shown), pieces);
    }

    int error(ApiException failure, List<byte[]> pieces) {
        return framing.frame(Word.ERROR, framing.encode(failure.toStatus()), pieces);
    }
}
