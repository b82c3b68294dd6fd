package dev.quarterdeck.reconcile.event;

import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.reconcile.event.EventCorrelator.Occurrence;
import io.fabric8.kubernetes.api.model.ObjectReference;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Occurrences as Events of core/v1. One that says what was being done has what an Event of events.k8s.io has, and nothing else: a time to the microsecond, the
 * action, who reports it from where, and a series once it is repeated. The others have a source, times to the second and a count. Pure.
 */
final class EventObject {
    /** The API takes at most 1024 bytes of message. */
    private static final int MESSAGE = 1000;

    private static final DateTimeFormatter MICROS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    private EventObject() {}

    /** Seen for the first time. */
    static ObjectNode first(Occurrence event, String component) {
        ObjectReference regarding = event.regarding();
        long nanos = event.at().getEpochSecond() * 1_000_000_000L + event.at().getNano();
        ObjectNode written = Json.object().put("apiVersion", "v1").put("kind", "Event");
        written.putObject("metadata")
                .put("name", regarding.getName() + "." + Long.toHexString(nanos))
                .put("namespace", namespace(regarding));
        written.set("involvedObject", reference(regarding));
        written.put("type", event.type().wireName())
                .put("reason", event.reason())
                .put("message", shorten(event.message()));
        EventAction action = event.action();
        if (action == null) {
            counted(written, event, component);
        } else {
            acted(written, event, action);
        }
        return written;
    }

    private static void counted(ObjectNode written, Occurrence event, String component) {
        written.put("firstTimestamp", seconds(event.at()))
                .put("lastTimestamp", seconds(event.at()))
                .put("count", 1);
        putUnlessNull(
                written.putObject("source").put("component", component),
                "host",
                event.host().isEmpty() ? null : event.host());
        written.put("reportingComponent", component).put("reportingInstance", event.host());
    }

    private static void acted(ObjectNode written, Occurrence event, EventAction action) {
        String instance = event.host().isEmpty() ? action.controller() : action.controller() + "-" + event.host();
        written.put("eventTime", MICROS.format(event.at()))
                .put("action", action.name())
                .put("reportingComponent", action.controller())
                .put("reportingInstance", instance);
        if (action.related() != null) {
            written.set("related", reference(action.related()));
        }
    }

    /** What changes of it when it is seen once more. */
    static ObjectNode again(Occurrence event, int count) {
        ObjectNode patch = Json.object().put("message", shorten(event.message()));
        if (event.action() == null) {
            return patch.put("count", count).put("lastTimestamp", seconds(event.at()));
        }
        patch.putObject("series").put("count", count).put("lastObservedTime", MICROS.format(event.at()));
        return patch;
    }

    static String namespace(ObjectReference regarding) {
        String namespace = regarding.getNamespace();
        return namespace == null || namespace.isEmpty() ? "default" : namespace;
    }

    private static ObjectNode reference(ObjectReference to) {
        ObjectNode reference = Json.object();
        putUnlessNull(reference, "apiVersion", to.getApiVersion());
        putUnlessNull(reference, "fieldPath", to.getFieldPath());
        putUnlessNull(reference, "kind", to.getKind());
        putUnlessNull(reference, "name", to.getName());
        putUnlessNull(reference, "namespace", to.getNamespace());
        putUnlessNull(reference, "resourceVersion", to.getResourceVersion());
        putUnlessNull(reference, "uid", to.getUid());
        return reference;
    }

    private static void putUnlessNull(ObjectNode to, String field, @Nullable String value) {
        if (value != null) {
            to.put(field, value);
        }
    }

    private static String shorten(String message) {
        return message.length() <= MESSAGE ? message : message.substring(0, MESSAGE - 3) + "...";
    }

    private static String seconds(Instant at) {
        return DateTimeFormatter.ISO_INSTANT.format(at.truncatedTo(ChronoUnit.SECONDS));
    }
}
