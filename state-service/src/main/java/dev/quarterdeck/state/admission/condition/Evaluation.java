package dev.quarterdeck.state.admission.condition;

/** Expressions of one webhook or policy about one request: they share variables, each computed once, and a budget. One thread. */
public interface Evaluation {
    /** Boolean, Long, Double, String, List, Map, or {@link #NULL}. */
    Object value(Expression expression) throws ExpressionFailure;

    /** The null of expressions. */
    Object NULL = new Object() {
        @Override
        public String toString() {
            return "null";
        }
    };
}
