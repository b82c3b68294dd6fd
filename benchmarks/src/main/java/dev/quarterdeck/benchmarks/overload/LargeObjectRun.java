package dev.quarterdeck.benchmarks.overload;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** One object near the largest that is stored: made, read, listed, patched, watched, in JSON and in protobuf. */
final class LargeObjectRun {
    private static final String PROTOBUF = "application/vnd.kubernetes.protobuf";

    private final Target target;
    private final int bytes;

    LargeObjectRun(Target target, int bytes) {
        this.target = target;
        this.bytes = bytes;
    }

    void print() {
        String path = "/api/v1/namespaces/" + target.namespace + "/podtemplates";
        String body =
                "{\"apiVersion\":\"v1\",\"kind\":\"PodTemplate\",\"metadata\":{\"name\":\"large\"},\"template\":{\"metadata\":{},"
                        + "\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"i\",\"args\":[\"" + "x".repeat(bytes)
                        + "\"]}]}}}";
        try (Clients clients = new Clients(target, 1)) {
            String version = version(show("create", clients, "POST", path, body));
            show("get", clients, "GET", path + "/large", "");
            show("get, protobuf", clients, "GET", path + "/large", "", "Accept", PROTOBUF);
            show("list", clients, "GET", path, "");
            show("list, protobuf", clients, "GET", path, "", "Accept", PROTOBUF);
            for (String accept : new String[] {"application/json", PROTOBUF + ";stream=watch"}) {
                HttpResponse<InputStream> watch = clients.of(0)
                        .send(
                                clients.request(
                                                "GET",
                                                path + "?watch=1&resourceVersion=" + version,
                                                "",
                                                "Accept",
                                                accept)
                                        .build(),
                                HttpResponse.BodyHandlers.ofInputStream());
                HttpResponse<String> patched = show(
                        "patch",
                        clients,
                        "PATCH",
                        path + "/large",
                        "{\"metadata\":{\"labels\":{\"a\":\"" + version + "\"}}}",
                        "Content-Type",
                        "application/merge-patch+json");
                long start = System.nanoTime();
                int event = accept.startsWith(PROTOBUF)
                        ? watch.body().readNBytes(bytes).length
                        : new BufferedReader(new InputStreamReader(watch.body(), StandardCharsets.UTF_8))
                                .readLine()
                                .length();
                line("watched, " + accept, watch.statusCode(), event, start);
                version = version(patched);
                watch.body().close();
            }
            show("delete", clients, "DELETE", path + "/large", "");
            if (target.memory.isKnown()) {
                System.out.printf(Locale.ROOT, "server %.0f MB at most%n", target.memory.peakMegabytes());
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static HttpResponse<String> show(
            String what, Clients clients, String method, String path, String body, String... headers)
            throws IOException, InterruptedException {
        long start = System.nanoTime();
        HttpResponse<String> answer = clients.send(0, method, path, body, headers);
        line(what, answer.statusCode(), answer.body().length(), start);
        return answer;
    }

    private static void line(String what, int status, int length, long start) {
        System.out.printf(
                Locale.ROOT,
                "%-60s %d, %d characters, %.0f ms%n",
                what,
                status,
                length,
                (System.nanoTime() - start) / 1e6);
    }

    private static String version(HttpResponse<String> answer) {
        int at = answer.body().indexOf("\"resourceVersion\":\"") + 19;
        return answer.body().substring(at, answer.body().indexOf('"', at));
    }
}
