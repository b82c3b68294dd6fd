package dev.quarterdeck.controller.certificate;

import dev.quarterdeck.kube.tls.PemFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Signs certificates with the cluster's authority. Thread-safe. */
final class ClusterSigner {
    private final X509Certificate authority;
    private final PrivateKey key;
    private final Duration longest;

    private ClusterSigner(X509Certificate authority, PrivateKey key, Duration longest) {
        this.authority = authority;
        this.key = key;
        this.longest = longest;
    }

    /** @param longest life of a certificate */
    static ClusterSigner load(Path certificate, Path keyFile, Duration longest) {
        try {
            X509Certificate authority = PemFiles.certificate(certificate);
            PrivateKey key = PemFiles.key(keyFile);
            String algorithm = authority.getPublicKey().getAlgorithm();
            if (!key.getAlgorithm().equals(algorithm)) {
                throw new IllegalArgumentException(
                        keyFile + " holds a key of " + key.getAlgorithm() + ", " + certificate + " is of " + algorithm);
            }
            return new ClusterSigner(authority, key, longest);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    "cannot read an authority from " + certificate + " and " + keyFile + ": " + e, e);
        }
    }

    /**
     * @param seconds how long it is to live; 0 for as long as may be
     * @return PEM
     */
    String sign(RequestedCertificate wanted, List<String> usages, long seconds, Instant now) {
        Duration life = seconds > 0 && seconds < longest.toSeconds() ? Duration.ofSeconds(seconds) : longest;
        Instant end = now.plus(life);
        Instant last = authority.getNotAfter().toInstant();
        return SignedCertificate.pem(authority, key, wanted, usages, now, end.isAfter(last) ? last : end);
    }
}
