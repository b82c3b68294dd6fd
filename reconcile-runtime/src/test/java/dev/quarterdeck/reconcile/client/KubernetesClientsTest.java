package dev.quarterdeck.reconcile.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.StatusReason;
import dev.quarterdeck.kube.tls.PemFiles;
import io.fabric8.kubernetes.api.model.Namespace;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KubernetesClientsTest {
    @TempDir
    Path dir;

    /** A key and a certificate that signs itself, made by the JDK's keytool, as PEM. */
    private void identity(String name, String algorithm) throws Exception {
        Path store = dir.resolve(name + ".p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "k",
                        "-keyalg",
                        algorithm,
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        "secret",
                        "-keypass",
                        "secret")
                .inheritIO()
                .start();
        assertThat(keytool.waitFor(30, TimeUnit.SECONDS)).isTrue();
        KeyStore keys = KeyStore.getInstance(store.toFile(), "secret".toCharArray());
        pem(name + ".crt", "CERTIFICATE", keys.getCertificate("k").getEncoded());
        pem(
                name + ".key",
                "PRIVATE KEY",
                keys.getKey("k", "secret".toCharArray()).getEncoded());
    }

    private void pem(String file, String what, byte[] der) throws Exception {
        Files.writeString(
                dir.resolve(file),
                "-----BEGIN " + what + "-----\n"
                        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + what
                        + "-----\n");
    }

    @Test
    void aClientShowsItsCertificateAndTrustsOnlyItsAuthority() throws Exception {
        identity("server", "RSA");
        identity("client", "EC");
        SSLContext tls =
                PemFiles.context(dir.resolve("client.crt"), dir.resolve("server.crt"), dir.resolve("server.key"));
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters need = tls.getDefaultSSLParameters();
                need.setNeedClientAuth(true);
                parameters.setSSLParameters(need);
            }
        });
        server.createContext("/", exchange -> {
            String who = ((HttpsExchange) exchange)
                    .getSSLSession()
                    .getPeerPrincipal()
                    .getName();
            byte[] body = ("{\"kind\":\"Namespace\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"" + who + "\"}}")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        try {
            URI url = URI.create("https://127.0.0.1:" + server.getAddress().getPort());
            Path cert = dir.resolve("client.crt");
            Path key = dir.resolve("client.key");
            try (var client =
                    KubernetesClients.create(ApiSettings.of(url, dir.resolve("server.crt"), cert, key), "test")) {
                assertThat(ObjectApi.of(client).get(Namespace.class, "", "x"))
                        .hasValueSatisfying(
                                n -> assertThat(n.getMetadata().getName()).isEqualTo("CN=client"));
            }
            try (var client = KubernetesClients.create(ApiSettings.of(url, cert, cert, key), "test")) {
                assertThatThrownBy(() -> ObjectApi.of(client).get(Namespace.class, "", "x"))
                        .isInstanceOfSatisfying(ApiException.class, e -> assertThat(e.reason())
                                .isEqualTo(StatusReason.SERVICE_UNAVAILABLE));
            }
        } finally {
            server.stop(0);
        }
    }

    @Test
    void aServerThatIsNotThereIsUnavailable() throws Exception {
        ApiSettings nobody = new ApiSettings(URI.create("http://127.0.0.1:1"), null, null, null, Duration.ofSeconds(5));
        try (var client = KubernetesClients.create(nobody, "test")) {
            assertThatThrownBy(() -> ObjectApi.of(client).get(Namespace.class, "", "x"))
                    .isInstanceOfSatisfying(ApiException.class, e -> assertThat(e.reason())
                            .isEqualTo(StatusReason.SERVICE_UNAVAILABLE));
        }
    }

    @Test
    void settingsThatCannotWorkAreRefusedWithTheirName() {
        assertThatThrownBy(() ->
                        new ApiSettings(URI.create("https://a"), null, Path.of("a.crt"), null, Duration.ofSeconds(1)))
                .hasMessageContaining("quarterdeck.api.key-file");
        ApiSettings missing = ApiSettings.of(
                URI.create("https://a"), dir.resolve("no.crt"), dir.resolve("no.crt"), dir.resolve("no.key"));
        assertThatThrownBy(() -> KubernetesClients.create(missing, "test")).hasMessageContaining("no.crt");
    }
}
