package dev.quarterdeck.launcher.certificates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarterdeck.kube.tls.PemFiles;
import dev.quarterdeck.launcher.data.LauncherException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterPkiTest {
    private static final InstantSource NOW = InstantSource.system();

    @TempDir
    Path directory;

    @Test
    void componentsAreNamedAsTheReferenceNamesThem() throws Exception {
        ClusterPki pki = ClusterPki.open(directory, NOW);
        var node = pki.server("node-1", "system:node:node-1", List.of("system:nodes"), List.of("node-1", "10.89.0.1"));
        X509Certificate certificate = PemFiles.certificate(node.certificate());
        assertThat(certificate.getSubjectX500Principal().getName())
                .contains("CN=system:node:node-1")
                .contains("O=system:nodes");
        certificate.verify(PemFiles.certificate(pki.caCertificate()).getPublicKey());
        assertThat(certificate.getSubjectAlternativeNames().toString())
                .contains("node-1")
                .contains("10.89.0.1");
    }

    @Test
    void whatIsGoodIsKeptAndWhatIsNotIsMadeAgain() throws Exception {
        ClusterPki pki = ClusterPki.open(directory, NOW);
        Path certificate = pki.server("gateway", "kube-apiserver", List.of(), List.of("localhost"))
                .certificate();
        String first = Files.readString(certificate);
        ClusterPki again = ClusterPki.open(directory, NOW);
        again.server("gateway", "kube-apiserver", List.of(), List.of("localhost"));
        assertThat(certificate).hasContent(first);
        again.server("gateway", "kube-apiserver", List.of(), List.of("localhost", "10.89.0.1"));
        String renamed = Files.readString(certificate);
        assertThat(renamed).isNotEqualTo(first);
        InstantSource later = Clock.offset(Clock.systemUTC(), Duration.ofDays(340));
        ClusterPki.open(directory, later)
                .server("gateway", "kube-apiserver", List.of(), List.of("localhost", "10.89.0.1"));
        assertThat(Files.readString(certificate)).isNotEqualTo(renamed);
    }

    @Test
    void peopleGetKeysThatEveryClientCanRead() throws Exception {
        ClusterPki pki = ClusterPki.open(directory, NOW);
        Path old = pki.client("admin", "kubernetes-admin", List.of()).key();
        assertThat(Pem.readKey(old, "EC").getAlgorithm()).isEqualTo("EC");
        var admin = pki.user("admin", "kubernetes-admin", List.of());
        assertThat(Pem.readKey(admin.key(), "RSA").getFormat()).isEqualTo("PKCS#8");
        String made = Files.readString(admin.key());
        assertThat(pki.user("admin", "kubernetes-admin", List.of()).key()).hasContent(made);
    }

    @Test
    void keysAreReadableByTheirOwnerOnly() throws Exception {
        ClusterPki pki = ClusterPki.open(directory, NOW);
        assertThat(Files.getPosixFilePermissions(pki.serviceAccountKey())).hasSize(2);
        assertThat(Files.getPosixFilePermissions(directory.resolve("ca.key"))).hasSize(2);
    }

    @Test
    void aClockBeforeTheAuthorityOrAfterItIsRefusedAndNothingChanged() throws Exception {
        ClusterPki pki = ClusterPki.open(directory, NOW);
        String authority = Files.readString(pki.caCertificate());
        for (int days : new int[] {-1, 3651}) {
            InstantSource wrong = Clock.offset(Clock.systemUTC(), Duration.ofDays(days));
            assertThatThrownBy(() -> ClusterPki.open(directory, wrong))
                    .isInstanceOf(LauncherException.class)
                    .hasMessageContaining("clock")
                    .hasMessageContaining("Nothing was changed");
        }
        assertThat(pki.caCertificate()).hasContent(authority);
        ClusterPki.open(directory, Clock.offset(Clock.systemUTC(), Duration.ofMinutes(-4)));
    }

    @Test
    void aCertificateOfTheFutureIsMadeAgainOnceTheClockIsRight() throws Exception {
        ClusterPki.open(directory, NOW);
        Path made = ClusterPki.open(directory, Clock.offset(Clock.systemUTC(), Duration.ofDays(100)))
                .client("admin", "kubernetes-admin", List.of())
                .certificate();
        ClusterPki.open(directory, NOW).client("admin", "kubernetes-admin", List.of());
        PemFiles.certificate(made).checkValidity();
    }

    @Test
    void frontProxiesHaveAnAuthorityOfTheirOwn() throws Exception {
        ClusterPki pki = ClusterPki.open(directory, NOW);
        X509Certificate proxy =
                PemFiles.certificate(pki.frontProxy().frontProxyClient().certificate());
        assertThat(proxy.getSubjectX500Principal().getName()).isEqualTo("CN=front-proxy-client");
        proxy.verify(
                PemFiles.certificate(directory.resolve("front-proxy-ca.crt")).getPublicKey());
        assertThatThrownBy(() ->
                        proxy.verify(PemFiles.certificate(pki.caCertificate()).getPublicKey()))
                .isInstanceOf(java.security.SignatureException.class);
        String made = Files.readString(directory.resolve("front-proxy-ca.crt"));
        assertThat(ClusterPki.open(directory, NOW).frontProxy().caCertificate()).hasContent(made);
    }
}
