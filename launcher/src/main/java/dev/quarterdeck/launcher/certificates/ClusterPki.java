package dev.quarterdeck.launcher.certificates;

import dev.quarterdeck.kube.format.IpAddresses;
import dev.quarterdeck.kube.tls.PemFiles;
import dev.quarterdeck.launcher.data.LauncherException;
import dev.quarterdeck.launcher.data.PrivateFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The files of DIR/pki. What is there, still valid and made out for the right names is kept; the rest is made. The authority itself is made once.
 */
public final class ClusterPki {
    private static final Duration RENEW_BEFORE = Duration.ofDays(30);

    /** Where a certificate and its key are, as PEM. */
    public record CertificateFiles(Path certificate, Path key) {}

    private final Path directory;
    private final InstantSource clock;
    private final String name;
    private final CertificateAuthority authority;

    private ClusterPki(Path directory, InstantSource clock, String name, String commonName)
            throws IOException, GeneralSecurityException {
        this.directory = directory;
        this.clock = clock;
        this.name = name;
        this.authority = authority(commonName);
    }

    private CertificateAuthority authority(String commonName) throws IOException, GeneralSecurityException {
        Path certificate = directory.resolve(name + ".crt");
        Path key = directory.resolve(name + ".key");
        if (Files.exists(certificate) && Files.exists(key)) {
            var identity = new CertificateAuthority.Identity(PemFiles.certificate(certificate), Pem.readKey(key, "EC"));
            checkClock(identity.certificate(), clock.instant());
            return new CertificateAuthority(identity, clock);
        }
        CertificateAuthority made = CertificateAuthority.create(commonName, clock);
        write(name, made.authority());
        return made;
    }

    /** The cluster's own authority, of servers and of clients. */
    public static ClusterPki open(Path directory, InstantSource clock) {
        return open(directory, clock, "ca", "quarterdeck-ca");
    }

    /** The authority of those who may say in headers whom they speak for; one of its own, so that no other client's certificate can pass for theirs. */
    public ClusterPki frontProxy() {
        return open(directory, clock, "front-proxy-ca", "quarterdeck-front-proxy-ca");
    }

    private static ClusterPki open(Path directory, InstantSource clock, String name, String commonName) {
        try {
            return new ClusterPki(directory, clock, name, commonName);
        } catch (IOException | GeneralSecurityException e) {
            throw new LauncherException("cannot use the certificates in " + directory + ": " + e.getMessage(), e);
        }
    }

    /** Certificates made now by an authority of the future, or of the past, would be refused by everybody. */
    private static void checkClock(X509Certificate authority, Instant now) {
        Instant from = authority.getNotBefore().toInstant();
        Instant until = authority.getNotAfter().toInstant();
        if (now.isBefore(from) || now.isAfter(until)) {
            throw new LauncherException(
                    "this machine's clock says " + now + ", but the cluster's authority is valid from " + from + " to "
                            + until + "; set the clock right. Nothing was changed");
        }
    }

    public Path caCertificate() {
        return directory.resolve(name + ".crt");
    }

    /** All names and addresses under which clients, in pods too, may reach a gateway. */
    public static List<String> gatewayNames(List<String> further) {
        Set<String> names = new TreeSet<>(further);
        names.addAll(List.of(
                "localhost",
                "127.0.0.1",
                "10.96.0.1",
                "kubernetes",
                "kubernetes.default",
                "kubernetes.default.svc",
                "kubernetes.default.svc.cluster.local"));
        return List.copyOf(names);
    }

    public Path caKey() {
        return directory.resolve(name + ".key");
    }

    /** The key that signs service-account tokens (RSA 2048, PKCS #8), made once. */
    public Path serviceAccountKey() {
        Path file = directory.resolve("sa.key");
        if (!Files.exists(file)) {
            try {
                KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
                generator.initialize(2048);
                KeyPair keys = generator.generateKeyPair();
                PrivateFiles.write(
                        directory.resolve("sa.pub"),
                        Pem.of("PUBLIC KEY", keys.getPublic().getEncoded()).getBytes(StandardCharsets.US_ASCII));
                PrivateFiles.write(
                        file,
                        Pem.of("PRIVATE KEY", keys.getPrivate().getEncoded()).getBytes(StandardCharsets.US_ASCII));
            } catch (GeneralSecurityException e) {
                throw new LauncherException("this JDK cannot make RSA keys", e);
            }
        }
        return file;
    }

    /** A client certificate; {@code name} is that of its files. */
    public CertificateFiles client(String name, String commonName, List<String> organizations) {
        return ensure(name, new CertificateAuthority.Request(commonName, organizations, List.of()));
    }

    /** A client certificate for a kubeconfig, with an RSA key: every client library can read it. */
    public CertificateFiles user(String name, String commonName, List<String> organizations) {
        return ensure(name, new CertificateAuthority.Request(commonName, organizations, List.of(), "RSA"));
    }

    /** By which the gateway is known to other API servers behind it. */
    public CertificateFiles frontProxyClient() {
        return client("front-proxy-client", "front-proxy-client", List.of());
    }

    /** A certificate for serving under {@code names}, good for connecting too. */
    public CertificateFiles server(String name, String commonName, List<String> organizations, List<String> names) {
        return ensure(name, new CertificateAuthority.Request(commonName, organizations, names));
    }

    private CertificateFiles ensure(String name, CertificateAuthority.Request request) {
        CertificateFiles files =
                new CertificateFiles(directory.resolve(name + ".crt"), directory.resolve(name + ".key"));
        try {
            if (!isGood(files, request)) {
                write(name, authority.issue(request));
            }
            return files;
        } catch (IOException | GeneralSecurityException e) {
            throw new LauncherException("cannot make the certificate " + files.certificate(), e);
        }
    }

    private boolean isGood(CertificateFiles files, CertificateAuthority.Request request)
            throws IOException, GeneralSecurityException {
        if (!Files.exists(files.certificate()) || !Files.exists(files.key())) {
            return false;
        }
        X509Certificate certificate = PemFiles.certificate(files.certificate());
        return certificate.getPublicKey().getAlgorithm().equals(request.algorithm())
                && certificate.getNotAfter().toInstant().isAfter(clock.instant().plus(RENEW_BEFORE))
                && !certificate.getNotBefore().toInstant().isAfter(clock.instant())
                && certificate
                        .getIssuerX500Principal()
                        .equals(authority.authority().certificate().getSubjectX500Principal())
                && alternativeNames(certificate)
                        .equals(request.names().stream()
                                .map(IpAddresses::canonical)
                                .collect(Collectors.toCollection(TreeSet::new)));
    }

    private static Set<String> alternativeNames(X509Certificate certificate) throws GeneralSecurityException {
        Collection<List<?>> names = certificate.getSubjectAlternativeNames();
        return names == null
                ? Set.of()
                : names.stream()
                        .map(n -> IpAddresses.canonical(String.valueOf(n.get(1))))
                        .collect(Collectors.toCollection(TreeSet::new));
    }

    private void write(String name, CertificateAuthority.Identity identity)
            throws GeneralSecurityException, IOException {
        PrivateFiles.write(
                directory.resolve(name + ".key"),
                Pem.of("PRIVATE KEY", identity.key().getEncoded()).getBytes(StandardCharsets.US_ASCII));
        PrivateFiles.write(
                directory.resolve(name + ".crt"),
                Pem.of("CERTIFICATE", identity.certificate().getEncoded()).getBytes(StandardCharsets.US_ASCII));
    }
}
