package dev.quarterdeck.reconcile.client;

/** What happens to the dependents of a deleted object: {@code DeleteOptions.propagationPolicy}. */
public enum Propagation {
    /** The kind's own default. */
    DEFAULT(""),
    BACKGROUND("Background"),
    FOREGROUND("Foreground"),
    ORPHAN("Orphan");

    private final String wireName;

    Propagation(String wireName) {
        this.wireName = wireName;
    }

    public String wireName() {
        return wireName;
    }
}
