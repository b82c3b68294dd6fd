package dev.quarterdeck.gateway.authz;

/** Decides on caches, at once, on the caller's thread. */
public interface Authorizer {
    Decision authorize(Attributes attributes);

    /** @param reason shown in access reviews; for a refusal it may be empty */
    record Decision(boolean allowed, String reason) {
        /** Yes and no, without a reason. */
        public static final Decision YES = new Decision(true, "");

        public static final Decision NO = new Decision(false, "");
    }
}
