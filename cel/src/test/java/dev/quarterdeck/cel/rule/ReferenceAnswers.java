package dev.quarterdeck.cel.rule;

import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.status.FieldError;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** What a kube-apiserver 1.36 was asked and answered, one JSON object per line. */
final class ReferenceAnswers {

    private ReferenceAnswers() {}

    static Stream<JsonNode> read(String file) {
        try (InputStream in = Objects.requireNonNull(
                ReferenceAnswers.class.getResourceAsStream("/customresource/" + file + ".jsonl"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().map(Json.MAPPER::readTree);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A schema or a rule that is shown whole is left out: the reference shows its internal form of it. */
    private static String worded(String reason, String field, String message) {
        return reason + " " + field + " " + message.replaceAll("(?s)Invalid value: \\{.*\\}: ", "Invalid value: {…}: ");
    }

    static List<String> said(List<FieldError> errors) {
        return errors.stream()
                .map(error -> worded(error.type().wireName(), error.field(), error.causeMessage()))
                .distinct()
                .toList();
    }

    static List<String> expected(JsonNode entry) {
        List<String> causes = new ArrayList<>();
        for (JsonNode cause : entry.path("causes")) {
            causes.add(worded(
                    cause.path(0).asString(),
                    cause.path(1).asString(),
                    cause.path(2).asString()));
        }
        return causes.stream().distinct().toList();
    }
}
