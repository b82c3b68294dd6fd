package dev.quarterdeck.gateway.authn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PemKeysTest {
    @TempDir
    Path dir;

    @Test
    void readsBothFormsOfRsaKeys() throws Exception {
        KeyPair pair = pair("RSA", 2048);
        byte[] pkcs1 = PrivateKeyInfo.getInstance(pair.getPrivate().getEncoded())
                .parsePrivateKey()
                .toASN1Primitive()
                .getEncoded();
        for (String pem :
                List.of(block("PRIVATE KEY", pair.getPrivate().getEncoded()), block("RSA PRIVATE KEY", pkcs1))) {
            PemKeys keys = PemKeys.parse(pem);
            assertThat(keys.privateKeys()).containsExactly(pair.getPrivate());
            assertThat(keys.publicKeys()).containsExactly(pair.getPublic());
        }
    }

    @Test
    void anEcKeyBringsItsPublicKeyBesideIt() throws Exception {
        KeyPair pair = pair("EC", 256);
        String privateKey = block("PRIVATE KEY", pair.getPrivate().getEncoded());
        Path alone = Files.writeString(dir.resolve("alone.pem"), privateKey);
        assertThatThrownBy(() -> ServiceAccountKeys.load(settings(alone)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("alone.pem");
        Path both = Files.writeString(
                dir.resolve("both.pem"),
                privateKey + block("PUBLIC KEY", pair.getPublic().getEncoded()));
        ServiceAccountKeys keys = ServiceAccountKeys.load(settings(both));
        assertThat(keys.signing().key().key()).isEqualTo(pair.getPublic());
    }

    @Test
    void oldKeysVerifyAfterTheNewOneAndEachOnce() throws Exception {
        KeyPair next = pair("RSA", 2048);
        KeyPair last = pair("RSA", 2048);
        Path signing = Files.writeString(
                dir.resolve("next.pem"), block("PRIVATE KEY", next.getPrivate().getEncoded()));
        Path both = Files.writeString(
                dir.resolve("both.pem"),
                block("PUBLIC KEY", next.getPublic().getEncoded())
                        + block("PUBLIC KEY", last.getPublic().getEncoded()));
        assertThat(ServiceAccountKeys.load(settings(signing, both)).verifying())
                .extracting(TokenKey::key)
                .containsExactly(next.getPublic(), last.getPublic());
    }

    @Test
    void aFileWithoutKeysIsNamed() throws IOException {
        Path file = Files.writeString(dir.resolve("empty.pem"), "nothing");
        assertThatThrownBy(() -> PemKeys.read(file)).hasMessageContaining("empty.pem");
        assertThatThrownBy(() -> PemKeys.read(dir.resolve("absent.pem"))).hasMessageContaining("absent.pem");
    }

    private static ServiceAccountSettings settings(Path signing, Path... more) {
        return new ServiceAccountSettings("https://issuer", signing, Arrays.asList(more), List.of(), Duration.ZERO);
    }

    private static String block(String type, byte[] der) {
        return "-----BEGIN " + type + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + type + "-----\n";
    }

    private static KeyPair pair(String algorithm, int size) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        generator.initialize(size);
        return generator.generateKeyPair();
    }
}
