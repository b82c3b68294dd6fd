package dev.quarterdeck.reconcile.client;

import dev.quarterdeck.kube.tls.PemFiles;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import javax.net.ssl.KeyManager;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Makes clients of the gateway. Nothing is taken from the environment or from a kubeconfig: only from the settings. Requests are never repeated by the
 * client itself, because only the caller knows whether that is safe.
 */
public final class KubernetesClients {
    private KubernetesClients() {}

    /**
     * @param userAgent for example {@code quarterdeck-controller/deployment}
     * @throws RuntimeException that names the PEM file which cannot be read or used
     */
    public static KubernetesClient create(ApiSettings settings, String userAgent) {
        Config config = new ConfigBuilder(Config.empty())
                .withMasterUrl(settings.url().toString())
                .withUserAgent(userAgent)
                .withRequestTimeout((int) settings.requestTimeout().toMillis())
                .withConnectionTimeout((int) settings.requestTimeout().toMillis())
                .withRequestRetryBackoffLimit(0)
                .withOnlyHttpWatches(true)
                .build();
        return new KubernetesClientBuilder()
                .withConfig(config)
                .withKubernetesSerialization(Models.shared())
                .withHttpClientFactory(new JdkHttpClientFactory())
                .withHttpClientBuilderConsumer(http -> secure(http, settings))
                .build();
    }

    private static void secure(HttpClient.Builder http, ApiSettings settings) {
        Path ca = settings.caFile();
        Path cert = settings.certFile();
        Path key = settings.keyFile();
        try {
            TrustManager @Nullable [] trust = ca == null ? null : new TrustManager[] {PemFiles.trust(ca)};
            KeyManager @Nullable [] identity =
                    cert == null || key == null ? null : new KeyManager[] {PemFiles.identity(cert, key)};
            if (trust != null || identity != null) {
                http.sslContext(identity, trust);
            }
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalArgumentException("cannot set up TLS to the gateway: " + e.getMessage(), e);
        }
    }
}
