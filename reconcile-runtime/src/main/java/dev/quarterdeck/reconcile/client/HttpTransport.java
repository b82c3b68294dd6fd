package dev.quarterdeck.reconcile.client;

import dev.quarterdeck.kube.status.ApiException;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The API over HTTP, on the connections of a fabric8 client. At most {@value #MAX_CONCURRENT} requests are under way at once; further callers wait their
 * turn. Watches do not count.
 */
public final class HttpTransport implements ApiTransport {
    private static final int MAX_CONCURRENT = 32;
    private static final int MAX_LINE = 16 * 1024 * 1024;

    private final HttpClient http;
    private final String root;
    private final long timeoutMillis;
    private final Semaphore slots = new Semaphore(MAX_CONCURRENT);

    /** The client stays the caller's: it is not closed here. */
    public HttpTransport(KubernetesClient client) {
        this.http = client.getHttpClient();
        String url = client.getMasterUrl().toString();
        this.root = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
        this.timeoutMillis = client.getConfiguration().getRequestTimeout();
    }

    @Override
    public byte[] exchange(ApiRequest request) throws InterruptedException {
        slots.acquire();
        try {
            HttpRequest.Builder builder = http.newHttpRequestBuilder()
                    .uri(root + request.pathAndQuery())
                    .header("Accept", ApiRequest.JSON);
            if (request.body().length > 0 || !request.method().equals("GET")) {
                builder.method(
                        request.method(), request.contentType(), new String(request.body(), StandardCharsets.UTF_8));
            }
            HttpResponse<byte[]> response = await(http.sendAsync(builder.build(), byte[].class));
            byte[] body = response.body() == null ? new byte[0] : response.body();
            if (!response.isSuccessful()) {
                throw Statuses.toException(response.code(), body);
            }
            return body;
        } finally {
            slots.release();
        }
    }

    private <T> T await(CompletableFuture<T> future) throws InterruptedException {
        try {
            return future.get(timeoutMillis, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw unreachable(e.getCause());
        } catch (TimeoutException e) {
            future.cancel(true);
            throw ApiException.unavailable("no answer from " + root + " within " + timeoutMillis + " ms", 1);
        } catch (InterruptedException e) {
            future.cancel(true);
            throw e;
        }
    }

    private ApiException unreachable(@Nullable Throwable cause) {
        return ApiException.unavailable("cannot reach " + root + ": " + cause, 1);
    }

    @Override
    public void watch(String pathAndQuery, Duration longest, LineConsumer lines) throws InterruptedException {
        LineSplitter splitter = new LineSplitter(lines, MAX_LINE);
        CompletableFuture<RuntimeException> failure = new CompletableFuture<>();
        HttpRequest request = http.newHttpRequestBuilder()
                .uri(root + pathAndQuery)
                .header("Accept", ApiRequest.JSON)
                .forStreaming()
                .build();
        HttpResponse<AsyncBody> response = await(http.consumeBytes(request, (buffers, body) -> {
            try {
                buffers.forEach(splitter::accept);
                body.consume();
            } catch (RuntimeException e) {
                failure.complete(e);
            }
        }));
        AsyncBody body = response.body();
        try {
            if (!response.isSuccessful()) {
                throw Statuses.toException(response.code(), refusal(body, splitter));
            }
            body.consume();
            CompletableFuture.anyOf(body.done(), failure).get(longest.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw unreachable(e.getCause());
        } catch (TimeoutException e) {
            throw ApiException.unavailable("the watch did not end within " + longest, 1);
        } finally {
            body.cancel();
        }
        if (failure.isDone()) {
            throw failure.join();
        }
    }

    /** The Status of a watch that was refused: bytes without a line end, or several lines. */
    private byte[] refusal(AsyncBody body, LineSplitter splitter) throws InterruptedException {
        splitter.keepWhole();
        body.consume();
        try {
            body.done().get(timeoutMillis, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            return new byte[0];
        }
        return splitter.rest();
    }
}
