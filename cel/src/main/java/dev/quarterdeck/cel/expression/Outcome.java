package dev.quarterdeck.cel.expression;

/** What became of an evaluation. */
public sealed interface Outcome {

    /** @param value Boolean, Long, Double, String, List, Map, NullValue, Instant, Duration, or a value of a library */
    record Value(Object value) implements Outcome {
        public boolean isTrue() {
            return value.equals(true);
        }
    }

    /** @param message in the reference's words: {@code no such key: foo} */
    record Failed(String message) implements Outcome {}

    /** This evaluation alone cost more than one may. */
    record TooCostly() implements Outcome {}

    /** The budget of the request is spent; nothing further is to be evaluated. */
    record BudgetSpent() implements Outcome {}
}
