package dev.quarterdeck.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PkiCommandTest {
    @TempDir
    Path directory;

    @Test
    void certificatesMayBeginLongAgo() throws Exception {
        Instant now = Instant.now();
        assertThat(QuarterdeckCommand.commandLine().execute("pki", directory.toString(), "--backdate", "2"))
                .isZero();
        for (String name : new String[] {"ca.crt", "gateway.crt", "admin.crt"}) {
            try (InputStream in = Files.newInputStream(directory.resolve(name))) {
                X509Certificate certificate = (X509Certificate)
                        CertificateFactory.getInstance("X.509").generateCertificate(in);
                assertThat(certificate.getNotBefore().toInstant()).isBefore(now.minus(Duration.ofHours(2)));
                assertThat(certificate.getNotAfter().toInstant()).isAfter(now.plus(Duration.ofDays(300)));
            }
        }
    }
}
