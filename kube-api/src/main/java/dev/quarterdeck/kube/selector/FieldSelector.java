package dev.quarterdeck.kube.selector;

import java.util.List;
import java.util.Map;

/** A parsed {@code fieldSelector} query: {@code field=value} and {@code field!=value} joined by commas; all must hold. Immutable. */
public interface FieldSelector {

    /** One requirement; a field that the object does not have compares as the empty string. */
    record Term(String field, String value, boolean equal) {}

    List<Term> terms();

    default boolean isEverything() {
        return terms().isEmpty();
    }

    default boolean matches(Map<String, String> fields) {
        for (Term term : terms()) {
            if (fields.getOrDefault(term.field(), "").equals(term.value()) != term.equal()) {
                return false;
            }
        }
        return true;
    }
}
