package dev.quarterdeck.kube.codec.protobuf;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * OpenAPI documents as protobuf messages (github.com/google/gnostic, {@code openapi.v2} and {@code openapi.v3}), which older clients ask for. Extensions,
 * defaults and enum values are YAML within. Immutable; thread-safe.
 */
public final class OpenApiWriter {
    private static final class Holder {
        static final OpenApiWriter V2 = new OpenApiWriter("openapi-v2.txt");
        static final OpenApiWriter V3 = new OpenApiWriter("openapi-v3.txt");
    }

    private record Field(int number, String key, String form, String type) {
        boolean takes(String name) {
            return switch (key) {
                case "*" -> true;
                case "/*" -> name.startsWith("/");
                case "x-*" -> name.startsWith("x-");
                case "!x-*" -> !name.startsWith("x-");
                default -> key.equals(name);
            };
        }
    }

    private record Message(String name, boolean union, List<Field> fields) {
        Field field(int number) {
            return fields.stream()
                    .filter(f -> f.number() == number)
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException(name + " has no field " + number));
        }
    }

    private final Map<String, Message> messages = new HashMap<>();

    private OpenApiWriter(String table) {
        Message message = null;
        for (String line : lines(table)) {
            String[] words = line.strip().split(" ");
            if (line.startsWith("#")) {
                continue;
            }
            if (!line.startsWith(" ")) {
                message = new Message(words[0], words.length > 1, new ArrayList<>());
                messages.put(message.name(), message);
            } else if (message != null) {
                message.fields().add(new Field(Integer.parseInt(words[0]), words[1], words[2], words[3]));
            }
        }
        // written backward: the largest number first
        messages.values().forEach(m -> m.fields().sort((a, b) -> b.number() - a.number()));
    }

    private static List<String> lines(String table) {
        try (InputStream in = OpenApiWriter.class.getResourceAsStream(table)) {
            if (in == null) {
                throw new IllegalStateException("the build left out " + table);
            }
            return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
                    .lines()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param document an OpenAPI 2 document; {@code yaml} writes the values within that are YAML */
    public static byte[] v2(JsonNode document, Function<JsonNode, byte[]> yaml) {
        return Holder.V2.write(document, yaml);
    }

    /** @param document an OpenAPI 3 document; {@code yaml} writes the values within that are YAML */
    public static byte[] v3(JsonNode document, Function<JsonNode, byte[]> yaml) {
        return Holder.V3.write(document, yaml);
    }

    private byte[] write(JsonNode document, Function<JsonNode, byte[]> yaml) {
        BackwardWriter out = new BackwardWriter(1 << 20);
        new Writing(out, yaml).message("Document", document);
        return out.toByteArray();
    }

    /** One document being written. */
    private final class Writing {
        private final BackwardWriter out;
        private final Function<JsonNode, byte[]> yaml;

        Writing(BackwardWriter out, Function<JsonNode, byte[]> yaml) {
            this.out = out;
            this.yaml = yaml;
        }

        private void message(String type, JsonNode value) {
            if (type.equals("Any")) {
                out.string(2, new String(yaml.apply(value), StandardCharsets.UTF_8));
                return;
            }
            Message message = messages.get(type);
            if (message == null) {
                throw new IllegalStateException("no message " + type + " of OpenAPI");
            }
            if (message.union()) {
                int variant = variant(type, value);
                if (variant > 0) {
                    single(message.field(variant), variant, value, true);
                }
                return;
            }
            for (Field field : message.fields()) {
                if (field.key().equals(".")) {
                    list(field, value);
                } else if (field.form().equals("named")) {
                    named(field, value);
                } else {
                    JsonNode inner = value.get(field.key());
                    if (inner == null) {
                        continue;
                    }
                    if (field.form().equals("list")) {
                        list(field, inner);
                    } else {
                        single(field, field.number(), inner, false);
                    }
                }
            }
        }

        /** Which of the alternatives a value is; 0 for none. */
        private int variant(String union, JsonNode value) {
            return switch (union) {
                case "Parameter" -> value.path("in").asString("").equals("body") ? 1 : 2;
                case "NonBodyParameter" ->
                    switch (value.path("in").asString("")) {
                        case "header" -> 1;
                        case "formData" -> 2;
                        case "query" -> 3;
                        default -> 4;
                    };
                case "AdditionalPropertiesItem" -> value.isBoolean() ? 2 : 1;
                case "SchemaItem" -> 1;
                case "SecurityDefinitionsItem" -> 2;
                case "DefaultType" -> value.isNumber() ? 1 : value.isBoolean() ? 2 : value.isString() ? 3 : 0;
                default -> value.has("$ref") ? 2 : 1;
            };
        }

        private void list(Field field, JsonNode values) {
            if (!values.isArray()) {
                single(field, field.number(), values, true);
                return;
            }
            for (int i = values.size() - 1; i >= 0; i--) {
                single(field, field.number(), values.get(i), true);
            }
        }

        private void named(Field field, JsonNode value) {
            if (!(value instanceof ObjectNode object)) {
                return;
            }
            List<Map.Entry<String, JsonNode>> entries = new ArrayList<>(object.properties());
            for (int i = entries.size() - 1; i >= 0; i--) {
                String name = entries.get(i).getKey();
                if (!field.takes(name)) {
                    continue;
                }
                int before = out.length();
                single(field, 2, entries.get(i).getValue(), true);
                out.string(1, name);
                out.nested(field.number(), before);
            }
        }

        /** @param always whether it is written though it is empty: within lists and unions */
        private void single(Field field, int number, @Nullable JsonNode value, boolean always) {
            if (value == null) {
                return;
            }
            switch (field.type()) {
                case "string" -> {
                    String text = value.asString("");
                    if (always || !text.isEmpty()) {
                        out.string(number, text);
                    }
                }
                case "bool" -> {
                    if (always || value.asBoolean(false)) {
                        out.number(number, value.asBoolean(false) ? 1 : 0);
                    }
                }
                case "int64" -> {
                    if (always || value.asLong(0) != 0) {
                        out.number(number, value.asLong(0));
                    }
                }
                case "double" -> {
                    if (always || value.asDouble(0) != 0) {
                        out.fixed64(value.asDouble(0));
                        out.tag(number, WireReader.FIXED64);
                    }
                }
                default -> {
                    int before = out.length();
                    message(field.type(), value);
                    out.nested(number, before);
                }
            }
        }
    }
}
