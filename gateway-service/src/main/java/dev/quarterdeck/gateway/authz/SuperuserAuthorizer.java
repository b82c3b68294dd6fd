package dev.quarterdeck.gateway.authz;

/** Allows the group {@code system:masters} everything, as the reference does: a way in when roles are broken. No component of ours is a member. */
public final class SuperuserAuthorizer implements Authorizer {

    @Override
    public Decision authorize(Attributes attributes) {
        return attributes.user().groups().contains("system:masters") ? Decision.YES : Decision.NO;
    }
}
