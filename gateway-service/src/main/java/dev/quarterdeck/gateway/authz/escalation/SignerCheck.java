package dev.quarterdeck.gateway.authz.escalation;

import dev.quarterdeck.gateway.authn.User;
import dev.quarterdeck.gateway.authz.Attributes;
import dev.quarterdeck.gateway.authz.Authorizer;
import dev.quarterdeck.kube.format.Quoting;
import dev.quarterdeck.kube.object.Metadata;
import dev.quarterdeck.kube.status.ApiException;
import tools.jackson.databind.node.ObjectNode;

/**
 * Decides whether somebody may approve or sign a certificate signing request: that wants, beside the right to write its subresource, the verb
 * {@code approve} or {@code sign} on the {@code signers} that the request names, alone or as {@code DOMAIN/*} (Kubernetes documentation, "Certificates and
 * Certificate Signing Requests"). A signer's name never changes, so what is stored counts.
 */
final class SignerCheck {
    static final String GROUP = "certificates.k8s.io";
    static final String RESOURCE = "certificatesigningrequests";

    private final Authorizer authorizer;

    SignerCheck(Authorizer authorizer) {
        this.authorizer = authorizer;
    }

    /** Whether writing this subresource is approving or signing. */
    static boolean concerns(String subresource) {
        return subresource.equals("approval") || subresource.equals("status");
    }

    /** Throws Forbidden. */
    void check(User user, String subresource, ObjectNode stored) {
        String verb = subresource.equals("approval") ? "approve" : "sign";
        String signer = stored.path("spec").path("signerName").stringValue("");
        int slash = signer.indexOf('/');
        if (may(user, verb, signer) || (slash > 0 && may(user, verb, signer.substring(0, slash) + "/*"))) {
            return;
        }
        throw ApiException.forbidden(
                GROUP,
                RESOURCE,
                Metadata.of(stored).name(),
                "user not permitted to " + verb + " requests with signerName " + Quoting.quote(signer));
    }

    private boolean may(User user, String verb, String signer) {
        return authorizer
                .authorize(new Attributes(user, verb, GROUP, "*", "signers", "", "", signer, ""))
                .allowed();
    }
}
