package dev.quarterdeck.kube.codec.protobuf;

import dev.quarterdeck.kube.codec.protobuf.MessageTable.Field;
import dev.quarterdeck.kube.codec.protobuf.MessageTable.Form;
import dev.quarterdeck.kube.codec.protobuf.MessageTable.Message;
import dev.quarterdeck.kube.kind.GroupVersionKind;
import dev.quarterdeck.kube.object.Json;
import java.util.Base64;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Objects from their protobuf form: the prefix {@code k8s\0}, an envelope that names apiVersion and kind, and the message. Fields that the kind does not have are
 * passed over. Stateless and thread-safe; memory is a small multiple of the input.
 */
public final class ProtobufReader {
    private static final byte[] PREFIX = {'k', '8', 's', 0};
    private static final int DEEPEST = 100;
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final MessageTable table = MessageTable.builtIn();
    private final Function<GroupVersionKind, String> messageOf;

    /** @param messageOf the schema name of a kind, or the empty string where it has none */
    public ProtobufReader(Function<GroupVersionKind, String> messageOf) {
        this.messageOf = messageOf;
    }

    /** @throws MalformedProtobufException with the reason, for bytes that are not an object of a kind that has a protobuf form */
    public ObjectNode read(byte[] body) {
        if (body.length < PREFIX.length || !java.util.Arrays.equals(body, 0, 4, PREFIX, 0, 4)) {
            throw new MalformedProtobufException(
                    "provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]");
        }
        WireReader envelope = new WireReader(body, PREFIX.length, body.length);
        String apiVersion = "";
        String kind = "";
        WireReader raw = new WireReader(body, 0, 0);
        while (envelope.hasMore()) {
            long tag = envelope.varint();
            switch ((int) (tag >>> 3)) {
                case 1 -> {
                    WireReader type = envelope.nested();
                    while (type.hasMore()) {
                        long inner = type.varint();
                        if (inner >>> 3 == 1 && (inner & 7) == WireReader.LENGTH) {
                            apiVersion = type.string();
                        } else if (inner >>> 3 == 2 && (inner & 7) == WireReader.LENGTH) {
                            kind = type.string();
                        } else {
                            type.skip((int) (inner & 7));
                        }
                    }
                }
                case 2 -> raw = envelope.nested();
                default -> envelope.skip((int) (tag & 7));
            }
        }
        String name = messageOf.apply(GroupVersionKind.of(apiVersion, kind));
        Message message = table.message(name);
        if (message == null) {
            throw new MalformedProtobufException(
                    "no kind \"" + kind + "\" is registered for version \"" + apiVersion + "\" in protobuf");
        }
        ObjectNode object = NODES.objectNode().put("kind", kind).put("apiVersion", apiVersion);
        fill(object, message, raw, 0);
        return object;
    }

    private void fill(ObjectNode into, Message message, WireReader in, int depth) {
        if (depth > DEEPEST) {
            throw new MalformedProtobufException("messages are nested too deeply");
        }
        while (in.hasMore()) {
            long tag = in.varint();
            int wire = (int) (tag & 7);
            Field field = message.field((int) Math.min(tag >>> 3, Integer.MAX_VALUE));
            if (field == null || !fits(field, wire)) {
                in.skip(wire);
                continue;
            }
            switch (field.form()) {
                case MAP -> entry(into, field, in.nested(), depth);
                case LIST -> list(into, field).add(value(field, in, depth));
                case ONE -> one(into, field, in, depth);
            }
        }
    }

    private static boolean fits(Field field, int wire) {
        if (field.form() == Form.MAP) {
            return wire == WireReader.LENGTH;
        }
        return switch (field.type()) {
            case STRING, BYTES, MESSAGE -> wire == WireReader.LENGTH;
            case BOOL, INT32, INT64 -> wire == WireReader.VARINT;
            case DOUBLE -> wire == WireReader.FIXED64;
        };
    }

    private static ArrayNode list(ObjectNode into, Field field) {
        return into.get(field.json()) instanceof ArrayNode list ? list : into.putArray(field.json());
    }

    private void one(ObjectNode into, Field field, WireReader in, int depth) {
        Message nested = field.message() == null ? null : table.message(field.message());
        if (field.inline() && nested != null) {
            fill(into, nested, in.nested(), depth + 1);
            return;
        }
        JsonNode value = value(field, in, depth);
        if (field.value() && !field.always() && isEmpty(value)) {
            return;
        }
        if (!value.isNull() || field.always()) {
            into.set(field.json(), value);
        }
    }

    private static boolean isEmpty(JsonNode value) {
        return switch (value.getNodeType()) {
            case STRING -> value.stringValue().isEmpty();
            case NUMBER -> value.doubleValue() == 0;
            case BOOLEAN -> !value.booleanValue();
            case OBJECT, ARRAY -> value.isEmpty();
            default -> value.isNull();
        };
    }

    private void entry(ObjectNode into, Field field, WireReader in, int depth) {
        String key = "";
        JsonNode value = null;
        while (in.hasMore()) {
            long tag = in.varint();
            if (tag >>> 3 == 1 && (tag & 7) == WireReader.LENGTH) {
                key = in.string();
            } else if (tag >>> 3 == 2) {
                value = value(field, in, depth);
            } else {
                in.skip((int) (tag & 7));
            }
        }
        ObjectNode map = into.get(field.json()) instanceof ObjectNode m ? m : into.putObject(field.json());
        map.set(key, value == null ? emptyOf(field) : value);
    }

    private static JsonNode emptyOf(Field field) {
        return switch (field.type()) {
            case STRING, BYTES -> NODES.stringNode("");
            case BOOL -> NODES.booleanNode(false);
            case INT32, INT64, DOUBLE -> NODES.numberNode(0);
            case MESSAGE -> NODES.objectNode();
        };
    }

    private JsonNode value(Field field, WireReader in, int depth) {
        return switch (field.type()) {
            case STRING -> NODES.stringNode(in.string());
            case BYTES -> NODES.stringNode(Base64.getEncoder().encodeToString(in.bytes()));
            case BOOL -> NODES.booleanNode(in.varint() != 0);
            case INT32 -> NODES.numberNode((int) in.varint());
            case INT64 -> number(in.varint());
            case DOUBLE -> NODES.numberNode(in.fixed64());
            case MESSAGE -> message(field, in.nested(), depth);
        };
    }

    /** The same node that JSON gives for this number: nodes of two sizes are never equal. */
    private static JsonNode number(long value) {
        return (int) value == value ? NODES.numberNode((int) value) : NODES.numberNode(value);
    }

    private JsonNode message(Field field, WireReader in, int depth) {
        String name = java.util.Objects.requireNonNull(field.message());
        SpecialMessage special = SpecialMessage.of(name);
        if (special != null) {
            return special.read(this, in, depth);
        }
        ObjectNode object = NODES.objectNode();
        Message message = table.message(name);
        if (message != null) {
            fill(object, message, in, depth + 1);
        }
        return object;
    }

    /** A message by its name, as a tree: for special messages that hold others. */
    ObjectNode plain(String name, WireReader in, int depth) {
        ObjectNode object = NODES.objectNode();
        Message message = table.message(name);
        if (message != null) {
            fill(object, message, in, depth + 1);
        }
        return object;
    }

    static @Nullable JsonNode json(byte[] raw) {
        if (raw.length == 0) {
            return null;
        }
        try {
            return Json.MAPPER.readTree(raw);
        } catch (JacksonException e) {
            throw new MalformedProtobufException("embedded JSON cannot be read: " + e.getOriginalMessage());
        }
    }
}
