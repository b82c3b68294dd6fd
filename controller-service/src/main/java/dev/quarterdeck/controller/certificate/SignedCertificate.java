package dev.quarterdeck.controller.certificate;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * An X.509 certificate (RFC 5280) as a request asks for it. What needs the library for that is here, and is loaded with the first certificate that is signed: few
 * clusters sign one when they start.
 */
final class SignedCertificate {
    /** Clocks differ. */
    private static final Duration SLACK = Duration.ofMinutes(5);

    private static final SecureRandom RANDOM = new SecureRandom();

    private static final Map<String, Integer> USAGES = usages();
    private static final Map<String, KeyPurposeId> PURPOSES = Map.of(
            "server auth", KeyPurposeId.id_kp_serverAuth,
            "client auth", KeyPurposeId.id_kp_clientAuth,
            "code signing", KeyPurposeId.id_kp_codeSigning,
            "email protection", KeyPurposeId.id_kp_emailProtection,
            "timestamping", KeyPurposeId.id_kp_timeStamping,
            "ocsp signing", KeyPurposeId.id_kp_OCSPSigning,
            "any", KeyPurposeId.anyExtendedKeyUsage);

    private SignedCertificate() {}

    private static Map<String, Integer> usages() {
        Map<String, Integer> usages = new LinkedHashMap<>();
        usages.put("signing", KeyUsage.digitalSignature);
        usages.put("digital signature", KeyUsage.digitalSignature);
        usages.put("content commitment", KeyUsage.nonRepudiation);
        usages.put("key encipherment", KeyUsage.keyEncipherment);
        usages.put("key agreement", KeyUsage.keyAgreement);
        usages.put("data encipherment", KeyUsage.dataEncipherment);
        usages.put("encipher only", KeyUsage.encipherOnly);
        usages.put("decipher only", KeyUsage.decipherOnly);
        return usages;
    }

    static String pem(
            X509Certificate authority,
            PrivateKey key,
            RequestedCertificate wanted,
            List<String> usages,
            Instant now,
            Instant end) {
        try {
            X509v3CertificateBuilder builder = new X509v3CertificateBuilder(
                    new JcaX509CertificateHolder(authority).getSubject(),
                    new BigInteger(127, RANDOM).setBit(0),
                    Date.from(now.minus(SLACK)),
                    Date.from(end),
                    wanted.request().getSubject(),
                    wanted.request().getSubjectPublicKeyInfo());
            int bits = usages.stream().mapToInt(u -> USAGES.getOrDefault(u, 0)).reduce(0, (a, b) -> a | b);
            if (bits != 0) {
                builder.addExtension(Extension.keyUsage, true, new KeyUsage(bits));
            }
            KeyPurposeId[] purposes = usages.stream()
                    .filter(PURPOSES::containsKey)
                    .map(PURPOSES::get)
                    .toArray(KeyPurposeId[]::new);
            if (purposes.length > 0) {
                builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purposes));
            }
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            builder.addExtension(
                    Extension.authorityKeyIdentifier,
                    false,
                    new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(authority));
            if (wanted.names().length > 0) {
                builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(wanted.names()));
            }
            String algorithm = key.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA";
            byte[] der = builder.build(new JcaContentSignerBuilder(algorithm).build(key))
                    .getEncoded();
            return "-----BEGIN CERTIFICATE-----\n"
                    + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                            .encodeToString(der)
                    + "\n-----END CERTIFICATE-----\n";
        } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
            throw new IllegalStateException("a certificate could not be signed", e);
        }
    }
}
