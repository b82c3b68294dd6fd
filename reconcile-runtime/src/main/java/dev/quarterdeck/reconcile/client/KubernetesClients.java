package dev.quarterdeck.reconcile.client;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Makes clients of the gateway. Nothing is taken from the environment or from a kubeconfig: only from the settings. Requests are never repeated by the
 * client itself, because only the caller knows whether that is safe.
 */
public final class KubernetesClients {
    private KubernetesClients() {}

    /**
     * @param userAgent for example {@code quarterdeck-controller/deployment}
     * @throws UncheckedIOException where a PEM file cannot be read
     */
    public static KubernetesClient create(ApiSettings settings, String userAgent) {
        Config config = new ConfigBuilder(Config.empty())
                .withMasterUrl(settings.url().toString())
                .withCaCertData(read(settings.caFile()))
                .withClientCertData(read(settings.certFile()))
                .withClientKeyData(read(settings.keyFile()))
                .withUserAgent(userAgent)
                .withRequestTimeout((int) settings.requestTimeout().toMillis())
                .withConnectionTimeout((int) settings.requestTimeout().toMillis())
                .withRequestRetryBackoffLimit(0)
                .withOnlyHttpWatches(true)
                .build();
        return new KubernetesClientBuilder()
                .withConfig(config)
                .withHttpClientFactory(new JdkHttpClientFactory())
                .build();
    }

    private static @Nullable String read(@Nullable Path file) {
        if (file == null) {
            return null;
        }
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }
}
