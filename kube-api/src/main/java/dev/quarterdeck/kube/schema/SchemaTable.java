package dev.quarterdeck.kube.schema;

import dev.quarterdeck.kube.kind.GroupVersionKind;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code schemas.txt}, which is written at build time: a line at the margin is a definition, an indented one a field of it. Strings that
 * repeat are shared. Used once, by one thread.
 */
final class SchemaTable {

    private final Map<String, Schema> byName = new LinkedHashMap<>();
    private final Map<String, String> strings = new HashMap<>();
    private final Map<String, Schema> types = new HashMap<>();
    private final List<Block> blocks = new ArrayList<>();
    private List<String> everywhere = List.of();

    /** A definition and the lines of its fields. */
    private record Block(@Nullable ObjectSchema schema, List<String> required, List<String> fields) {}

    /** The words of a line that read {@code key=value} or {@code key}. */
    private record Words(Map<String, String> values) {
        static Words of(String[] words, int from) {
            if (from >= words.length) {
                return new Words(Map.of());
            }
            Map<String, String> values = new HashMap<>();
            for (String word : Arrays.asList(words).subList(from, words.length)) {
                int equals = word.indexOf('=');
                values.put(equals < 0 ? word : word.substring(0, equals), word.substring(equals + 1));
            }
            return new Words(values);
        }

        @Nullable
        String get(String key) {
            return values.get(key);
        }

        List<String> list(String key, String separator) {
            String value = values.get(key);
            return value == null ? List.of() : List.of(value.split(separator));
        }
    }

    static SchemaCatalog read() {
        try (InputStream in =
                        Objects.requireNonNull(SchemaTable.class.getResourceAsStream("schemas.txt"), "schemas.txt");
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            return new SchemaTable().read(lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private SchemaCatalog read(BufferedReader lines) throws IOException {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("@everywhere ")) {
                everywhere = List.of(line.substring("@everywhere ".length()).split(","));
            } else if (line.startsWith(" ")) {
                blocks.getLast().fields().add(line);
            } else {
                definition(line.split(" "));
            }
        }
        // Every name is known now, so fields may refer to any of them.
        for (Block block : blocks) {
            if (block.schema() != null) {
                Map<String, FieldSchema> fields =
                        LinkedHashMap.newLinkedHashMap(block.fields().size());
                block.fields().stream().map(this::field).forEach(field -> fields.put(field.name(), field));
                block.schema().fill(fields, required(block, fields));
            }
        }
        return new SchemaCatalog(byName, everywhere);
    }

    private static List<String> required(Block block, Map<String, FieldSchema> fields) {
        return block.required().isEmpty()
                ? fields.values().stream()
                        .filter(FieldSchema::required)
                        .map(FieldSchema::name)
                        .toList()
                : block.required();
    }

    private void definition(String[] line) {
        String name = share(line[0]);
        Words words = Words.of(line, 1);
        Schema schema = named(name, words);
        byName.put(name, schema);
        List<String> required =
                words.list("required", ",").stream().map(this::share).toList();
        blocks.add(new Block(schema instanceof ObjectSchema object ? object : null, required, new ArrayList<>()));
    }

    private Schema named(String name, Words words) {
        for (ScalarType scalar : ScalarType.values()) {
            if (scalar.definition().equals(name)) {
                return new Schema.Scalar(scalar, List.of());
            }
        }
        String type = words.get("type");
        if (type != null) {
            return new Schema.Free(name, type.equals("object"));
        }
        List<GroupVersionKind> kinds = words.list("kinds", ",").stream()
                .flatMap(kind -> kind.startsWith("*")
                        ? everywhere.stream().map(groupVersion -> kind(groupVersion + "/" + kind.substring(1)))
                        : java.util.stream.Stream.of(kind(kind)))
                .toList();
        return new ObjectSchema(name, kinds, "atomic".equals(words.get("map")), union(words.get("union")));
    }

    private GroupVersionKind kind(String text) {
        String[] parts = text.split("/");
        return new GroupVersionKind(share(parts[0]), share(parts[1]), share(parts[2]));
    }

    private static ObjectSchema.@Nullable Union union(@Nullable String text) {
        if (text == null) {
            return null;
        }
        int semicolon = text.indexOf(';');
        Map<String, String> values = new LinkedHashMap<>();
        for (String pair : text.substring(semicolon + 1).split("\\|")) {
            int colon = pair.indexOf(':');
            values.put(pair.substring(0, colon), pair.substring(colon + 1));
        }
        return new ObjectSchema.Union(semicolon == 0 ? null : text.substring(0, semicolon), values);
    }

    private FieldSchema field(String line) {
        String[] parts = line.substring(1).split(" ");
        boolean required = parts[0].endsWith("!");
        String name = share(required ? parts[0].substring(0, parts[0].length() - 1) : parts[0]);
        Words words = Words.of(parts, 2);
        String listType = words.get("list");
        String zero = words.get("zero");
        return new FieldSchema(
                name,
                type(parts[1], words.list("enum", "\\|")),
                required,
                listType == null ? null : ListType.valueOf(listType.toUpperCase(Locale.ROOT)),
                words.list("keys", ",").stream().map(this::share).toList(),
                shareNullable(words.get("map")),
                Set.copyOf(words.list("patch", ",")),
                shareNullable(words.get("merge-key")),
                zero != null ? "" : shareNullable(words.get("default")),
                presence(words),
                shareNullable(words.get("go")));
    }

    private static FieldSchema.Presence presence(Words words) {
        if (words.get("keep") != null) {
            return FieldSchema.Presence.KEEP_ZERO;
        }
        if (words.get("null") != null) {
            return FieldSchema.Presence.KEEP_NULL;
        }
        return words.get("drop") != null ? FieldSchema.Presence.DROP_ZERO : FieldSchema.Presence.AS_GIVEN;
    }

    private Schema type(String text, List<String> values) {
        if (values.isEmpty()) {
            Schema known = types.get(text);
            if (known == null) {
                known = newType(text, values);
                types.put(text, known);
            }
            return known;
        }
        List<String> decoded = values.stream()
                .map(value -> value.equals("''") ? "" : share(value.replace("%20", " ")))
                .toList();
        return newType(text, decoded);
    }

    private Schema newType(String text, List<String> values) {
        return switch (text.charAt(0)) {
            case '[' ->
                new Schema.ListOf(
                        values.isEmpty() ? type(text.substring(1), values) : newType(text.substring(1), values));
            case '{' ->
                new Schema.MapOf(
                        values.isEmpty() ? type(text.substring(1), values) : newType(text.substring(1), values));
            case '@' -> Objects.requireNonNull(byName.get(text.substring(1)), text);
            default ->
                switch (text) {
                    case "object" -> new Schema.Free("", true);
                    case "bool" -> new Schema.Scalar(ScalarType.BOOLEAN, values);
                    default -> new Schema.Scalar(ScalarType.valueOf(text.toUpperCase(Locale.ROOT)), values);
                };
        };
    }

    private String share(String text) {
        return strings.computeIfAbsent(text, t -> t);
    }

    private @Nullable String shareNullable(@Nullable String text) {
        return text == null ? null : share(text);
    }
}
