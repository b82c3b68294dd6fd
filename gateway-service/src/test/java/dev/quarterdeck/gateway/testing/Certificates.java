package dev.quarterdeck.gateway.testing;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.concurrent.atomic.AtomicLong;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate authority for tests. */
public final class Certificates {
    private static final AtomicLong SERIAL = new AtomicLong(1);

    private final Instant now;
    private final Issued authority;

    /** @param key goes with the certificate */
    public record Issued(X509Certificate certificate, KeyPair key) {}

    public Certificates(Instant now) {
        this.now = now;
        this.authority = make("CN=test-ca", null);
    }

    public X509Certificate authority() {
        return authority.certificate();
    }

    /** @param subject as RFC 2253 has it, in the order of the certificate: {@code O=a,CN=b} */
    public Issued client(String subject) {
        return make(subject, authority);
    }

    /** @param addresses IP addresses that the certificate is good for */
    public Issued server(String subject, String... addresses) {
        return make(subject, authority, addresses);
    }

    private Issued make(String subject, Issued issuer, String... addresses) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair key = generator.generateKeyPair();
            X500Name name = new X500Name(subject);
            X500Name issuerName = issuer == null
                    ? name
                    : X500Name.getInstance(
                            issuer.certificate().getSubjectX500Principal().getEncoded());
            JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    issuerName,
                    BigInteger.valueOf(SERIAL.getAndIncrement()),
                    Date.from(now.minus(Duration.ofHours(1))),
                    Date.from(now.plus(Duration.ofHours(1))),
                    name,
                    key.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(issuer == null));
            if (issuer != null) {
                builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(new KeyPurposeId[] {
                    KeyPurposeId.id_kp_clientAuth, KeyPurposeId.id_kp_serverAuth
                }));
            }
            if (addresses.length > 0) {
                GeneralName[] names = new GeneralName[addresses.length];
                for (int i = 0; i < names.length; i++) {
                    names[i] = new GeneralName(GeneralName.iPAddress, addresses[i]);
                }
                builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
            }
            var signer = new JcaContentSignerBuilder("SHA256withECDSA")
                    .build(issuer == null ? key.getPrivate() : issuer.key().getPrivate());
            return new Issued(new JcaX509CertificateConverter().getCertificate(builder.build(signer)), key);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
