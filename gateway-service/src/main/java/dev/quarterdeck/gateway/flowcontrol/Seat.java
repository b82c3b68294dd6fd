package dev.quarterdeck.gateway.flowcontrol;

/** A place among the requests that are being answered; released once. */
public interface Seat {
    /** For requests that are not counted. */
    Seat FREE = () -> {};

    void release();
}
