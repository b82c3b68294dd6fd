package dev.quarterdeck.kube.validation.cluster;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Certificates in PEM, as they stand in {@code caBundle}: base64 of the text. */
final class CertificateBundle {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\\s]*)-----END CERTIFICATE-----");

    private CertificateBundle() {}

    /** What is wrong with it, in the words of the reference; empty where it holds certificates and no broken one. */
    static String problem(String base64) {
        String text;
        try {
            text = new String(Base64.getMimeDecoder().decode(base64), StandardCharsets.US_ASCII);
        } catch (IllegalArgumentException e) {
            return none();
        }
        Matcher blocks = BLOCK.matcher(text);
        boolean any = false;
        while (blocks.find()) {
            any = true;
            try {
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(
                                new ByteArrayInputStream(Base64.getMimeDecoder().decode(blocks.group(1))));
            } catch (CertificateException | IllegalArgumentException e) {
                return "unable to load root certificates: failed to parse certificate";
            }
        }
        return any ? "" : none();
    }

    private static String none() {
        return "unable to load root certificates: unable to parse bytes as PEM block";
    }
}
