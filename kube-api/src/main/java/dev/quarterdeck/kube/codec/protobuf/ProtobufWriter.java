package dev.quarterdeck.kube.codec.protobuf;

import dev.quarterdeck.kube.codec.protobuf.MessageTable.Field;
import dev.quarterdeck.kube.codec.protobuf.MessageTable.Message;
import dev.quarterdeck.kube.kind.GroupVersionKind;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Objects to their protobuf form, byte for byte as the reference's generated code writes them: fields in the order of their numbers, entries of maps in the order
 * of their keys, fields that hold a value also where it is empty. What a message has no field for is left out. Stateless and thread-safe.
 */
public final class ProtobufWriter {
    private static final ObjectNode EMPTY = JsonNodeFactory.instance.objectNode();

    private final MessageTable table = MessageTable.builtIn();
    private final Function<GroupVersionKind, String> messageOf;

    /** @param messageOf the schema name of a kind, or the empty string where it has none */
    public ProtobufWriter(Function<GroupVersionKind, String> messageOf) {
        this.messageOf = messageOf;
    }

    /** Whether this kind has a protobuf form. */
    public boolean knows(GroupVersionKind kind) {
        return table.message(messageOf.apply(kind)) != null;
    }

    /** The message alone, without prefix and envelope, as lists hold it. The kind must be known. */
    public byte[] message(GroupVersionKind kind, ObjectNode object) {
        BackwardWriter out = new BackwardWriter(1024);
        fields(out, required(kind), object);
        return out.toByteArray();
    }

    /** The object with prefix and envelope. Its kind must be known. */
    public byte[] object(ObjectNode object) {
        String apiVersion = object.path("apiVersion").asString("");
        String kind = object.path("kind").asString("");
        return ProtobufEnvelope.of(apiVersion, kind).wrap(message(GroupVersionKind.of(apiVersion, kind), object));
    }

    private Message required(GroupVersionKind kind) {
        Message message = table.message(messageOf.apply(kind));
        if (message == null) {
            throw new IllegalArgumentException("there is no protobuf form of " + kind);
        }
        return message;
    }

    private void fields(BackwardWriter out, Message message, ObjectNode object) {
        @Nullable Field[] fields = message.byNumber();
        for (int i = fields.length - 1; i > 0; i--) {
            Field field = fields[i];
            if (field == null) {
                continue;
            }
            if (field.inline()) {
                int before = out.length();
                fields(out, Objects.requireNonNull(table.message(Objects.requireNonNull(field.message()))), object);
                out.nested(field.number(), before);
                continue;
            }
            JsonNode value = object.get(field.json());
            switch (field.form()) {
                case LIST -> {
                    if (value != null && value.isArray()) {
                        for (int n = value.size() - 1; n >= 0; n--) {
                            one(out, field, field.number(), value.get(n));
                        }
                    }
                }
                case MAP -> {
                    if (value instanceof ObjectNode map) {
                        entries(out, field, map);
                    }
                }
                case ONE -> {
                    if (value != null && !value.isNull() || field.value()) {
                        one(out, field, field.number(), value);
                    }
                }
            }
        }
    }

    private void entries(BackwardWriter out, Field field, ObjectNode map) {
        List<String> keys = new ArrayList<>(map.propertyNames());
        keys.sort(ProtobufWriter::byCodePoint);
        for (int i = keys.size() - 1; i >= 0; i--) {
            String key = keys.get(i);
            int before = out.length();
            one(out, field, 2, map.get(key));
            out.string(1, key);
            out.nested(field.number(), before);
        }
    }

    /** The order of the UTF-8 bytes, which differs from that of UTF-16 for characters beyond the first plane. */
    private static int byCodePoint(String a, String b) {
        int length = Math.min(a.length(), b.length());
        for (int i = 0; i < length; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y) {
                return Character.isSurrogate(x) != Character.isSurrogate(y)
                        ? Boolean.compare(Character.isSurrogate(x), Character.isSurrogate(y))
                        : Character.compare(x, y);
            }
        }
        return Integer.compare(a.length(), b.length());
    }

    /** One value under this number; null is the empty value. */
    private void one(BackwardWriter out, Field field, int number, @Nullable JsonNode value) {
        JsonNode given = value == null || value.isNull() ? null : value;
        switch (field.type()) {
            case STRING -> out.string(number, given == null ? "" : text(given));
            case BYTES -> out.bytes(number, given == null ? new byte[0] : decoded(given));
            case BOOL -> out.number(number, given != null && given.asBoolean(false) ? 1 : 0);
            case INT32, INT64 -> out.number(number, given == null ? 0 : integer(given));
            case DOUBLE -> {
                out.fixed64(given == null ? 0 : given.asDouble(0));
                out.tag(number, WireReader.FIXED64);
            }
            case MESSAGE -> {
                int before = out.length();
                String name = Objects.requireNonNull(field.message());
                SpecialMessage special = SpecialMessage.of(name);
                if (special != null) {
                    special.write(this, out, given);
                } else {
                    plain(out, name, given);
                }
                out.nested(number, before);
            }
        }
    }

    /** The fields of a message by its name. */
    void plain(BackwardWriter out, String name, @Nullable JsonNode value) {
        Message message = table.message(name);
        if (message != null) {
            fields(out, message, value instanceof ObjectNode object ? object : EMPTY);
        }
    }

    /** A nested message by its name. */
    void nested(BackwardWriter out, int number, String name, @Nullable JsonNode value) {
        int before = out.length();
        plain(out, name, value);
        out.nested(number, before);
    }

    static String text(JsonNode value) {
        return value.isString() ? value.stringValue() : value.asString("");
    }

    private static byte[] decoded(JsonNode value) {
        try {
            return Base64.getDecoder().decode(text(value));
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }

    private static long integer(JsonNode value) {
        return value.isNumber() ? value.numberValue().longValue() : value.asLong(0);
    }
}
