package dev.quarterdeck.testkit.webhook;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.quarterdeck.testkit.certificates.TestAuthority;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** Answers POSTs with what a function of the body says. Its certificate is good for localhost, 127.0.0.1 and the names that are given. */
public final class HttpsServerFixture implements AutoCloseable {
    private static final char[] PASSWORD = new char[0];

    /** @param code of HTTP */
    public record Answer(int code, byte[] body) {}

    private final HttpsServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final String caBundle;

    public HttpsServerFixture(List<String> dnsNames) {
        try {
            Path directory = Files.createTempDirectory("webhook");
            TestAuthority.Identity identity =
                    new TestAuthority("CN=test-authority").issue(directory, "webhook", "CN=webhook", dnsNames);
            caBundle = Base64.getEncoder().encodeToString(Files.readAllBytes(identity.ca()));
            server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.setHttpsConfigurator(new HttpsConfigurator(context(identity)));
            for (Path file : List.of(identity.ca(), identity.certificate(), identity.key(), directory)) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        server.setExecutor(threads);
        server.start();
    }

    private static SSLContext context(TestAuthority.Identity identity) throws IOException, GeneralSecurityException {
        Certificate certificate = CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(Files.readAllBytes(identity.certificate())));
        String pem = Files.readString(identity.key());
        byte[] der = Base64.getMimeDecoder()
                .decode(pem.lines()
                        .filter(line -> !line.startsWith("-----"))
                        .reduce("", String::concat)
                        .getBytes(StandardCharsets.US_ASCII));
        PrivateKey key = KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der));
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, PASSWORD);
        store.setKeyEntry("webhook", key, PASSWORD, new Certificate[] {certificate});
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    /** Answers POSTs of this path, from now on. */
    public HttpsServerFixture at(String path, Function<byte[], Answer> answer) {
        server.createContext(path, exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            Answer made = answer.apply(body);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(made.code, made.body.length == 0 ? -1 : made.body.length);
            exchange.getResponseBody().write(made.body);
            exchange.close();
        });
        return this;
    }

    public int port() {
        return server.getAddress().getPort();
    }

    public String url(String path) {
        return "https://127.0.0.1:" + port() + path;
    }

    /** PEM in base64, as client configurations hold it. */
    public String caBundle() {
        return caBundle;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
