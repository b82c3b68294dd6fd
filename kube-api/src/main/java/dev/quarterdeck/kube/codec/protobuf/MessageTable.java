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
import org.jspecify.annotations.Nullable;

/**
 * The messages of all kinds and their fields, read once when first needed. Most come from the build; those that the official Java client has no descriptors of
 * (API services, aggregated discovery) stand in a file of the same form. Immutable.
 */
final class MessageTable {
    private static final String ROOT = "io.k8s.";

    enum Type {
        STRING,
        BYTES,
        BOOL,
        INT32,
        INT64,
        DOUBLE,
        MESSAGE
    }

    enum Form {
        ONE,
        LIST,
        MAP
    }

    /**
     * @param json its name in JSON
     * @param message of fields of type MESSAGE
     * @param value whether it holds a value and not a pointer: then it is on the wire even when empty
     * @param always whether it is in JSON even when empty
     * @param inline whether its fields stand in the parent's JSON object
     */
    record Field(
            int number,
            String json,
            Form form,
            Type type,
            @Nullable String message,
            boolean value,
            boolean always,
            boolean inline) {}

    /** @param byNumber indexed by field number, null where there is none; in order of numbers */
    record Message(String name, @Nullable Field[] byNumber) {
        @Nullable
        Field field(int number) {
            return number > 0 && number < byNumber.length ? byNumber[number] : null;
        }
    }

    private static final class Holder {
        static final MessageTable TABLE = new MessageTable();
    }

    private final Map<String, Message> messages = new HashMap<>();

    private MessageTable() {
        Map<String, Map<String, String>> facts = facts();
        String message = "";
        List<Field> fields = new ArrayList<>();
        List<String> lines = new ArrayList<>(lines("/dev/quarterdeck/kube/schema/protobuf.txt"));
        lines.addAll(lines("/dev/quarterdeck/kube/codec/protobuf/more-messages.txt"));
        for (String line : lines) {
            if (line.startsWith(" ")) {
                fields.add(field(line.strip().split(" "), facts.getOrDefault(message, Map.of())));
                continue;
            }
            put(message, fields);
            message = line.intern();
            fields = new ArrayList<>();
        }
        put(message, fields);
    }

    static MessageTable builtIn() {
        return Holder.TABLE;
    }

    /** @param name as schemas are named: {@code io.k8s.api.core.v1.Pod} */
    @Nullable
    Message message(String name) {
        return messages.get(name);
    }

    private void put(String name, List<Field> fields) {
        if (name.isEmpty()) {
            return;
        }
        int largest = fields.stream().mapToInt(Field::number).max().orElse(0);
        @Nullable Field[] byNumber = new Field[largest + 1];
        fields.forEach(f -> byNumber[f.number()] = f);
        messages.put(name, new Message(name, byNumber));
    }

    private static Field field(String[] words, Map<String, String> facts) {
        String said = facts.getOrDefault(words[1], "");
        boolean message = words[3].startsWith("@");
        int rename = said.indexOf('=');
        char mark = said.isEmpty() ? '*' : said.charAt(0);
        return new Field(
                Integer.parseInt(words[0]),
                (rename < 0 ? words[1] : said.substring(rename + 1)).intern(),
                Form.valueOf(words[2].toUpperCase(java.util.Locale.ROOT)),
                message ? Type.MESSAGE : Type.valueOf(words[3].toUpperCase(java.util.Locale.ROOT)),
                message ? words[3].substring(1).intern() : null,
                mark != '*',
                mark == '!',
                mark == '>');
    }

    /** By message and field name; the value is the word as it stands in the file. */
    private static Map<String, Map<String, String>> facts() {
        Map<String, Map<String, String>> facts = new HashMap<>();
        for (String line : lines("/dev/quarterdeck/kube/codec/protobuf/value-fields.txt")) {
            if (line.startsWith("#")) {
                continue;
            }
            String[] words = line.split(" ");
            Map<String, String> fields = new HashMap<>();
            for (int i = 1; i < words.length; i++) {
                String name = words[i].replaceFirst("^[!>*]", "");
                int rename = name.indexOf('=');
                fields.put(rename < 0 ? name : name.substring(0, rename), words[i]);
            }
            facts.put(ROOT + words[0], fields);
        }
        return facts;
    }

    private static List<String> lines(String resource) {
        try (InputStream in = MessageTable.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("the build left out " + resource);
            }
            return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
                    .lines()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
