package dev.quarterdeck.testkit.certificates;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/** Signs certificates for localhost and 127.0.0.1, valid for an hour, with P-256 keys. */
public final class TestAuthority {
    private final AtomicLong serial = new AtomicLong(1);
    private final KeyPair keys;
    private final X509Certificate certificate;

    /** @param key its key, PKCS#8 */
    public record Identity(Path ca, Path certificate, Path key) {}

    public TestAuthority(String name) {
        this.keys = keyPair();
        this.certificate = sign(name, keys, null, List.of());
    }

    /** Makes {@code name.crt}, {@code name.key} and {@code name-ca.crt} in the directory; {@code subject} as in {@code CN=admin,O=system:masters}. */
    public Identity issue(Path directory, String name, String subject) {
        return issue(directory, name, subject, List.of());
    }

    /** The same, good for more names. */
    public Identity issue(Path directory, String name, String subject, List<String> dnsNames) {
        KeyPair own = keyPair();
        try {
            Path ca = directory.resolve(name + "-ca.crt");
            Path crt = directory.resolve(name + ".crt");
            Path key = directory.resolve(name + ".key");
            Files.writeString(ca, pem("CERTIFICATE", certificate.getEncoded()));
            Files.writeString(
                    crt,
                    pem("CERTIFICATE", sign(subject, own, certificate, dnsNames).getEncoded()));
            Files.writeString(key, pem("PRIVATE KEY", own.getPrivate().getEncoded()));
            return new Identity(ca, crt, key);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private X509Certificate sign(String subject, KeyPair own, @Nullable X509Certificate issuer, List<String> dnsNames) {
        try {
            Instant now = Instant.now();
            JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    issuer == null
                            ? new X500Name(subject)
                            : new X500Name(issuer.getSubjectX500Principal().getName()),
                    BigInteger.valueOf(serial.getAndIncrement()),
                    Date.from(now.minus(Duration.ofMinutes(5))),
                    Date.from(now.plus(Duration.ofHours(1))),
                    new X500Name(subject),
                    own.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(issuer == null));
            if (issuer != null) {
                List<GeneralName> names = new ArrayList<>();
                names.add(new GeneralName(GeneralName.dNSName, "localhost"));
                names.add(new GeneralName(GeneralName.iPAddress, "127.0.0.1"));
                dnsNames.forEach(dns -> names.add(new GeneralName(GeneralName.dNSName, dns)));
                builder.addExtension(
                        Extension.subjectAlternativeName, false, new GeneralNames(names.toArray(new GeneralName[0])));
            }
            return new JcaX509CertificateConverter()
                    .getCertificate(
                            builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
        } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair keyPair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String pem(String type, byte[] der) {
        return "-----BEGIN " + type + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + type + "-----\n";
    }
}
