package dev.quarterdeck.conformance.scenario;

import dev.quarterdeck.kube.object.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * In what the reference's scenarios end: a line each of JSON, compressed. Where it ended differently in two runs of its own, the place is named and not
 * compared.
 */
public final class Ends {
    private final Map<String, End> ends = new TreeMap<>();

    /** @param open object and path, where the reference differs from itself */
    record End(Facts facts, Set<String> open) {}

    /** Adds what one run of the reference ended in. */
    void add(String scenario, Facts facts) {
        End known = ends.get(scenario);
        if (known == null) {
            ends.put(scenario, new End(facts, new TreeSet<>()));
        } else {
            known.facts().differences(facts).forEach(d -> known.open().add(place(d)));
        }
    }

    void forget(String scenario) {
        ends.remove(scenario);
    }

    @Nullable
    End of(String scenario) {
        return ends.get(scenario);
    }

    public int size() {
        return ends.size();
    }

    int facts() {
        return ends.values().stream().mapToInt(end -> end.facts().size()).sum();
    }

    int open() {
        return ends.values().stream().mapToInt(end -> end.open().size()).sum();
    }

    /** Where {@code actual} ended otherwise than the reference, and the reference always ends so. */
    List<Facts.Difference> differences(String scenario, Facts actual) {
        End end = ends.get(scenario);
        return end == null
                ? List.of()
                : end.facts().differences(actual).stream()
                        .filter(difference -> !end.open().contains(place(difference)))
                        .toList();
    }

    private static String place(Facts.Difference difference) {
        return difference.object() + " | " + difference.path();
    }

    void write(Path file) throws IOException {
        try (Writer out = new OutputStreamWriter(
                new GZIPOutputStream(Files.newOutputStream(file)) {
                    {
                        def.setLevel(9);
                    }
                },
                StandardCharsets.UTF_8)) {
            for (Map.Entry<String, End> entry : ends.entrySet()) {
                ObjectNode line = Json.object().put("scenario", entry.getKey());
                ObjectNode facts = line.putObject("facts");
                entry.getValue().facts().all().forEach((object, paths) -> {
                    ObjectNode of = facts.putObject(object);
                    paths.forEach((path, values) -> values.forEach((value, times) -> {
                        ObjectNode at = of.get(path) instanceof ObjectNode known ? known : of.putObject(path);
                        at.put(value, times);
                    }));
                });
                if (!entry.getValue().open().isEmpty()) {
                    var open = line.putArray("open");
                    entry.getValue().open().forEach(open::add);
                }
                out.write(Json.MAPPER.writeValueAsString(line));
                out.write('\n');
            }
        }
    }

    public static Ends read(InputStream bytes) throws IOException {
        Ends ends = new Ends();
        try (BufferedReader in =
                new BufferedReader(new InputStreamReader(new GZIPInputStream(bytes), StandardCharsets.UTF_8))) {
            for (String text = in.readLine(); text != null; text = in.readLine()) {
                JsonNode line = Json.MAPPER.readTree(text);
                Facts facts = new Facts();
                line.path("facts")
                        .properties()
                        .forEach(object -> object.getValue().properties().forEach(path -> path.getValue()
                                .properties()
                                .forEach(value -> facts.add(
                                        object.getKey(),
                                        path.getKey(),
                                        value.getKey(),
                                        value.getValue().asInt(0)))));
                List<String> open = new ArrayList<>();
                line.path("open").forEach(place -> open.add(place.asString("")));
                ends.ends.put(line.path("scenario").asString(""), new End(facts, new TreeSet<>(open)));
            }
        }
        return ends;
    }
}
