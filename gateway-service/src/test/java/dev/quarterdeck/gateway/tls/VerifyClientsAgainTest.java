package dev.quarterdeck.gateway.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.gateway.testing.TestGateway;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A certificate that was refused, as by a clock that was wrong for a while, is good again on the connection that it came with. */
class VerifyClientsAgainTest {

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void aRefusalIsNotForTheLifeOfTheConnection(HttpClient.Version version) throws Exception {
        try (TestGateway gateway = new TestGateway()) {
            HttpClient client = gateway.http(version);
            gateway.otherCa.set(new NotYet());
            assertThat(get(gateway, client)).isEqualTo(401);
            gateway.otherCa.set(null);
            gateway.ahead.addAndGet(TimeUnit.SECONDS.toNanos(2));
            assertThat(get(gateway, client)).isEqualTo(200);
            assertThat(gateway.server.connections()).isEqualTo(1);
        }
    }

    private static int get(TestGateway gateway, HttpClient client) throws Exception {
        return client.send(
                        HttpRequest.newBuilder(gateway.uri("/api/v1/configmaps"))
                                .build(),
                        HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private static final class NotYet implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
            throw new CertificateException("not yet valid");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
            throw new CertificateException("not asked");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
