package dev.quarterdeck.state.admission.condition;

/** A compiled expression. Immutable and thread-safe. */
public interface Expression {
    String text();

    /** What is wrong with it; empty where nothing is. An expression that is wrong fails when it is evaluated, with the same words. */
    String error();
}
