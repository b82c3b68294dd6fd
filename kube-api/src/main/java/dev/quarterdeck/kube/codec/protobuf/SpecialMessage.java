package dev.quarterdeck.kube.codec.protobuf;

import dev.quarterdeck.kube.object.Json;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Messages whose JSON is not an object with their fields: times, quantities, raw JSON and the like. */
enum SpecialMessage {
    TIME("apimachinery.pkg.apis.meta.v1.Time") {
        @Override
        JsonNode read(ProtobufReader reader, WireReader in, int depth) {
            return instant(in, DateTimeFormatter.ISO_INSTANT, true);
        }

        @Override
        void write(ProtobufWriter writer, BackwardWriter out, @Nullable JsonNode value) {
            WireTime.write(out, value, true);
        }
    },
    MICRO_TIME("apimachinery.pkg.apis.meta.v1.MicroTime") {
        @Override
        JsonNode read(ProtobufReader reader, WireReader in, int depth) {
            return instant(in, MICROS, false);
        }

        @Override
        void write(ProtobufWriter writer, BackwardWriter out, @Nullable JsonNode value) {
            WireTime.write(out, value, false);
        }
    },
    QUANTITY("apimachinery.pkg.api.resource.Quantity") {
        @Override
        JsonNode read(ProtobufReader reader, WireReader in, int depth) {
            String text = first(reader.plain(fullName(), in, depth), "string");
            return NODES.stringNode(text.isEmpty() ? "0" : text);
        }

        @Override
        void write(ProtobufWriter writer, BackwardWriter out, @Nullable JsonNode value) {
            out.string(1, value == null ? "0" : ProtobufWriter.text(value));
        }
    },
    INT_OR_STRING("apimachinery.pkg.util.intstr.IntOrString") {
        @Override
        JsonNode read(ProtobufReader reader, WireReader in, int depth) {
            ObjectNode fields = reader.plain(fullName(), in, depth);
            return fields.path("type").asLong(0) == 1
                    ? NODES.stringNode(first(fields, "strVal"))
                    : NODES.numberNode(fields.path("intVal").asInt(0));
        }

        @Override
        void write(ProtobufWriter writer, BackwardWriter out, @Nullable JsonNode value) {
            String text = value != null && value.isString() ? value.stringValue() : null;
            out.string(3, text == null ? "" : text);
            out.number(2, value == null || text != null ? 0 : value.asInt(0));
            out.number(1, text == null ? 0 : 1);
        }
    },
    /** Clients compare its bytes with what they write themselves, and they write some characters as escapes. */
    RAW_OBJECT("apimachinery.pkg.runtime.RawExtension") {
        @Override
        JsonNode read(ProtobufReader reader, WireReader in, int depth) {
            return raw(in);
        }

        @Override
        void write(ProtobufWriter writer, BackwardWriter out, @Nullable JsonNode value) {
            if (value != null) {
                out.bytes(1, EscapedJson.of(Json.write(value)));
            }
        }
    },
    RAW_JSON("apimachinery.pkg.apis.meta.v1.FieldsV1", "apiextensions-apiserver.pkg.apis.apiextensions.v1.JSON") {
        @Override
        JsonNode read(ProtobufReader reader, WireReader in, int depth) {
            return raw(in);
        }

        @Override
        void write(ProtobufWriter writer, BackwardWriter out, @Nullable JsonNode value) {
            writeRaw(out, value);
        }
    },
    SCHEMA_OR_LIST("apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrArray") {
        @Override
        JsonNode read(ProtobufReader reader, WireReader in, int depth) {
            ObjectNode fields = reader.plain(fullName(), in, depth);
            JsonNode list = fields.get("jSONSchemas");
            return list != null ? list : fields.path("schema");
        }

        @Override
        void write(ProtobufWriter writer, BackwardWriter out, @Nullable JsonNode value) {
            if (value != null && value.isArray()) {
                for (int i = value.size() - 1; i >= 0; i--) {
                    writer.nested(out, 2, SCHEMA, value.get(i));
                }
            } else if (value != null) {
                writer.nested(out, 1, SCHEMA, value);
            }
        }
    },
    SCHEMA_OR_BOOL("apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrBool") {
        @Override
        JsonNode read(ProtobufReader reader, WireReader in, int depth) {
            ObjectNode fields = reader.plain(fullName(), in, depth);
            JsonNode schema = fields.get("schema");
            return schema != null
                    ? schema
                    : NODES.booleanNode(fields.path("allows").asBoolean(false));
        }

        @Override
        void write(ProtobufWriter writer, BackwardWriter out, @Nullable JsonNode value) {
            if (value != null && value.isObject()) {
                writer.nested(out, 2, SCHEMA, value);
            }
            out.number(1, value != null && (value.isObject() || value.asBoolean(false)) ? 1 : 0);
        }
    },
    SCHEMA_OR_STRINGS("apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrStringArray") {
        @Override
        JsonNode read(ProtobufReader reader, WireReader in, int depth) {
            ObjectNode fields = reader.plain(fullName(), in, depth);
            JsonNode schema = fields.get("schema");
            return schema != null ? schema : fields.path("property");
        }

        @Override
        void write(ProtobufWriter writer, BackwardWriter out, @Nullable JsonNode value) {
            if (value != null && value.isArray()) {
                writeStrings(out, 2, value);
            } else if (value != null) {
                writer.nested(out, 1, SCHEMA, value);
            }
        }
    },
    STRINGS(
            "api.authentication.v1.ExtraValue",
            "api.authorization.v1.ExtraValue",
            "api.certificates.v1.ExtraValue",
            "apimachinery.pkg.apis.meta.v1.Verbs") {
        @Override
        JsonNode read(ProtobufReader reader, WireReader in, int depth) {
            return items(reader.plain(fullName(), in, depth));
        }

        @Override
        void write(ProtobufWriter writer, BackwardWriter out, @Nullable JsonNode value) {
            writeStrings(out, 1, value);
        }
    };

    private static final String SCHEMA = "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps";
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final DateTimeFormatter MICROS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);
    private static final Map<String, SpecialMessage> BY_NAME = new HashMap<>();

    static {
        for (SpecialMessage special : values()) {
            special.names.forEach(name -> BY_NAME.put(name, special));
        }
    }

    private final List<String> names;

    /** @param names of messages that look the same, without what all names begin with */
    SpecialMessage(String... names) {
        this.names = Stream.of(names).map("io.k8s."::concat).toList();
    }

    static @Nullable SpecialMessage of(String name) {
        return BY_NAME.get(name);
    }

    String fullName() {
        return names.getFirst();
    }

    abstract JsonNode read(ProtobufReader reader, WireReader in, int depth);

    /** Writes the message's fields. @param value null for the empty one */
    abstract void write(ProtobufWriter writer, BackwardWriter out, @Nullable JsonNode value);

    private static void writeRaw(BackwardWriter out, @Nullable JsonNode value) {
        if (value != null) {
            out.bytes(1, Json.write(value));
        }
    }

    private static void writeStrings(BackwardWriter out, int field, @Nullable JsonNode list) {
        if (list == null) {
            return;
        }
        for (int i = list.size() - 1; i >= 0; i--) {
            out.string(field, ProtobufWriter.text(list.get(i)));
        }
    }

    /** The zero time is no time: null. */
    private static JsonNode instant(WireReader in, DateTimeFormatter format, boolean wholeSeconds) {
        long seconds = 0;
        long nanos = 0;
        boolean any = false;
        while (in.hasMore()) {
            long tag = in.varint();
            if (tag == 8) {
                seconds = in.varint();
                any = true;
            } else if (tag == 16) {
                nanos = in.varint();
            } else {
                in.skip((int) (tag & 7));
            }
        }
        if (!any) {
            return NODES.nullNode();
        }
        try {
            return NODES.stringNode(format.format(Instant.ofEpochSecond(seconds, wholeSeconds ? 0 : nanos)));
        } catch (java.time.DateTimeException | ArithmeticException e) {
            throw new MalformedProtobufException("a time is out of range");
        }
    }

    private static JsonNode raw(WireReader in) {
        JsonNode value = null;
        while (in.hasMore()) {
            long tag = in.varint();
            if (tag == 10) {
                value = ProtobufReader.json(in.bytes());
            } else {
                in.skip((int) (tag & 7));
            }
        }
        return value == null ? NODES.nullNode() : value;
    }

    private static String first(ObjectNode fields, String field) {
        return fields.path(field).asString("");
    }

    private static JsonNode items(ObjectNode fields) {
        return fields.get("items") instanceof ArrayNode items ? items : NODES.arrayNode();
    }
}
