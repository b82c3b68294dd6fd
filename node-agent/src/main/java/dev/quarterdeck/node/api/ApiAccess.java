package dev.quarterdeck.node.api;

import io.netty.handler.ssl.SslHandler;
import java.security.Principal;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/**
 * Who may call a node: certificates signed by the cluster's authority whose common name or organization is listed. Everybody else is told nothing.
 *
 * @param users common names
 * @param groups organizations
 */
public record ApiAccess(Collection<String> users, Collection<String> groups) {

    /** What a call deserves. */
    enum Verdict {
        ALLOWED,
        UNAUTHENTICATED,
        FORBIDDEN
    }

    Verdict check(@Nullable SslHandler tls) {
        if (tls == null) {
            return Verdict.UNAUTHENTICATED;
        }
        Principal principal;
        try {
            principal = tls.engine().getSession().getPeerPrincipal();
        } catch (SSLPeerUnverifiedException e) {
            return Verdict.UNAUTHENTICATED;
        }
        return check(principal.getName());
    }

    /** @param distinguishedName {@code CN=kube-apiserver-kubelet-client,O=...} (RFC 2253) */
    Verdict check(String distinguishedName) {
        Optional<List<Rdn>> parts = parse(distinguishedName);
        if (parts.isEmpty()) {
            return Verdict.UNAUTHENTICATED;
        }
        for (Rdn part : parts.get()) {
            boolean user = part.getType().equalsIgnoreCase("CN")
                    && users.contains(part.getValue().toString());
            boolean group = part.getType().equalsIgnoreCase("O")
                    && groups.contains(part.getValue().toString());
            if (user || group) {
                return Verdict.ALLOWED;
            }
        }
        return Verdict.FORBIDDEN;
    }

    private static Optional<List<Rdn>> parse(String name) {
        try {
            return Optional.of(new LdapName(name).getRdns());
        } catch (InvalidNameException e) {
            return Optional.empty();
        }
    }
}
