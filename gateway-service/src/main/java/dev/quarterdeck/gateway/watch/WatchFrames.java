package dev.quarterdeck.gateway.watch;

import dev.quarterdeck.gateway.output.ObjectOutput;
import dev.quarterdeck.gateway.output.OutputFormat;
import dev.quarterdeck.gateway.output.OutputFormat.Shape;
import dev.quarterdeck.gateway.output.TableOptions;
import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.object.EncodedObject;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.stream.record.ChangeType;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The lines of one watch: {@code {"type":...,"object":...}}. Where stored bytes are what the client gets, lines share them with the cache and with each other;
 * what must be decoded first is made once for all watches of the same output and shared through {@link SharedBodies}. Connection's thread.
 */
final class WatchFrames {
    private static final byte[] ADDED = ascii("{\"type\":\"ADDED\",\"object\":");
    private static final byte[] MODIFIED = ascii("{\"type\":\"MODIFIED\",\"object\":");
    private static final byte[] DELETED = ascii("{\"type\":\"DELETED\",\"object\":");
    private static final byte[] BOOKMARK = ascii("{\"type\":\"BOOKMARK\",\"object\":");
    private static final byte[] ERROR = ascii("{\"type\":\"ERROR\",\"object\":");
    private static final byte[] END = ascii("}\n");

    private final ResourceType type;
    private final OutputFormat format;
    private final boolean plain;
    private final ObjectOutput output;
    private final SharedBodies shared;
    private TableOptions table;

    WatchFrames(ResourceType type, OutputFormat format, TableOptions table, ObjectOutput output, SharedBodies shared) {
        this.type = type;
        this.format = format;
        this.table = table;
        this.output = output;
        this.shared = shared;
        this.plain = format.isPlain() && ObjectOutput.isStoredForm(type);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Adds the pieces of one line; returns their length. */
    int event(WatchEvent event, List<byte[]> pieces) {
        return line(
                switch (event.type()) {
                    case ADDED -> ADDED;
                    case MODIFIED -> MODIFIED;
                    case DELETED -> DELETED;
                },
                body(event),
                pieces);
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
        return line(BOOKMARK, Json.write(shown), pieces);
    }

    int error(ApiException failure, List<byte[]> pieces) {
        return line(ERROR, Json.write(failure.toStatus()), pieces);
    }

    private static int line(byte[] head, byte[] body, List<byte[]> pieces) {
        pieces.add(head);
        pieces.add(body);
        pieces.add(END);
        return head.length + body.length + END.length;
    }
}
