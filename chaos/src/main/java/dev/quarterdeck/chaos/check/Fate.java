package dev.quarterdeck.chaos.check;

/** What a client may believe of its write. A refused one must never show up; an unknown one may, at any later time. */
public enum Fate {
    ACKNOWLEDGED,
    REFUSED,
    UNKNOWN
}
