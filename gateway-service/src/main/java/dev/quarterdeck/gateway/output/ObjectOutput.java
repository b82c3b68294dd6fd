package dev.quarterdeck.gateway.output;

import dev.quarterdeck.gateway.output.OutputFormat.Encoding;
import dev.quarterdeck.gateway.output.OutputFormat.Shape;
import dev.quarterdeck.kube.codec.YamlWriter;
import dev.quarterdeck.kube.codec.protobuf.ProtobufEnvelope;
import dev.quarterdeck.kube.codec.protobuf.ProtobufForms;
import dev.quarterdeck.kube.conversion.Conversion;
import dev.quarterdeck.kube.kind.GroupVersionKind;
import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.StatusReason;
import dev.quarterdeck.kube.table.TablePrinter;
import dev.quarterdeck.stream.cache.CachedObject;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes the answer's bytes out of stored bytes where these cannot go out as they are: another version, a Table, partial metadata, YAML, line breaks.
 * Thread-safe.
 */
public final class ObjectOutput {
    private static final ObjectWriter PRETTY = Json.MAPPER.writerWithDefaultPrettyPrinter();

    private final InstantSource clock;
    private final ProtobufMessages messages;

    public ObjectOutput(InstantSource clock) {
        this(clock, ProtobufMessages.ofShareOfHeap());
    }

    /** @param messages of objects whose stored form is what clients get */
    public ObjectOutput(InstantSource clock, ProtobufMessages messages) {
        this.clock = clock;
        this.messages = messages;
    }

    /** The protobuf messages of cached objects. */
    public ProtobufMessages messages() {
        return messages;
    }

    /** A single object that a cache holds, or held. */
    public byte[] object(ResourceType type, OutputFormat format, CachedObject object, TableOptions options) {
        if (format.isProtobuf() && isStoredForm(type)) {
            checkForm(type.gvk());
            return ProtobufEnvelope.of(type.gvr().apiVersion(), type.gvk().kind())
                    .wrap(messages.of(type, object));
        }
        return object(type, format, object.json(), options);
    }

    /** Throws NotAcceptable where the kind has no protobuf form. */
    public static void checkForm(GroupVersionKind kind) {
        if (!ProtobufForms.writer().knows(kind)) {
            throw noForm();
        }
    }

    private static ApiException noForm() {
        return new ApiException(
                StatusReason.NOT_ACCEPTABLE,
                "object *unstructured.Unstructured does not implement the protobuf marshalling interface and cannot be"
                        + " encoded to a protobuf message",
                ApiException.Details.NONE);
    }

    /** Stored bytes are what a client of this type gets. */
    public static boolean isStoredForm(ResourceType type) {
        return type.storedKind() == null || type.storedKind().equals(type.gvk());
    }

    /** Lists of built-in kinds say once of what kind their items are; in lists of custom resources, as in the reference's, each item says it. */
    public static boolean itemsNameTheirKind(ResourceType type) {
        return type.custom() != null;
    }

    /** The object as lists show it. */
    public static ObjectNode asItem(ResourceType type, ObjectNode object) {
        return itemsNameTheirKind(type) ? object : object.remove(List.of("kind", "apiVersion"));
    }

    /** The object in the served version. */
    public ObjectNode served(ResourceType type, byte[] stored) {
        ObjectNode object = Json.read(stored);
        GroupVersionKind from = type.storedKind();
        if (type.custom() != null) {
            return CustomServing.served(type, type.custom(), object);
        }
        return from == null ? object : Conversion.convert(object, from, type.gvk());
    }

    /** A single object, from its stored form. */
    public byte[] object(ResourceType type, OutputFormat format, byte[] stored, TableOptions options) {
        if (format.isPlain() && isStoredForm(type)) {
            return stored;
        }
        return servedObject(type, format, served(type, stored), options);
    }

    /** A single object that is of the served version already: the answer to a write. */
    public byte[] servedObject(ResourceType type, OutputFormat format, ObjectNode object, TableOptions options) {
        return encode(format, shaped(type, format, object, options));
    }

    /** A list that is there as a tree, of the served version: the answer to a deletion of a collection. */
    public byte[] servedList(ResourceType type, OutputFormat format, ObjectNode list, TableOptions options) {
        if (format.shape() == Shape.OBJECT) {
            if (!format.isProtobuf()) {
                list.path("items").forEach(item -> asItem(type, (ObjectNode) item));
            }
            return encode(format, list);
        }
        checkList(type, format);
        boolean table = format.shape() == Shape.TABLE;
        ObjectNode shown = table
                ? emptyTable(type, format, options)
                : Json.object()
                        .put("kind", "PartialObjectMetadataList")
                        .put("apiVersion", "meta.k8s.io/" + format.metaVersion());
        shown.set("metadata", list.path("metadata"));
        ArrayNode rows = shown.putArray(table ? "rows" : "items");
        for (JsonNode item : list.path("items")) {
            ObjectNode object = (ObjectNode) item;
            rows.add(table ? row(type, format, object, options) : partial(format, object));
        }
        return encode(format, shown);
    }

    private ObjectNode shaped(ResourceType type, OutputFormat format, ObjectNode object, TableOptions options) {
        return switch (format.shape()) {
            case OBJECT -> object;
            case PARTIAL -> partial(format, object);
            case PARTIAL_LIST -> throw notAList(type);
            case TABLE -> {
                ObjectNode table = emptyTable(type, format, options);
                JsonNode version = object.path("metadata").path("resourceVersion");
                if (version.isString()) {
                    ((ObjectNode) table.get("metadata")).set("resourceVersion", version);
                }
                ((ArrayNode) table.get("rows")).add(row(type, format, object, options));
                yield table;
            }
        };
    }

    private static ApiException notAList(ResourceType type) {
        return new ApiException(
                StatusReason.NOT_ACCEPTABLE,
                "you requested PartialObjectMetadataList, but the requested object is not a list (*" + goPackage(type)
                        + "." + type.gvk().kind() + ")",
                ApiException.Details.NONE);
    }

    /** As the reference names types in messages: by the first part of their group. */
    private static String goPackage(ResourceType type) {
        String group = type.gvk().group();
        if (group.isEmpty() || group.equals("events.k8s.io")) {
            return "core";
        }
        int dot = group.indexOf('.');
        return dot < 0 ? group : group.substring(0, dot);
    }

    /** A Table without rows. */
    public ObjectNode emptyTable(ResourceType type, OutputFormat format, TableOptions options) {
        ObjectNode table = Json.object();
        table.put("kind", "Table").put("apiVersion", "meta.k8s.io/" + format.metaVersion());
        table.putObject("metadata");
        if (options.noHeaders()) {
            table.putNull("columnDefinitions");
        } else {
            ArrayNode columns = table.putArray("columnDefinitions");
            TablePrinter.of(type).columns().forEach(column -> column.write(columns.addObject()));
        }
        table.putArray("rows");
        return table;
    }

    /** One row, with as much of the object as the client asked for. */
    public ObjectNode row(ResourceType type, OutputFormat format, ObjectNode object, TableOptions options) {
        ObjectNode row = Json.object();
        Instant now = options.now();
        row.set("cells", TablePrinter.of(type).row(object, now == null ? clock.instant() : now));
        switch (options.include()) {
            case NONE -> {}
            case METADATA -> row.set("object", partial(format, object));
            case OBJECT -> row.set("object", object);
        }
        return row;
    }

    /** Kind PartialObjectMetadata with the object's metadata. */
    public static ObjectNode partial(OutputFormat format, ObjectNode object) {
        ObjectNode partial = Json.object();
        partial.put("kind", "PartialObjectMetadata").put("apiVersion", "meta.k8s.io/" + format.metaVersion());
        JsonNode metadata = object.get("metadata");
        partial.set("metadata", metadata == null ? partial.objectNode() : metadata);
        return partial;
    }

    public static byte[] encode(OutputFormat format, JsonNode tree) {
        if (format.encoding() == Encoding.YAML) {
            return YamlWriter.write(tree);
        }
        if (format.encoding() == Encoding.PROTOBUF && tree instanceof ObjectNode object) {
            checkForm(GroupVersionKind.of(
                    object.path("apiVersion").asString(""), object.path("kind").asString("")));
            return ProtobufForms.writer().object(object);
        }
        return format.pretty() ? PRETTY.writeValueAsBytes(tree) : Json.write(tree);
    }

    /** Whether a list can be given in this shape; throws NotAcceptable where it cannot. */
    public static void checkList(ResourceType type, OutputFormat format) {
        if (format.shape() == Shape.PARTIAL) {
            throw new ApiException(
                    StatusReason.NOT_ACCEPTABLE,
                    "you requested PartialObjectMetadata, but the requested object is a list (*" + goPackage(type) + "."
                            + type.gvk().kind() + "List)",
                    ApiException.Details.NONE);
        }
    }
}
