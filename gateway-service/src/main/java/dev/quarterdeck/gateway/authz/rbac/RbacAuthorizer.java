package dev.quarterdeck.gateway.authz.rbac;

import dev.quarterdeck.gateway.authz.Attributes;
import dev.quarterdeck.gateway.authz.Authorizer;
import dev.quarterdeck.kube.status.ApiException;

/**
 * Allows what a rule of a bound role allows. Before all roles and bindings have been read for the first time it answers 503: a refusal then would be a
 * guess.
 */
public final class RbacAuthorizer implements Authorizer {
    private final RbacIndex index;
    private volatile boolean ready;

    public RbacAuthorizer(RbacIndex index) {
        this.index = index;
        index.ready().thenRun(() -> ready = true);
    }

    @Override
    public Decision authorize(Attributes attributes) {
        if (!ready) {
            throw ApiException.unavailable("roles and bindings have not been read yet", 1);
        }
        Check check = new Check(attributes);
        if (index.visit(attributes.user(), attributes.namespace(), check)) {
            return check.decision;
        }
        return check.missing ? new Decision(false, "RBAC: " + errors(attributes)) : Decision.NO;
    }

    private String errors(Attributes attributes) {
        return index.rulesFor(attributes.user(), attributes.namespace()).error();
    }

    private final class Check implements Grants.Visitor {
        private final Attributes attributes;
        private Decision decision = Decision.NO;
        private boolean missing;

        Check(Attributes attributes) {
            this.attributes = attributes;
        }

        @Override
        public boolean visit(Grants.Grant grant) {
            Role role = index.roleOf(grant.binding());
            if (role == null) {
                missing = true;
                return false;
            }
            if (role.allows(attributes)) {
                decision = grant.decision();
                return true;
            }
            return false;
        }
    }
}
