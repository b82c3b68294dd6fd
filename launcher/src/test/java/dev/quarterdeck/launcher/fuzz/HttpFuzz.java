package dev.quarterdeck.launcher.fuzz;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sends requests by seed and judges the answers: none is 5xx but for a revision that is not there yet, every refusal is a Status, and the server has no more
 * threads than before. A connection that is closed is wrong too: nothing is sent again. May also be run by itself against a cluster that is up: kubeconfig, seed, number of requests.
 */
public final class HttpFuzz {
    private static final int AT_ONCE = 16;
    private static final int MOST_WRONG = 50;

    private final HttpClient client;
    private final URI server;
    private final ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();
    private final Map<Integer, Integer> codes = new ConcurrentSkipListMap<>();

    HttpFuzz(AdminConnection connection) {
        this.client = connection.client(HttpClient.Version.HTTP_2);
        this.server = URI.create(connection.server());
    }

    /** What happened. */
    record Report(Map<Integer, Integer> codes, List<String> wrong, double threadsBefore, double threadsAfter) {}

    Report run(long seed, int requests) throws Exception {
        HttpRequest namespace = HttpRequest.newBuilder(server.resolve("/api/v1/namespaces"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"metadata\":{\"name\":\"" + HostileRequests.NAMESPACE + "\"}}"))
                .build();
        client.send(namespace, HttpResponse.BodyHandlers.discarding());
        HostileRequests source = new HostileRequests(server, new SplittableRandom(seed));
        send(source, Math.min(200, requests));
        double before = threads();
        send(source, requests - Math.min(200, requests));
        return new Report(codes, List.copyOf(wrong), before, threads());
    }

    private void send(HostileRequests source, int requests) throws InterruptedException {
        Semaphore places = new Semaphore(AT_ONCE);
        for (int i = 0; i < requests && wrong.size() < MOST_WRONG; i++) {
            HostileRequests.Made made = source.next();
            if (!places.tryAcquire(60, TimeUnit.SECONDS)) {
                wrong.add("requests hang; next was " + made.text());
                return;
            }
            client.sendAsync(made.request(), HttpResponse.BodyHandlers.ofByteArray())
                    .whenComplete((answer, failure) -> {
                        places.release();
                        String what = failure == null ? judge(answer) : failure.toString();
                        if (!what.isEmpty()) {
                            wrong.add(what + "\n    on " + made.text());
                        }
                    });
        }
        if (!places.tryAcquire(AT_ONCE, 60, TimeUnit.SECONDS)) {
            wrong.add("requests hang");
        }
    }

    /** What is wrong with an answer; empty for nothing. */
    private String judge(HttpResponse<byte[]> answer) {
        int code = answer.statusCode();
        codes.merge(code, 1, Integer::sum);
        String type = answer.headers().firstValue("Content-Type").orElse("");
        String body = new String(answer.body(), StandardCharsets.UTF_8);
        boolean head = answer.request().method().equals("HEAD");
        if (code >= 500 && !isPromised(code, body)) {
            return code + " " + body;
        }
        if (code < 400 || head) {
            return "";
        }
        boolean status =
                switch (type) {
                    case "application/json" ->
                        body.contains("\"kind\":\"Status\"") || body.contains("\"kind\" : \"Status\"");
                    case "application/yaml" -> body.contains("kind: Status");
                    case "application/vnd.kubernetes.protobuf" -> body.startsWith("k8s\0") && body.contains("Status");
                    default -> code == 404 && body.equals("404 page not found\n");
                };
        return status ? "" : "no Status: " + code + " " + type + " " + body;
    }

    /** What the reference answers with 500: patches that cannot be made into an object, ports that cannot be allocated, creations that name a revision. */
    private static final List<String> REFERENCES_OWN = List.of(
            "failed to create typed patch object",
            "failed to convert new object",
            "does not contain declared merge key",
            "list element types are not identical",
            "unable to find api field in struct",
            "unknown patch type",
            "doesn't match $setElementOrder list",
            "merging lists cannot yet be specified in the patch",
            "cannot merge lists without merge key",
            "duplicate nodePort",
            "resourceVersion should not be set on objects to be created",
            "resource name may not be empty");

    /** Where the reference answers the same: revisions that are not there or may not be, and patches that cannot be applied. */
    private static boolean isPromised(int code, String body) {
        return code == 504 && body.contains("Too large resource version")
                || code == 500 && REFERENCES_OWN.stream().anyMatch(body::contains);
    }

    private double threads() throws Exception {
        HttpResponse<String> metrics = client.send(
                HttpRequest.newBuilder(server.resolve("/metrics")).build(), HttpResponse.BodyHandlers.ofString());
        Matcher live = Pattern.compile("(?m)^jvm_threads_live_threads(?:\\{[^}]*})? ([0-9.E]+)")
                .matcher(metrics.body());
        return live.find() ? Double.parseDouble(live.group(1)) : 0;
    }

    public static void main(String[] arguments) throws Exception {
        long start = System.nanoTime();
        HttpFuzz fuzz = new HttpFuzz(AdminConnection.of(Path.of(arguments[0])));
        Report report = fuzz.run(Long.parseLong(arguments[1]), Integer.parseInt(arguments[2]));
        report.wrong().forEach(System.out::println);
        System.out.println("codes " + report.codes() + " threads " + report.threadsBefore() + " -> "
                + report.threadsAfter() + " in " + TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start) + " s, "
                + report.wrong().size() + " wrong");
        System.exit(report.wrong().isEmpty() ? 0 : 1);
    }
}
