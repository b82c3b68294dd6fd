package dev.quarterdeck.launcher.certificates;

import dev.quarterdeck.launcher.certificates.CertificateAuthority.Identity;
import dev.quarterdeck.launcher.certificates.CertificateAuthority.Request;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Makes keys and X.509 certificates (RFC 5280) for a {@link CertificateAuthority}. All that needs the library is here, and is loaded when something is to be made: its
 * jars are signed, which costs half a second and no start archive can spare.
 */
final class CertificateMaker {
    private static final Duration CA_LIFE = Duration.ofDays(3650);
    private static final Duration LEAF_LIFE = Duration.ofDays(365);
    /** Clocks of joined hosts may be behind. */
    private static final Duration SLACK = Duration.ofMinutes(5);

    private CertificateMaker() {}

    static Identity selfSigned(String commonName, Instant now) {
        KeyPair keys = newKeys("EC");
        X500Name name = new X500NameBuilder().addRDN(BCStyle.CN, commonName).build();
        try {
            var builder = new JcaX509v3CertificateBuilder(
                    name, serial(), Date.from(now.minus(SLACK)), Date.from(now.plus(CA_LIFE)), name, keys.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
            builder.addExtension(
                    Extension.keyUsage,
                    true,
                    new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign | KeyUsage.digitalSignature));
            return new Identity(sign(builder, keys.getPrivate()), keys.getPrivate());
        } catch (IOException e) {
            throw new IllegalStateException("cannot make the certificate authority", e);
        }
    }

    static Identity issue(Identity authority, Request request, Instant now) {
        KeyPair keys = newKeys(request.algorithm());
        X500NameBuilder subject = new X500NameBuilder();
        request.organizations().forEach(o -> subject.addRDN(BCStyle.O, o));
        subject.addRDN(BCStyle.CN, request.commonName());
        try {
            var builder = new JcaX509v3CertificateBuilder(
                    authority.certificate(),
                    serial(),
                    Date.from(now.minus(SLACK)),
                    Date.from(now.plus(LEAF_LIFE)),
                    subject.build(),
                    keys.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
            List<KeyPurposeId> purposes = new ArrayList<>(List.of(KeyPurposeId.id_kp_clientAuth));
            if (!request.names().isEmpty()) {
                purposes.add(KeyPurposeId.id_kp_serverAuth);
                builder.addExtension(Extension.subjectAlternativeName, false, alternativeNames(request.names()));
            }
            builder.addExtension(
                    Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purposes.toArray(new KeyPurposeId[0])));
            return new Identity(sign(builder, authority.key()), keys.getPrivate());
        } catch (IOException e) {
            throw new IllegalStateException("cannot make the certificate of " + request.commonName(), e);
        }
    }

    private static GeneralNames alternativeNames(List<String> names) {
        return new GeneralNames(names.stream()
                .map(n -> new GeneralName(isAddress(n) ? GeneralName.iPAddress : GeneralName.dNSName, n))
                .toArray(GeneralName[]::new));
    }

    private static boolean isAddress(String name) {
        try {
            InetAddress.ofLiteral(name);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static KeyPair newKeys(String algorithm) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            if (algorithm.equals("EC")) {
                generator.initialize(new ECGenParameterSpec("secp256r1"));
            } else {
                generator.initialize(2048);
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK cannot make " + algorithm + " keys", e);
        }
    }

    private static BigInteger serial() {
        return new BigInteger(120, new SecureRandom()).add(BigInteger.ONE);
    }

    private static X509Certificate sign(JcaX509v3CertificateBuilder builder, PrivateKey key) {
        try {
            return new JcaX509CertificateConverter()
                    .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key)));
        } catch (OperatorCreationException | GeneralSecurityException e) {
            throw new IllegalStateException("cannot sign a certificate", e);
        }
    }
}
