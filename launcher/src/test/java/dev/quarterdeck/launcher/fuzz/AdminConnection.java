package dev.quarterdeck.launcher.fuzz;

import java.io.ByteArrayInputStream;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** The server and the identity that a kubeconfig names. */
record AdminConnection(String server, SSLContext tls) {

    static AdminConnection of(Path kubeconfig) throws Exception {
        String text = Files.readString(kubeconfig);
        CertificateFactory certificates = CertificateFactory.getInstance("X.509");
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry(
                "ca",
                certificates.generateCertificate(new ByteArrayInputStream(data(text, "certificate-authority-data"))));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        Certificate[] chain = certificates
                .generateCertificates(new ByteArrayInputStream(data(text, "client-certificate-data")))
                .toArray(Certificate[]::new);
        KeyStore own = KeyStore.getInstance("PKCS12");
        own.load(null, null);
        own.setKeyEntry("client", key(data(text, "client-key-data")), new char[0], chain);
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own, new char[0]);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return new AdminConnection(value(text, "server"), tls);
    }

    HttpClient client(HttpClient.Version version) {
        return HttpClient.newBuilder()
                .sslContext(tls)
                .version(version)
                .connectTimeout(Duration.ofSeconds(10))
                .build();
    }

    private static byte[] data(String text, String field) {
        return Base64.getDecoder().decode(value(text, field));
    }

    private static String value(String text, String field) {
        Matcher found = Pattern.compile(field + ": *\"?([^\\s\"]+)").matcher(text);
        if (!found.find()) {
            throw new IllegalStateException("the kubeconfig has no " + field);
        }
        return found.group(1);
    }

    private static PrivateKey key(byte[] pem) throws Exception {
        String body = new String(pem, StandardCharsets.US_ASCII)
                .replaceAll("-----[A-Z ]+-----", "")
                .replaceAll("\\s", "");
        PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(Base64.getDecoder().decode(body));
        for (String algorithm : List.of("EC", "RSA", "Ed25519")) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(spec);
            } catch (InvalidKeySpecException e) {
                // another kind of key
            }
        }
        throw new IllegalStateException("no kind of key that is known");
    }
}
