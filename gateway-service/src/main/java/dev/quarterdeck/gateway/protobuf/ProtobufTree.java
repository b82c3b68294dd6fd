package dev.quarterdeck.gateway.protobuf;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.schema.FieldSchema;
import dev.quarterdeck.kube.schema.ObjectSchema;
import dev.quarterdeck.kube.schema.ScalarType;
import dev.quarterdeck.kube.schema.Schema;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Copies a message into a tree, led by the schema: a message field that the schema does not have is one whose fields stand in its parent in JSON. Zero values
 * are on the wire whether the client set them or not; they are copied only where {@link ZeroValues} says that they mean something. Pure.
 */
final class ProtobufTree {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final DateTimeFormatter MICROS = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'");

    private ProtobufTree() {}

    static void copy(Message from, ObjectSchema schema, ObjectNode to) {
        for (Map.Entry<FieldDescriptor, Object> entry : from.getAllFields().entrySet()) {
            FieldDescriptor field = entry.getKey();
            FieldSchema known = find(schema, field.getName());
            if (known != null) {
                JsonNode value = value(entry.getValue(), known.schema());
                if (value != null && !ZeroValues.isUnset(known.name(), value)) {
                    to.set(known.name(), value);
                }
            } else if (!field.isRepeated() && entry.getValue() instanceof Message inlined) {
                copy(inlined, schema, to);
            }
        }
    }

    /** A few messages write names with other capitals than JSON does. */
    private static @Nullable FieldSchema find(ObjectSchema schema, String name) {
        FieldSchema exact = schema.field(name);
        if (exact != null) {
            return exact;
        }
        for (FieldSchema field : schema.fields()) {
            if (field.name().equalsIgnoreCase(name)) {
                return field;
            }
        }
        return null;
    }

    /** Null for what is not set. */
    private static @Nullable JsonNode value(Object value, Schema schema) {
        return switch (schema) {
            case Schema.Scalar scalar -> scalar(value, scalar.type());
            case Schema.Free free -> value instanceof Message embedded ? embedded(embedded) : plain(value);
            case Schema.ListOf list -> list(value, list.items());
            case Schema.MapOf map -> map(value, map.values());
            case ObjectSchema object -> {
                ObjectNode node = Json.object();
                if (value instanceof Message message) {
                    copy(message, object, node);
                }
                yield node;
            }
        };
    }

    private static @Nullable JsonNode scalar(Object value, ScalarType type) {
        if (!(value instanceof Message message)) {
            return plain(value);
        }
        return switch (type) {
            case TIME, MICRO_TIME -> time(message, type);
            case INT_OR_STRING ->
                number(message, "type") == 1
                        ? NODES.stringNode(text(message, "strVal"))
                        : NODES.numberNode((int) number(message, "intVal"));
            case QUANTITY -> {
                String quantity = text(message, "string");
                yield quantity.isEmpty() ? null : NODES.stringNode(quantity);
            }
            case STRING, BOOLEAN, INT32, INT64, DOUBLE, BYTES -> null;
        };
    }

    private static @Nullable JsonNode time(Message message, ScalarType type) {
        if (message.getAllFields().isEmpty()) {
            return null;
        }
        Instant instant = Instant.ofEpochSecond(number(message, "seconds"), number(message, "nanos"));
        return NODES.stringNode(
                type == ScalarType.TIME
                        ? DateTimeFormatter.ISO_INSTANT.format(Instant.ofEpochSecond(instant.getEpochSecond()))
                        : MICROS.format(instant.atOffset(ZoneOffset.UTC)));
    }

    private static ArrayNode list(Object value, Schema items) {
        ArrayNode array = NODES.arrayNode();
        List<?> elements = List.of();
        if (value instanceof List<?> repeated) {
            elements = repeated;
        } else if (value instanceof Message wrapper && field(wrapper, "items") instanceof List<?> wrapped) {
            // a list that is the value of a map has a message around it
            elements = wrapped;
        }
        for (Object element : elements) {
            JsonNode node = value(element, items);
            if (node != null) {
                array.add(node);
            }
        }
        return array;
    }

    private static ObjectNode map(Object value, Schema values) {
        ObjectNode node = NODES.objectNode();
        if (value instanceof List<?> entries) {
            for (Object entry : entries) {
                if (entry instanceof Message pair) {
                    Object raw = field(pair, "value");
                    JsonNode converted = raw == null ? null : value(raw, values);
                    node.set(text(pair, "key"), converted == null ? NODES.nullNode() : converted);
                }
            }
        }
        return node;
    }

    /** Messages that carry JSON as bytes: RawExtension, FieldsV1, JSON. */
    private static @Nullable JsonNode embedded(Message message) {
        for (Object value : message.getAllFields().values()) {
            if (value instanceof ByteString bytes && !bytes.isEmpty()) {
                return Json.MAPPER.readTree(bytes.toByteArray());
            }
        }
        return null;
    }

    private static @Nullable JsonNode plain(Object value) {
        return switch (value) {
            case String text -> NODES.stringNode(text);
            case Boolean flag -> NODES.booleanNode(flag);
            case Integer number -> NODES.numberNode(number);
            case Long number -> NODES.numberNode(number);
            case Double number -> NODES.numberNode(number);
            case ByteString bytes -> NODES.stringNode(Base64.getEncoder().encodeToString(bytes.toByteArray()));
            case EnumValueDescriptor constant -> NODES.stringNode(constant.getName());
            default -> null;
        };
    }

    private static @Nullable Object field(Message message, String name) {
        FieldDescriptor field = message.getDescriptorForType().findFieldByName(name);
        return field == null ? null : message.getField(field);
    }

    private static long number(Message message, String name) {
        return field(message, name) instanceof Number number ? number.longValue() : 0;
    }

    private static String text(Message message, String name) {
        return field(message, name) instanceof String text ? text : "";
    }
}
