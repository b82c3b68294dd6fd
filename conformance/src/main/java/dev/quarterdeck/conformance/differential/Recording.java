package dev.quarterdeck.conformance.differential;

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
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a server answered, by the id of the request: a line each of JSON, compressed. Facts only: code, reason, fields, warnings, the object; no sentence of a
 * refusal. An object that was answered before is named by its line.
 */
public final class Recording {
    private final Map<String, Answer> answers;

    private Recording(Map<String, Answer> answers) {
        this.answers = answers;
    }

    public static Recording of(Map<ApiRequest, Answer> answers) {
        Map<String, Answer> byId = new LinkedHashMap<>();
        answers.forEach((request, answer) -> {
            if (answer.code() != 0) {
                byId.put(request.id(), answer);
            } else {
                System.err.println("no answer to " + request.origin() + ": " + answer.message());
            }
        });
        return new Recording(byId);
    }

    public @Nullable Answer of(ApiRequest request) {
        return answers.get(request.id());
    }

    public int size() {
        return answers.size();
    }

    /** @param messages whether to write the words of refusals too, for whoever mends differences */
    public void write(Path file, boolean messages) throws IOException {
        Map<ObjectNode, Integer> lines = new HashMap<>();
        try (Writer out = new OutputStreamWriter(
                new GZIPOutputStream(Files.newOutputStream(file)) {
                    {
                        def.setLevel(9);
                    }
                },
                StandardCharsets.UTF_8)) {
            int line = 0;
            for (Map.Entry<String, Answer> entry : answers.entrySet()) {
                Answer answer = entry.getValue();
                ObjectNode node = Json.object().put("id", entry.getKey()).put("code", answer.code());
                if (!answer.reason().isEmpty()) {
                    node.put("reason", answer.reason());
                }
                if (messages && !answer.message().isEmpty()) {
                    node.put("message", answer.message());
                }
                if (!answer.fields().isEmpty()) {
                    ArrayNode fields = node.putArray("fields");
                    answer.fields().forEach(fields::add);
                }
                if (!answer.warnings().isEmpty()) {
                    ArrayNode warnings = node.putArray("warnings");
                    answer.warnings().forEach(warnings::add);
                }
                ObjectNode object = answer.object();
                if (object != null) {
                    Integer before = lines.putIfAbsent(object, line);
                    if (before == null) {
                        node.set("object", object);
                    } else {
                        node.put("as", before);
                    }
                }
                out.write(Json.MAPPER.writeValueAsString(node));
                out.write('\n');
                line++;
            }
        }
    }

    public static Recording read(InputStream bytes) throws IOException {
        Map<String, Answer> answers = new LinkedHashMap<>();
        List<ObjectNode> objects = new ArrayList<>();
        try (BufferedReader in =
                new BufferedReader(new InputStreamReader(new GZIPInputStream(bytes), StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                ObjectNode node = (ObjectNode) Json.MAPPER.readTree(line);
                ObjectNode object =
                        node.has("as") ? objects.get(node.path("as").intValue()) : (ObjectNode) node.get("object");
                objects.add(object);
                answers.put(
                        node.path("id").asString(""),
                        new Answer(
                                node.path("code").intValue(),
                                node.path("reason").asString(""),
                                new TreeSet<>(texts(node, "fields")),
                                node.path("message").asString(""),
                                texts(node, "warnings"),
                                object));
            }
        }
        return new Recording(answers);
    }

    private static List<String> texts(ObjectNode node, String field) {
        return node.has(field) ? Arrays.asList(Json.MAPPER.convertValue(node.get(field), String[].class)) : List.of();
    }
}
