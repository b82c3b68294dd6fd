package dev.quarterdeck.scheduler.extend;

import dev.quarterdeck.scheduler.profile.ExtenderSettings.Tls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Which certificates of an extender will do where its URL does not say: those for the name that {@code tlsConfig.serverName} says, by their subject alternative
 * names, or any where they are not looked at ({@code insecure}). The name in the client's greeting is that of the URL all the same. Thread-safe.
 */
final class ServerCertificates extends X509ExtendedTrustManager {
    private static final int DNS = 2;
    private static final int ADDRESS = 7;

    private final Tls tls;
    private final X509TrustManager authorities;

    private ServerCertificates(Tls tls, X509TrustManager authorities) {
        this.tls = tls;
        this.authorities = authorities;
    }

    /** The authorities that are named, and no others; those of the JVM where none is. */
    static TrustManager[] of(Tls tls) throws GeneralSecurityException, IOException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(authorities(tls));
        TrustManager[] signed = factory.getTrustManagers();
        return (tls.insecure() || !tls.serverName().isEmpty()) && signed[0] instanceof X509TrustManager first
                ? new TrustManager[] {new ServerCertificates(tls, first)}
                : signed;
    }

    private static @Nullable KeyStore authorities(Tls tls) throws GeneralSecurityException, IOException {
        byte[] pem = ClientIdentity.bytes(tls.caData(), tls.caFile());
        if (pem.length == 0 && tls.caFile().isEmpty()) {
            return null;
        }
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        int number = 0;
        for (Certificate each :
                CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem))) {
            store.setCertificateEntry("authority-" + number++, each);
        }
        if (number == 0) {
            throw new CertificateException("no certificate of an authority in PEM");
        }
        return store;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        if (tls.insecure()) {
            return;
        }
        authorities.checkServerTrusted(chain, authType);
        Collection<List<?>> names = chain[0].getSubjectAlternativeNames();
        String wanted = tls.serverName().toLowerCase(Locale.ROOT);
        if (names == null || names.stream().noneMatch(name -> isFor(wanted, name))) {
            throw new CertificateException("certificate is not valid for " + tls.serverName());
        }
    }

    private static boolean isFor(String wanted, List<?> name) {
        String value = Objects.toString(name.get(1), "").toLowerCase(Locale.ROOT);
        if (Objects.equals(name.get(0), ADDRESS)) {
            return value.equals(wanted);
        }
        if (!Objects.equals(name.get(0), DNS)) {
            return false;
        }
        int dot = wanted.indexOf('.');
        return value.equals(wanted)
                || (value.startsWith("*.") && dot > 0 && value.substring(1).equals(wanted.substring(dot)));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, @Nullable Socket socket)
            throws CertificateException {
        checkServerTrusted(chain, authType);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, @Nullable SSLEngine engine)
            throws CertificateException {
        checkServerTrusted(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("nobody is served here");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, @Nullable Socket socket)
            throws CertificateException {
        checkClientTrusted(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, @Nullable SSLEngine engine)
            throws CertificateException {
        checkClientTrusted(chain, authType);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return authorities.getAcceptedIssuers();
    }
}
