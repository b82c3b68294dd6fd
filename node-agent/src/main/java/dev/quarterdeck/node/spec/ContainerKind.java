package dev.quarterdeck.node.spec;

/** The four lives a container of a pod can have. */
public enum ContainerKind {
    /** Runs to its end before the next one starts. */
    INIT,
    /** An init container that is restarted always (KEP-753): the next one starts once it has started, and it ends after the main containers. */
    SIDECAR,
    MAIN,
    /** Added to a running pod to look at it; never restarted. */
    EPHEMERAL
}
