package dev.quarterdeck.cel.type;

import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructType;
import dev.cel.common.values.CelByteString;
import dev.cel.common.values.NullValue;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.AbstractList;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Base64;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * JSON trees as values of expressions. Objects and lists are views: a field is converted when it is asked for, so that a large object costs what a rule looks
 * at. Numbers are long where written as integers and double otherwise. The tree must not change while an expression runs.
 */
public final class JsonValues {

    private JsonValues() {}

    /** A value of unknown type. */
    public static Object of(JsonNode node) {
        return of(node, DeclaredType.DYN);
    }

    public static Object of(JsonNode node, DeclaredType type) {
        return switch (node.getNodeType()) {
            case NULL, MISSING -> NullValue.NULL_VALUE;
            case BOOLEAN -> node.booleanValue();
            case NUMBER -> number(node, type);
            case STRING, BINARY -> text(node.asString(), type);
            case ARRAY -> new ListView((ArrayNode) node, type.element() == null ? DeclaredType.DYN : type.element());
            case OBJECT, POJO -> new MapView((ObjectNode) node, type);
        };
    }

    private static Object number(JsonNode node, DeclaredType type) {
        boolean whole = node.isIntegralNumber() && node.canConvertToLong();
        if (type.celType() == SimpleType.INT && !whole) {
            return (long) node.doubleValue();
        }
        return whole && type.celType() != SimpleType.DOUBLE ? (Object) node.longValue() : (Object) node.doubleValue();
    }

    private static Object text(String text, DeclaredType type) {
        try {
            if (type.celType() == SimpleType.BYTES) {
                return CelByteString.of(Base64.getDecoder().decode(text));
            }
            if (type.celType() == SimpleType.TIMESTAMP) {
                return type.minSize() == 12
                        ? LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC)
                        : instant(text);
            }
            if (type.celType() == SimpleType.DURATION) {
                return GoDurations.parse(text);
            }
        } catch (DateTimeException | IllegalArgumentException e) {
            return text;
        }
        return text;
    }

    private static Instant instant(String text) {
        return OffsetDateTime.parse(text).toInstant();
    }

    /** Text such as {@code 1h30m}. */
    public static Duration duration(String text) {
        return GoDurations.parse(text);
    }

    private static final class ListView extends AbstractList<Object> {
        private final ArrayNode items;
        private final DeclaredType type;

        ListView(ArrayNode items, DeclaredType type) {
            this.items = items;
            this.type = type;
        }

        @Override
        public Object get(int index) {
            JsonNode item = items.get(index);
            if (item == null) {
                throw new IndexOutOfBoundsException(index);
            }
            return of(item, type);
        }

        @Override
        public int size() {
            return items.size();
        }
    }

    /** An object with fields by their escaped names, of which those that hold null count as absent, or a map whose keys are data. */
    private static final class MapView extends AbstractMap<String, Object> {
        private final ObjectNode object;
        private final DeclaredType type;

        MapView(ObjectNode object, DeclaredType type) {
            this.object = object;
            this.type = type;
        }

        private boolean isStruct() {
            return type.celType() instanceof StructType;
        }

        private @Nullable DeclaredType typeOf(String key) {
            if (isStruct()) {
                return type.field(key);
            }
            return type.element() == null ? DeclaredType.DYN : type.element();
        }

        @Override
        public @Nullable Object get(@Nullable Object key) {
            if (!(key instanceof String name)) {
                return null;
            }
            DeclaredType of = typeOf(name);
            JsonNode value = object.get(isStruct() ? FieldNames.unescape(name) : name);
            return value == null || of == null ? null : of(value, of);
        }

        @Override
        public boolean containsKey(@Nullable Object key) {
            if (!(key instanceof String name) || typeOf(name) == null) {
                return false;
            }
            JsonNode value = object.get(isStruct() ? FieldNames.unescape(name) : name);
            return value != null && !(isStruct() && value.isNull());
        }

        @Override
        public int size() {
            return object.size();
        }

        @Override
        public Set<Map.Entry<String, Object>> entrySet() {
            return new AbstractSet<>() {
                @Override
                public Iterator<Map.Entry<String, Object>> iterator() {
                    return object.properties().stream().map(MapView.this::entry).iterator();
                }

                @Override
                public int size() {
                    return object.size();
                }
            };
        }

        private Map.Entry<String, Object> entry(Map.Entry<String, JsonNode> entry) {
            String name = isStruct() ? FieldNames.escape(entry.getKey()).orElse(entry.getKey()) : entry.getKey();
            DeclaredType of = typeOf(name);
            return Map.entry(name, of(entry.getValue(), of == null ? DeclaredType.DYN : of));
        }
    }
}
