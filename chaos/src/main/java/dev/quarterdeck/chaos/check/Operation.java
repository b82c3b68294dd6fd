package dev.quarterdeck.chaos.check;

import java.util.Map;

/** What a client asked and what it was told. */
public sealed interface Operation {

    Call call();

    /**
     * Through which gateway, and when.
     *
     * @param begin monotonic nanoseconds of this process, taken before the request was sent
     * @param end taken after the answer had come
     */
    record Call(String gateway, long begin, long end) {}

    enum WriteKind {
        CREATE,
        /** Only where the object is at the revision that it names; adds one to the counter. */
        UPDATE,
        /** Whatever is there; leaves the counter. */
        PATCH
    }

    /**
     * A write of a value.
     *
     * @param token what it wrote; no other write writes the same
     * @param base the revision that an update names; else 0
     * @param revision where it was acknowledged, else 0
     */
    record Write(Call call, WriteKind kind, String name, String token, long base, Fate fate, long revision)
            implements Operation {}

    /** @param uid of what was deleted, as the answer says; empty where there was none */
    record Delete(Call call, String name, String uid, Fate fate) implements Operation {}

    /**
     * A read without resourceVersion.
     *
     * @param revision what it showed; 0 for "not found"
     */
    record Read(Call call, String name, long revision, String token) implements Operation {}

    /** A list without resourceVersion: names and their revisions. */
    record Listing(Call call, long revision, Map<String, Long> objects) implements Operation {}
}
