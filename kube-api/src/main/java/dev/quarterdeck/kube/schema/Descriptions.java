package dev.quarterdeck.kube.schema;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * What the API reference says of definitions and fields, for OpenAPI documents. Read from the generated file (0.6 MB) each time one is made, and to be
 * dropped after use: nobody needs it between two documents.
 */
public final class Descriptions {

    private final Map<String, String> texts;

    private Descriptions(Map<String, String> texts) {
        this.texts = texts;
    }

    public static Descriptions read() {
        Map<String, String> texts = new HashMap<>(4096);
        try (InputStream in = Objects.requireNonNull(
                        Descriptions.class.getResourceAsStream("descriptions.txt"), "descriptions.txt");
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            String definition = "";
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                int tab = line.indexOf('\t');
                String text = unescape(line.substring(tab + 1));
                if (line.startsWith(" ")) {
                    texts.put(definition + "/" + line.substring(1, tab), text);
                } else {
                    definition = line.substring(0, tab);
                    texts.put(definition, text);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Descriptions(texts);
    }

    /** Empty where nothing is said. */
    public String of(String definition) {
        return texts.getOrDefault(definition, "");
    }

    /** Empty where nothing is said. */
    public String of(String definition, String field) {
        return texts.getOrDefault(definition + "/" + field, "");
    }

    private static String unescape(String text) {
        if (text.indexOf('\\') < 0) {
            return text;
        }
        StringBuilder plain = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\') {
                i++;
                plain.append(text.charAt(i) == 'n' ? '\n' : '\\');
            } else {
                plain.append(c);
            }
        }
        return plain.toString();
    }
}
