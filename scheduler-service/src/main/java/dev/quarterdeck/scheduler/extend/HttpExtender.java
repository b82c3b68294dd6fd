package dev.quarterdeck.scheduler.extend;

import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.scheduler.profile.ExtenderSettings;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * One extender over HTTP. A question ends with its timeout; an answer has at most 64 MiB; one that failed in half of the last ten questions is not asked for five
 * seconds. Blocking; thread-safe.
 */
final class HttpExtender implements AutoCloseable {
    private static final long MOST_BYTES = 64L * 1024 * 1024;

    private final ExtenderSettings settings;
    private final HttpClient client;
    private final CircuitBreaker breaker;

    HttpExtender(ExtenderSettings settings) {
        this.settings = settings;
        HttpClient.Builder builder =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(settings.timeout());
        ExtenderSettings.Tls tls = settings.tls();
        if (tls != null) {
            builder.sslContext(context(tls));
        }
        this.client = builder.build();
        this.breaker = CircuitBreaker.of(
                settings.url().toString(),
                CircuitBreakerConfig.custom()
                        .slidingWindowSize(10)
                        .minimumNumberOfCalls(5)
                        .failureRateThreshold(50)
                        .waitDurationInOpenState(Duration.ofSeconds(5))
                        .permittedNumberOfCallsInHalfOpenState(1)
                        .build());
    }

    private static SSLContext context(ExtenderSettings.Tls tls) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(ClientIdentity.of(tls), ServerCertificates.of(tls), new SecureRandom());
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("certificates of an extender cannot be used: " + e.getMessage(), e);
        }
    }

    ExtenderSettings settings() {
        return settings;
    }

    /** It does not answer, or not what was asked. */
    static final class ExtenderException extends Exception {
        private static final long serialVersionUID = 1;

        private final String message;

        ExtenderException(String message) {
            super(message);
            this.message = message;
        }

        @Override
        public String getMessage() {
            return message;
        }
    }

    JsonNode ask(String verb, JsonNode question) throws ExtenderException {
        String base = settings.url().toString();
        URI url = URI.create((base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + "/" + verb);
        try {
            breaker.acquirePermission();
        } catch (CallNotPermittedException e) {
            throw new ExtenderException("extender at URL " + url + " has failed too often and is not asked for now");
        }
        long start = System.nanoTime();
        try {
            JsonNode answer = exchange(verb, url, question);
            breaker.onSuccess(System.nanoTime() - start, TimeUnit.NANOSECONDS);
            return answer;
        } catch (ExtenderException e) {
            breaker.onError(System.nanoTime() - start, TimeUnit.NANOSECONDS, e);
            throw e;
        }
    }

    private static HttpRequest request(URI url, JsonNode question) throws ExtenderException {
        try {
            return HttpRequest.newBuilder(url)
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofByteArray(Json.write(question)))
                    .build();
        } catch (IllegalArgumentException e) {
            throw new ExtenderException("Post \"" + url + "\": " + e.getMessage());
        }
    }

    private JsonNode exchange(String verb, URI url, JsonNode question) throws ExtenderException {
        HttpRequest request = request(url, question);
        // a timeout of the request itself would end with the head of the answer
        CompletableFuture<HttpResponse<byte[]>> asked =
                client.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), MOST_BYTES));
        try {
            HttpResponse<byte[]> response = asked.get(settings.timeout().toMillis(), TimeUnit.MILLISECONDS);
            if (response.statusCode() != 200) {
                throw new ExtenderException(
                        "failed " + verb + " with extender at URL " + url + ", code " + response.statusCode());
            }
            return Json.MAPPER.readTree(response.body());
        } catch (JacksonException e) {
            throw new ExtenderException("extender at URL " + url + " answers no JSON: " + e.getOriginalMessage());
        } catch (ExecutionException e) {
            throw new ExtenderException("Post \"" + url + "\": " + text(e.getCause()));
        } catch (TimeoutException e) {
            asked.cancel(true);
            throw new ExtenderException("Post \"" + url + "\": no answer within " + settings.timeout());
        } catch (InterruptedException e) {
            asked.cancel(true);
            Thread.currentThread().interrupt();
            throw new ExtenderException("Post \"" + url + "\": interrupted");
        }
    }

    private static String text(@Nullable Throwable cause) {
        if (cause == null) {
            return "failed";
        }
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }

    @Override
    public void close() {
        client.close();
    }
}
