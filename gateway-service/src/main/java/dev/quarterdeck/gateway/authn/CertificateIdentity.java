package dev.quarterdeck.gateway.authn;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/** Reads a user from a client certificate that TLS has verified: the common name is the user, each organization a group. */
final class CertificateIdentity {

    private CertificateIdentity() {}

    /** Empty for a certificate without a common name. */
    static Optional<User> of(X509Certificate certificate) {
        String name = "";
        List<String> groups = new ArrayList<>();
        try {
            for (Rdn rdn : new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
                var attributes = rdn.toAttributes().getAll();
                while (attributes.hasMore()) {
                    var attribute = attributes.next();
                    String value = String.valueOf(attribute.get());
                    switch (attribute.getID()) {
                        case "CN" -> name = value;
                        case "O" -> groups.add(value);
                        default -> {
                            // Other parts of the name say nothing about rights.
                        }
                    }
                }
            }
        } catch (InvalidNameException e) {
            return Optional.empty();
        } catch (javax.naming.NamingException e) {
            return Optional.empty();
        }
        if (name.isEmpty()) {
            return Optional.empty();
        }
        groups.add("system:authenticated");
        return Optional.of(new User(
                name,
                "",
                List.copyOf(groups),
                Map.of(
                        "authentication.kubernetes.io/credential-id",
                        List.of("X509SHA256=" + fingerprint(certificate)))));
    }

    private static String fingerprint(X509Certificate certificate) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
        } catch (NoSuchAlgorithmException | CertificateEncodingException e) {
            throw new IllegalStateException(e);
        }
    }
}
