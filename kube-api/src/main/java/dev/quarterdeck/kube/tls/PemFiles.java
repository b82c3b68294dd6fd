package dev.quarterdeck.kube.tls;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.util.Collection;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509TrustManager;

/** TLS from PEM files (RFC 7468). Each call reads its files again. Errors name the file; one that is not there is a NoSuchFileException. */
public final class PemFiles {
    private PemFiles() {}

    /** Shows the chain of one file, with the key of the other; forms of keys are in {@link PrivateKeys}. */
    public static X509ExtendedKeyManager identity(Path certFile, Path keyFile)
            throws IOException, GeneralSecurityException {
        KeyStore store = empty();
        store.setKeyEntry(
                "own", key(keyFile), new char[0], certificates(certFile).toArray(Certificate[]::new));
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, new char[0]);
        return Stream.of(factory.getKeyManagers())
                .filter(X509ExtendedKeyManager.class::isInstance)
                .map(X509ExtendedKeyManager.class::cast)
                .findFirst()
                .orElseThrow(() -> new GeneralSecurityException("no X.509 key manager"));
    }

    /** Trusts what the certificates of the file have signed. */
    public static X509TrustManager trust(Path caFile) throws IOException, GeneralSecurityException {
        KeyStore store = empty();
        int n = 0;
        for (Certificate certificate : certificates(caFile)) {
            store.setCertificateEntry("ca-" + n++, certificate);
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return Stream.of(factory.getTrustManagers())
                .filter(X509TrustManager.class::isInstance)
                .map(X509TrustManager.class::cast)
                .findFirst()
                .orElseThrow(() -> new GeneralSecurityException("no X.509 trust manager"));
    }

    /** For either side. */
    public static SSLContext context(Path caFile, Path certFile, Path keyFile)
            throws IOException, GeneralSecurityException {
        return context(identity(certFile, keyFile), trust(caFile));
    }

    /** As the other; what is trusted without {@code trust} is what this JDK trusts. */
    public static SSLContext context(X509ExtendedKeyManager identity, X509TrustManager... trust)
            throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(new KeyManager[] {identity}, trust.length == 0 ? null : (TrustManager[]) trust, null);
        return context;
    }

    private static KeyStore empty() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static Collection<? extends Certificate> certificates(Path file)
            throws IOException, GeneralSecurityException {
        try (InputStream in = Files.newInputStream(file)) {
            Collection<? extends Certificate> found =
                    CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (found.isEmpty()) {
                throw new IOException(file + " holds no certificate");
            }
            return found;
        } catch (CertificateException e) {
            throw new CertificateException(file + " holds no usable certificates: " + e.getMessage(), e);
        }
    }

    /** The first certificate of the file. */
    public static X509Certificate certificate(Path file) throws IOException, GeneralSecurityException {
        return (X509Certificate) certificates(file).iterator().next();
    }

    /** The first key of the file; forms are in {@link PrivateKeys}. */
    public static PrivateKey key(Path file) throws IOException, GeneralSecurityException {
        String pem = Files.readString(file, StandardCharsets.ISO_8859_1);
        try {
            return PrivateKeys.first(pem);
        } catch (InvalidKeySpecException e) {
            throw new InvalidKeySpecException("cannot use the key of " + file + ": " + e.getMessage(), e);
        }
    }
}
