package dev.quarterdeck.gateway.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.gateway.testing.TestGateway;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Heads of HTTP/1.1 that kube-apiserver refuses before it looks at anything else. */
class RefuseBrokenHeadsTest {
    private static final class Anybody implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    private static String firstLine(int port, String head) throws Exception {
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(null, new TrustManager[] {new Anybody()}, null);
        try (Socket socket = tls.getSocketFactory().createSocket("127.0.0.1", port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
            String answer = new String(socket.getInputStream().readNBytes(12), StandardCharsets.ISO_8859_1);
            return answer.substring(9);
        }
    }

    @Test
    void oneHostIsNamedAndExpectationsCanBeMet() throws Exception {
        try (TestGateway gateway = new TestGateway()) {
            int port = gateway.server.getPort();
            assertThat(firstLine(port, "GET /healthz HTTP/1.1\r\n\r\n")).isEqualTo("400");
            assertThat(firstLine(port, "GET /healthz HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"))
                    .isEqualTo("400");
            assertThat(firstLine(port, "GET /healthz HTTP/1.1\r\nHost: a\r\nExpect: more\r\n\r\n"))
                    .isEqualTo("417");
            assertThat(firstLine(port, "GET /healthz%zz HTTP/1.1\r\nHost: a\r\n\r\n"))
                    .isEqualTo("400");
            assertThat(firstLine(port, "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n"))
                    .isEqualTo("200");
        }
    }

    @ParameterizedTest
    @CsvSource({"/a%2Fb, false", "/a%2, true", "/%, true", "/%zz, true", "/a?b=%C3%A9, false", "/a, false"})
    void brokenEscapesAreSeen(String uri, boolean broken) {
        assertThat(RequestForm.hasBrokenEscape(uri)).isEqualTo(broken);
    }
}
