package dev.quarterdeck.kube.kind;

/** The verbs of the Kubernetes API; {@link #name()} in lower case is the RBAC verb. */
public enum Verb {
    GET,
    LIST,
    WATCH,
    CREATE,
    UPDATE,
    PATCH,
    DELETE,
    DELETECOLLECTION;

    public String rbacName() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
