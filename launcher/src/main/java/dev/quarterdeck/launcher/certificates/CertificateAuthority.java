package dev.quarterdeck.launcher.certificates;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;

/**
 * Signs certificates with the cluster's own key. ECDSA P-256 for all of the cluster's own: its handshakes cost a server a fraction of RSA's. Clients of people get
 * RSA keys: there are client libraries that read no others.
 */
public final class CertificateAuthority {
    /** A certificate and the key it is for. */
    public record Identity(X509Certificate certificate, PrivateKey key) {}

    /**
     * @param organizations become the groups of a client
     * @param names DNS names and IP addresses of a server; empty for clients
     * @param algorithm of the key, EC (P-256) or RSA (2048)
     */
    public record Request(String commonName, List<String> organizations, List<String> names, String algorithm) {
        public Request(String commonName, List<String> organizations, List<String> names) {
            this(commonName, organizations, names, "EC");
        }
    }

    private final Identity authority;
    private final InstantSource clock;

    public CertificateAuthority(Identity authority, InstantSource clock) {
        this.authority = authority;
        this.clock = clock;
    }

    public Identity authority() {
        return authority;
    }

    public static CertificateAuthority create(String commonName, InstantSource clock) {
        return new CertificateAuthority(CertificateMaker.selfSigned(commonName, clock.instant()), clock);
    }

    /** A certificate for clients; for servers too where names are given. */
    public Identity issue(Request request) {
        return CertificateMaker.issue(authority, request, clock.instant());
    }
}
