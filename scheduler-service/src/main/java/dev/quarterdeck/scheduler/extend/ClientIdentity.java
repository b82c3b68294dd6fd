package dev.quarterdeck.scheduler.extend;

import dev.quarterdeck.scheduler.profile.ExtenderSettings.Tls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.util.Base64;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.jspecify.annotations.Nullable;

/**
 * The certificate that an extender is shown, with its key in PEM: PKCS #8 ({@code PRIVATE KEY}), PKCS #1 ({@code RSA PRIVATE KEY}, RFC 8017) or SEC 1
 * ({@code EC PRIVATE KEY}, RFC 5915, on a named curve). A certificate without a key, or a key without one, is shown to nobody.
 */
final class ClientIdentity {
    private static final char[] PASSWORD = new char[0];

    private ClientIdentity() {}

    /** Null where there is none. */
    static KeyManager @Nullable [] of(Tls tls) throws GeneralSecurityException, IOException {
        byte[] certificate = bytes(tls.certData(), tls.certFile());
        byte[] key = bytes(tls.keyData(), tls.keyFile());
        if (certificate.length == 0 || key.length == 0) {
            return null;
        }
        Certificate[] chain = CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(certificate))
                .toArray(Certificate[]::new);
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, PASSWORD);
        store.setKeyEntry("client", key(new String(key, StandardCharsets.US_ASCII)), PASSWORD, chain);
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, PASSWORD);
        return factory.getKeyManagers();
    }

    /** What is given as data wins. */
    static byte[] bytes(String data, String file) throws IOException {
        if (!data.isEmpty()) {
            return Base64.getDecoder().decode(data);
        }
        return file.isEmpty() ? new byte[0] : Files.readAllBytes(Path.of(file));
    }

    static PrivateKey key(String pem) throws GeneralSecurityException, IOException {
        JcaPEMKeyConverter converter = new JcaPEMKeyConverter();
        try (PEMParser parser = new PEMParser(new StringReader(pem))) {
            for (Object part = parser.readObject(); part != null; part = parser.readObject()) {
                // Before the key of a curve there may be the curve by itself.
                if (part instanceof PEMKeyPair pair) {
                    return converter.getPrivateKey(pair.getPrivateKeyInfo());
                }
                if (part instanceof PrivateKeyInfo info) {
                    return converter.getPrivateKey(info);
                }
            }
        }
        throw new InvalidKeySpecException("no private key in PEM");
    }
}
