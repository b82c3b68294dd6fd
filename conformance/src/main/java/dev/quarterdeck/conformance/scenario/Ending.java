package dev.quarterdeck.conformance.scenario;

/**
 * How a scenario ended.
 *
 * @param stuck why it did not come to its end; empty where it did
 * @param millis how long it took
 */
record Ending(String stuck, Facts facts, long millis) {}
