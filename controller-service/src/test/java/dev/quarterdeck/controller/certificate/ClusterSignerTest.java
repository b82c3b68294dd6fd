package dev.quarterdeck.controller.certificate;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarterdeck.testkit.certificates.TestAuthority;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterSignerTest {
    @TempDir
    Path directory;

    @Test
    void aKeyOfAnotherKindThanTheAuthoritysIsRefusedBeforeAnythingIsSigned() throws Exception {
        TestAuthority.Identity authority = new TestAuthority("CN=ca").issue(directory, "signer", "CN=signer");
        byte[] rsa = KeyPairGenerator.getInstance("RSA")
                .generateKeyPair()
                .getPrivate()
                .getEncoded();
        Path other = Files.writeString(
                directory.resolve("other.key"),
                "-----BEGIN PRIVATE KEY-----\n" + Base64.getMimeEncoder().encodeToString(rsa)
                        + "\n-----END PRIVATE KEY-----\n");
        assertThatThrownBy(() -> ClusterSigner.load(authority.certificate(), other, Duration.ofHours(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("other.key");
    }
}
