package dev.quarterdeck.schemagen;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The table of what the model classes leave unsaid; its form is described in its head.
 *
 * @param definitions every definition there is, by name, in order
 * @param everywhere the group versions that {@code kinds=*KIND} stands for, as one comma-separated word
 */
record Facts(Map<String, DefinitionFacts> definitions, String everywhere) {

    /** What is said of one definition and of its fields, as words. */
    record DefinitionFacts(String name, List<String> words, Map<String, List<String>> fields) {}

    static Facts read() throws IOException {
        Map<String, DefinitionFacts> definitions = new LinkedHashMap<>();
        String everywhere = "";
        @Nullable DefinitionFacts open = null;
        try (InputStream in = Objects.requireNonNull(Facts.class.getResourceAsStream("facts.txt"), "facts.txt");
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (String line : lines.lines().toList()) {
                if (line.isBlank() || line.startsWith("#")) {
                    continue;
                }
                List<String> words = List.of(line.strip().split(" "));
                List<String> rest = words.subList(1, words.size());
                if (words.getFirst().equals("@everywhere")) {
                    everywhere = rest.getFirst();
                } else if (!line.startsWith(" ")) {
                    open = new DefinitionFacts(words.getFirst(), rest, new LinkedHashMap<>());
                    definitions.put(open.name(), open);
                } else if (open != null) {
                    open.fields().put(words.getFirst(), new ArrayList<>(rest));
                }
            }
        }
        return new Facts(definitions, everywhere);
    }
}
