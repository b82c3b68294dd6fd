package dev.quarterdeck.kube.schema;

import java.util.Iterator;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Brings an object into the JSON form in which the reference stores and answers it: fields that are always written are there, even if empty
 * ({@code status: {}}, {@code resources: {}}); empty lists and maps, and zero values where the API has no pointer, are not. Runs last, after defaulting and
 * validation, on an object that was pruned. Changes the tree it is given; a second run changes nothing.
 */
public final class CanonicalForm {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private CanonicalForm() {}

    /** Looks at what is there and at the few fields that are always written, not at all that could be there. */
    public static void apply(ObjectNode object, ObjectSchema schema) {
        Iterator<Map.Entry<String, JsonNode>> entries = object.properties().iterator();
        while (entries.hasNext()) {
            Map.Entry<String, JsonNode> entry = entries.next();
            FieldSchema field = schema.field(entry.getKey());
            if (field == null) {
                continue;
            }
            JsonNode value = entry.getValue();
            if (!value.isNull()) {
                nested(value, field.schema());
            }
            boolean empty = value.isNull() || isEmpty(value, field);
            switch (field.presence()) {
                case AS_GIVEN -> {
                    if (empty && !(value instanceof ObjectNode && isObject(field.schema()))) {
                        entries.remove();
                    }
                }
                case DROP_ZERO -> {
                    if (empty || isZero(value)) {
                        entries.remove();
                    }
                }
                case KEEP_ZERO -> {
                    if (empty) {
                        keep(object, field);
                    }
                }
                case KEEP_NULL -> {}
            }
        }
        for (FieldSchema field : schema.alwaysWritten()) {
            if (object.get(field.name()) == null) {
                if (field.presence() == FieldSchema.Presence.KEEP_ZERO) {
                    keep(object, field);
                } else {
                    object.putNull(field.name());
                }
            }
        }
    }

    /** Lists and maps lose the difference between absent and empty when they are stored. */
    private static boolean isEmpty(JsonNode value, FieldSchema field) {
        return value.isContainer() && value.isEmpty() && !isObject(field.schema())
                || value.isString() && value.stringValue().isEmpty() && isBytes(field.schema());
    }

    /** No bytes are no value: the API has them as lists. */
    private static boolean isBytes(Schema schema) {
        return schema instanceof Schema.Scalar scalar && scalar.type() == ScalarType.BYTES;
    }

    private static boolean isObject(Schema schema) {
        return schema instanceof ObjectSchema || schema instanceof Schema.Free;
    }

    private static boolean isZero(JsonNode value) {
        return switch (value.getNodeType()) {
            case STRING -> value.asString().isEmpty();
            case NUMBER -> value.isIntegralNumber() && value.bigIntegerValue().signum() == 0;
            case BOOLEAN -> !value.asBoolean();
            case ARRAY, OBJECT, NULL, MISSING, POJO, BINARY -> false;
        };
    }

    private static void keep(ObjectNode object, FieldSchema field) {
        switch (field.schema()) {
            case ObjectSchema schema -> apply(object.putObject(field.name()), schema);
            case Schema.ListOf list -> object.putNull(field.name());
            case Schema.MapOf map -> object.putNull(field.name());
            case Schema.Free free -> object.putNull(field.name());
            case Schema.Scalar scalar -> object.set(field.name(), zero(scalar.type()));
        }
    }

    private static JsonNode zero(ScalarType type) {
        return switch (type) {
            case STRING -> NODES.stringNode("");
            case BOOLEAN -> NODES.booleanNode(false);
            case INT32, INT64, DOUBLE, INT_OR_STRING -> NODES.numberNode(0);
            case QUANTITY -> NODES.stringNode("0");
            case BYTES, TIME, MICRO_TIME -> NODES.nullNode();
        };
    }

    private static void nested(JsonNode value, Schema schema) {
        switch (schema) {
            case ObjectSchema object -> {
                if (value instanceof ObjectNode fields) {
                    apply(fields, object);
                }
            }
            case Schema.ListOf list -> {
                if (value instanceof ArrayNode items && !(list.items() instanceof Schema.Scalar)) {
                    items.forEach(item -> nested(item, list.items()));
                }
            }
            case Schema.MapOf map -> {
                if (value instanceof ObjectNode entries && !(map.values() instanceof Schema.Scalar)) {
                    for (Map.Entry<String, JsonNode> entry : entries.properties()) {
                        nested(entry.getValue(), map.values());
                    }
                }
            }
            case Schema.Scalar scalar -> {}
            case Schema.Free free -> {}
        }
    }
}
