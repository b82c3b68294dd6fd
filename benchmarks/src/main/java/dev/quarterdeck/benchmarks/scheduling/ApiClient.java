package dev.quarterdeck.benchmarks.scheduling;

import dev.quarterdeck.benchmarks.process.ProgramFailure;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.internal.SSLUtils;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import javax.net.ssl.SSLContext;

/** The API as one user sees it, over two HTTP/2 connections: one for watches, one for the rest. Thread-safe. */
final class ApiClient implements AutoCloseable {
    /** How many write at a time, as in scheduler_perf. */
    private static final int WORKERS = 30;

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int TRIES = 20;

    private final String server;
    private final String authorization;
    private final HttpClient requests;
    private final HttpClient watches;

    ApiClient(Path kubeconfig) {
        Config config = Config.fromKubeconfig(kubeconfig.toFile());
        String url = config.getMasterUrl();
        this.server = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
        this.authorization = "Bearer " + config.getAutoOAuthToken();
        try {
            SSLContext tls = SSLUtils.sslContext(config);
            this.requests = client(tls);
            this.watches = client(tls);
        } catch (GeneralSecurityException | IOException e) {
            throw new ProgramFailure("cannot use the kubeconfig: " + e.getMessage(), e);
        }
    }

    private static HttpClient client(SSLContext tls) {
        return HttpClient.newBuilder()
                .sslContext(tls)
                .version(HttpClient.Version.HTTP_2)
                .connectTimeout(PATIENCE)
                .build();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(server + path)).header("Authorization", authorization);
    }

    String get(String path) {
        return exchange("GET", path, "application/json", "");
    }

    void post(String path, String body) {
        exchange("POST", path, "application/json", body);
    }

    void mergePatch(String path, String body) {
        exchange("PATCH", path, "application/merge-patch+json", body);
    }

    /** Of something that may be gone. */
    void mergePatchIfThere(String path, String body) {
        exchange("PATCH", path, "application/merge-patch+json", body, true);
    }

    /** At once, without a grace period. */
    void delete(String path) {
        exchange("DELETE", path, "application/json", "{\"gracePeriodSeconds\":0,\"propagationPolicy\":\"Background\"}");
    }

    private String exchange(String method, String path, String type, String body) {
        return exchange(method, path, type, body, method.equals("DELETE"));
    }

    /** Comes again where the server says so; what is there already, or gone already where it may be, is as it should be. */
    private String exchange(String method, String path, String type, String body, boolean mayBeGone) {
        HttpRequest request = request(path)
                .timeout(PATIENCE)
                .header("Content-Type", type)
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body))
                .build();
        String last = "";
        for (int i = 0; i < TRIES; i++) {
            try {
                HttpResponse<String> answer = requests.send(request, HttpResponse.BodyHandlers.ofString());
                int code = answer.statusCode();
                if (code < 300
                        || (code == 409
                                && method.equals("POST")
                                && answer.body().contains("AlreadyExists"))
                        || (code == 404 && mayBeGone)) {
                    return answer.body();
                }
                last = code + " " + answer.body();
                if (code != 429 && code < 500 && !(code == 409 && method.equals("PATCH"))) {
                    break;
                }
            } catch (IOException e) {
                last = e.toString();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new ProgramFailure("interrupted", e);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        }
        throw new ProgramFailure(method + " " + path + ": " + last.substring(0, Math.min(500, last.length())));
    }

    /** The lines of a watch; ends when the stream is closed. */
    InputStream watch(String path) {
        try {
            HttpResponse<InputStream> answer =
                    watches.send(request(path).build(), HttpResponse.BodyHandlers.ofInputStream());
            if (answer.statusCode() != 200) {
                throw new ProgramFailure("watch " + path + ": " + answer.statusCode());
            }
            return answer.body();
        } catch (IOException e) {
            throw new ProgramFailure("watch " + path + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProgramFailure("interrupted", e);
        }
    }

    /** Does something for each number below {@code count}, 30 at a time, in order of the numbers; the first failure ends it. */
    static void each(int count, IntConsumer work) {
        AtomicInteger next = new AtomicInteger();
        AtomicReference<ProgramFailure> failure = new AtomicReference<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int worker = 0; worker < Math.min(WORKERS, count); worker++) {
                threads.execute(() -> {
                    int i = next.getAndIncrement();
                    while (i < count && failure.get() == null) {
                        try {
                            work.accept(i);
                        } catch (ProgramFailure e) {
                            failure.compareAndSet(null, e);
                        }
                        i = next.getAndIncrement();
                    }
                });
            }
        }
        ProgramFailure wrong = failure.get();
        if (wrong != null) {
            throw wrong;
        }
    }

    @Override
    public void close() {
        watches.shutdownNow();
        requests.shutdownNow();
    }
}
