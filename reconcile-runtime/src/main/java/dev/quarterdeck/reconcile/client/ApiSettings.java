package dev.quarterdeck.reconcile.client;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a component reaches the gateway: {@code quarterdeck.api.*}.
 *
 * @param url the gateway, for example {@code https://127.0.0.1:6443}
 * @param caFile PEM of the authority that signed the gateway's certificate; null trusts what the JVM trusts
 * @param certFile PEM of the client certificate, with its chain; null for none
 * @param keyFile PEM of the client's key; null for none
 * @param requestTimeout how long one request may take; watches are not bounded by it
 */
public record ApiSettings(
        URI url,
        @Nullable Path caFile,
        @Nullable Path certFile,
        @Nullable Path keyFile,
        Duration requestTimeout) {

    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);

    public ApiSettings {
        if (url.getScheme() == null || !url.getScheme().startsWith("http")) {
            throw new IllegalArgumentException("quarterdeck.api.url must begin with https:// or http://, not " + url);
        }
        if ((certFile == null) != (keyFile == null)) {
            throw new IllegalArgumentException(
                    "quarterdeck.api.cert-file and quarterdeck.api.key-file belong together: give both or none");
        }
    }

    public static ApiSettings of(URI url, Path caFile, Path certFile, Path keyFile) {
        return new ApiSettings(url, caFile, certFile, keyFile, DEFAULT_TIMEOUT);
    }
}
