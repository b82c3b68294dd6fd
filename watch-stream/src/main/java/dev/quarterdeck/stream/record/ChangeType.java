package dev.quarterdeck.stream.record;

/** What happened to an object, in the words of watch events. */
public enum ChangeType {
    ADDED,
    MODIFIED,
    DELETED
}
