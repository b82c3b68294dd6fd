package dev.quarterdeck.gateway.authz.node;

import dev.quarterdeck.gateway.authz.Attributes;
import dev.quarterdeck.gateway.authz.rbac.Role;
import dev.quarterdeck.gateway.authz.rbac.Rule;
import java.util.List;

/**
 * What every node may do alike: the rules of the ClusterRole {@code system:node} as they are by default. Fixed, so that nobody breaks nodes by changing
 * that role. Resources that {@link NodeAuthorizer} decides by itself are left out.
 */
final class NodeRules {
    private static final Role ROLE = new Role(List.of(
            Rule.of("create", "authentication.k8s.io", "tokenreviews"),
            Rule.of("create", "authorization.k8s.io", "subjectaccessreviews", "localsubjectaccessreviews"),
            Rule.of("get list watch", "", "services"),
            Rule.of("create update patch", "", "events"),
            Rule.of("create update patch", "events.k8s.io", "events"),
            Rule.of("get", "", "endpoints"),
            Rule.of("create get list watch", "certificates.k8s.io", "certificatesigningrequests"),
            Rule.of("get list watch", "storage.k8s.io", "csidrivers"),
            Rule.of("get list watch", "node.k8s.io", "runtimeclasses")));

    private NodeRules() {}

    static boolean allow(Attributes attributes) {
        return ROLE.allows(attributes);
    }
}
