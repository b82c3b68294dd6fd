package dev.quarterdeck.kube.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.util.Base64;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrivateKeysTest {
    private static KeyPair pair(String algorithm, int bits) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        generator.initialize(bits);
        return generator.generateKeyPair();
    }

    private static String block(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + label + "-----\n";
    }

    /** As openssl writes it: with its curve inside. */
    private static byte[] sec1(PrivateKey key, int bits) throws Exception {
        PrivateKeyInfo pkcs8 = PrivateKeyInfo.getInstance(key.getEncoded());
        ECPrivateKey bare = ECPrivateKey.getInstance(pkcs8.parsePrivateKey());
        return new ECPrivateKey(
                        bits, bare.getKey(), pkcs8.getPrivateKeyAlgorithm().getParameters())
                .getEncoded();
    }

    @ParameterizedTest
    @CsvSource({"RSA, 2048", "RSA, 4096", "EC, 256", "EC, 521", "Ed25519, 255"})
    void readsPkcs8(String algorithm, int bits) throws Exception {
        PrivateKey key = pair(algorithm, bits).getPrivate();
        assertThat(PrivateKeys.first("first a word\n" + block("PRIVATE KEY", key.getEncoded())))
                .isEqualTo(key);
    }

    @ParameterizedTest
    @CsvSource({"1024", "2048", "4096"})
    void readsPkcs1AsKubeadmWritesIt(int bits) throws Exception {
        PrivateKey key = pair("RSA", bits).getPrivate();
        byte[] pkcs1 = PrivateKeyInfo.getInstance(key.getEncoded())
                .parsePrivateKey()
                .toASN1Primitive()
                .getEncoded();
        assertThat(PrivateKeys.first(block("RSA PRIVATE KEY", pkcs1))).isEqualTo(key);
    }

    @ParameterizedTest
    @CsvSource({"256", "384", "521"})
    void readsSec1AsOpensslWritesIt(int bits) throws Exception {
        var key = (java.security.interfaces.ECPrivateKey) pair("EC", bits).getPrivate();
        String pem = block("EC PARAMETERS", new byte[] {5, 0}) + block("EC PRIVATE KEY", sec1(key, bits));
        var read = (java.security.interfaces.ECPrivateKey) PrivateKeys.first(pem);
        assertThat(read.getS()).isEqualTo(key.getS());
        assertThat(read.getParams().getCurve()).isEqualTo(key.getParams().getCurve());
    }

    @Test
    void refusesWhatIsNoPrivateKey() throws Exception {
        PrivateKey key = pair("EC", 256).getPrivate();
        byte[] whole = sec1(key, 256);
        for (String pem : new String[] {
            "",
            block("CERTIFICATE", whole),
            block("EC PRIVATE KEY", new byte[0]),
            block("EC PRIVATE KEY", new byte[] {0x30, (byte) 0x84, 0x7f, -1, -1, -1, 2}),
            block("EC PRIVATE KEY", java.util.Arrays.copyOf(whole, whole.length / 3)),
            block("EC PRIVATE KEY", key.getEncoded()),
            block("PRIVATE KEY", whole),
            block("RSA PRIVATE KEY", whole),
            "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nAAAA\n-----END RSA PRIVATE KEY-----\n"
        }) {
            assertThatThrownBy(() -> PrivateKeys.first(pem)).as(pem).isInstanceOf(InvalidKeySpecException.class);
        }
    }

    @Test
    void noCutOfAKeyEndsInAnythingButARefusal() throws Exception {
        PrivateKey key = pair("EC", 256).getPrivate();
        byte[] whole = sec1(key, 256);
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = java.util.Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> PrivateKeys.of(PrivateKeys.SEC1, cut))
                    .as("%d bytes", length)
                    .isInstanceOf(InvalidKeySpecException.class);
        }
    }
}
