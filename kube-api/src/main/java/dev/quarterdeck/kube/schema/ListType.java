package dev.quarterdeck.kube.schema;

/** {@code x-kubernetes-list-type}: who owns what in a list, and so how it merges (KEP-555). */
public enum ListType {
    /** as a whole; also what nothing was said of */
    ATOMIC,
    /** each value once */
    SET,
    /** items told apart by their keys */
    MAP
}
