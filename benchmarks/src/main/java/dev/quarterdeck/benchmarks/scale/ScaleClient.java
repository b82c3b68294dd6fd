package dev.quarterdeck.benchmarks.scale;

import dev.quarterdeck.benchmarks.process.ProgramFailure;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntFunction;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a run asks of the API, in requests that cost the server little: sums of statuses, tables and counts, never all pods. */
final class ScaleClient {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String TABLE = "application/json;as=Table;g=meta.k8s.io;v=v1";
    private static final int AT_ONCE = 16;

    private final KubernetesClient client;
    private final String root;

    ScaleClient(KubernetesClient client) {
        this.client = client;
        String url = client.getMasterUrl().toString();
        this.root = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }

    private JsonNode send(String method, String path, String contentType, String accept, String body) {
        HttpRequest.Builder request =
                client.getHttpClient().newHttpRequestBuilder().uri(root + path).header("Accept", accept);
        if (!method.equals("GET")) {
            request.method(method, contentType, body);
        }
        try {
            HttpResponse<byte[]> response = client.getHttpClient()
                    .sendAsync(request.build(), byte[].class)
                    .get(60, TimeUnit.SECONDS);
            byte[] answer = response.body() == null ? new byte[0] : response.body();
            if (!response.isSuccessful()) {
                throw new ProgramFailure(method + " " + path + ": " + response.code() + " " + new String(answer));
            }
            return JSON.readTree(answer);
        } catch (ExecutionException | TimeoutException e) {
            throw new ProgramFailure(method + " " + path + ": " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProgramFailure("interrupted", e);
        }
    }

    JsonNode get(String path) {
        return send("GET", path, "", "application/json", "");
    }

    void post(String path, JsonNode body) {
        send("POST", path, "application/json", "application/json", JSON.writeValueAsString(body));
    }

    void merge(String path, String patch) {
        send("PATCH", path, "application/merge-patch+json", "application/json", patch);
    }

    void delete(String path) {
        send("DELETE", path, "application/json", "application/json", "{\"propagationPolicy\":\"Background\"}");
    }

    boolean answers() {
        try {
            get("/api/v1/namespaces/default");
            return true;
        } catch (ProgramFailure e) {
            return false;
        }
    }

    /** So many of them, several at once. */
    void each(int count, IntFunction<Runnable> work) {
        try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                all.add(threads.submit(work.apply(i)));
            }
            for (Future<?> one : all) {
                one.get();
            }
        } catch (ExecutionException e) {
            throw new ProgramFailure(String.valueOf(e.getCause()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProgramFailure("interrupted", e);
        }
    }

    /** Nodes whose status column begins with this. */
    int nodes(String status) {
        JsonNode table = send("GET", "/api/v1/nodes?resourceVersion=0&includeObject=None", "", TABLE, "");
        int count = 0;
        for (JsonNode row : table.path("rows")) {
            if (row.path("cells").path(1).asString("").split(",")[0].equals(status)) {
                count++;
            }
        }
        return count;
    }

    /** A field of the status of all Deployments of a namespace, added up. */
    int sum(String namespace, String field) {
        int sum = 0;
        for (JsonNode item : get("/apis/apps/v1/namespaces/" + namespace + "/deployments?resourceVersion=0")
                .path("items")) {
            sum += item.path("status").path(field).asInt(0);
        }
        return sum;
    }

    /** Objects of a list, without listing them. */
    int count(String path) {
        JsonNode list = get(path + "?limit=1");
        return list.path("items").size()
                + list.path("metadata").path("remainingItemCount").asInt(0);
    }
}
