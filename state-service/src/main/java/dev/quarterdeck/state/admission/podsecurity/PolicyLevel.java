package dev.quarterdeck.state.admission.podsecurity;

/** How strict a policy is, from the loosest to the strictest. */
public enum PolicyLevel {
    PRIVILEGED,
    BASELINE,
    RESTRICTED;

    /** As it stands in a label. */
    public String word() {
        return switch (this) {
            case PRIVILEGED -> "privileged";
            case BASELINE -> "baseline";
            case RESTRICTED -> "restricted";
        };
    }
}
