package dev.quarterdeck.state.write;

import dev.quarterdeck.kube.object.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.JsonNode;

/** Requests with what a Kubernetes 1.36 server answered to them, as test resources. */
final class RecordedAnswers {
    private RecordedAnswers() {}

    /** @param resource one array; beside this package, or from the root where it begins with a slash */
    static List<JsonNode> array(String resource) throws IOException {
        try (InputStream in = open(resource)) {
            return Json.MAPPER.readTree(in).valueStream().toList();
        }
    }

    /** @param resource a document on each line */
    static List<JsonNode> lines(String resource) throws IOException {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(open(resource), StandardCharsets.UTF_8))) {
            return lines.lines().map(Json.MAPPER::readTree).toList();
        }
    }

    private static InputStream open(String resource) {
        return Objects.requireNonNull(RecordedAnswers.class.getResourceAsStream(resource), resource);
    }
}
