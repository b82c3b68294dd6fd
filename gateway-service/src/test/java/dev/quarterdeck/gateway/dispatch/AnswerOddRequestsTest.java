package dev.quarterdeck.gateway.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.gateway.testing.TestGateway;
import dev.quarterdeck.kube.kind.StoredResource;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Paths, queries and headers that clients send by mistake, row by row as kube-apiserver answers them. */
@Execution(ExecutionMode.SAME_THREAD)
class AnswerOddRequestsTest {
    private record Row(
            String method, String path, String header, int code, String reason, String type, String message) {
        static Row of(String line) {
            String[] cells = line.split("\t", -1);
            return new Row(
                    cells[0],
                    cells[1],
                    cells[2],
                    Integer.parseInt(cells[3]),
                    cells[4],
                    cells[5],
                    cells[6].translateEscapes());
        }

        boolean isAnswered(HttpResponse<String> answer) {
            String type = answer.headers().firstValue("Content-Type").orElse("").split(";", -1)[0];
            if (answer.statusCode() != code || !type.equals(this.type)) {
                return false;
            }
            if (message.isEmpty()) {
                return true;
            }
            var status = TestGateway.json(answer);
            return status.path("reason").asString("").equals(reason)
                    && status.path("message").asString("").equals(message);
        }
    }

    private static List<Row> rows() throws Exception {
        try (var in = Objects.requireNonNull(AnswerOddRequestsTest.class.getResourceAsStream("odd-requests.tsv"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(Row::of)
                    .toList();
        }
    }

    @Test
    void everyRowIsAnsweredAsTheReferenceDoes() throws Exception {
        List<String> different = new ArrayList<>();
        List<Row> rows = rows();
        try (TestGateway gateway = new TestGateway()) {
            gateway.state.put(
                    new StoredResource("", "namespaces"),
                    "{\"kind\":\"Namespace\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"default\"}}");
            HttpClient client = gateway.http(HttpClient.Version.HTTP_1_1);
            for (Row row : rows) {
                HttpRequest.Builder request =
                        gateway.request(row.path()).method(row.method(), HttpRequest.BodyPublishers.noBody());
                if (!row.header().isEmpty()) {
                    String[] header = row.header().split(": ", 2);
                    request.header(header[0], header[1]);
                }
                HttpResponse<String> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
                if (!row.isAnswered(answer)) {
                    different.add(row + "\n    was " + answer.statusCode() + " "
                            + answer.headers().firstValue("Content-Type").orElse("") + " "
                            + answer.body()
                                    .substring(0, Math.min(300, answer.body().length())));
                }
            }
        }
        assertThat(rows).hasSizeGreaterThan(200);
        assertThat(different).isEmpty();
    }
}
