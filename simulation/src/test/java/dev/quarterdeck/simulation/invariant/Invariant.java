package dev.quarterdeck.simulation.invariant;

/** The promises of the store and the stream. Each has the words in which a failing run names it. */
public enum Invariant {
    REVISION_ORDER("a revision is assigned once, without gaps, and a larger one was committed later"),
    PRECONDITION("a write is applied only to the state that it was decided on"),
    ACKNOWLEDGED_SURVIVES("an acknowledged write is committed at the revision that was told, and stays"),
    FAILED_IS_NOT_THERE("a write that was reported as failed is not there, and does not come later"),
    APPLIED_ONCE("a write is applied at most once"),
    CACHE_EQUALS_HISTORY("a cache at revision R shows what was committed up to R, and nothing else"),
    WATCH_IN_ORDER("a watch delivers every later matching event once, in order"),
    WATCH_ENDS_WITH_REASON("a watch that can't go on ends with 410 and says why, and only then"),
    BOOKMARK_COMPLETE("a bookmark names a revision only when everything up to it was delivered"),
    READ_IS_FRESH("a read without resourceVersion is not older than a write acknowledged before it began,"
            + " nor does a list name a revision below one that anybody was told of before"),
    LIST_OF_ONE_REVISION("a list, over all its pages, shows the state at its revision"),
    REMEMBERED_IS_RECENT(
            "what a state-service remembers of an object was so within the last second, and after each write of its own"),
    EXACT_READ("a read at revision R shows the state at R"),
    RECOVERS("when faults end and no acknowledged record was lost, every cache is at the newest revision within 20 s"),
    CATCHES_UP("when faults end, every cache and every open watch gets to the newest revision");

    private final String promise;

    Invariant(String promise) {
        this.promise = promise;
    }

    public String promise() {
        return promise;
    }
}
