package dev.quarterdeck.kube.customresource;

import dev.quarterdeck.kube.format.Quoting;
import dev.quarterdeck.kube.status.FieldError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one schema finds wrong with one value, and how many of its checks were made: of several schemas that all refuse a value, the one that came furthest
 * is believed. A finding that was reported already, by its words, is not repeated. Used by one thread.
 */
final class Findings {
    private final Map<String, FieldError> byWords = new LinkedHashMap<>(0);
    private int matches;

    boolean isEmpty() {
        return byWords.isEmpty();
    }

    int matches() {
        return matches;
    }

    void match() {
        matches++;
    }

    /** @param words how the finding is told from others; what clients see is {@code error} */
    void add(String words, FieldError error) {
        byWords.putIfAbsent(words, error);
    }

    /** A value that breaks a rule. */
    void invalid(@Nullable ObjectPath path, String shown, String words) {
        add(words, FieldError.invalid(ObjectPath.text(path), shown, words));
    }

    /** Of the object as a whole, whichever value it is about. */
    void general(String words) {
        add(words, FieldError.invalid(ObjectPath.text(null), "\"\"", words));
    }

    /** A value of the wrong type, whose type or text is shown in its place. */
    void type(@Nullable ObjectPath path, String expected, String shown) {
        String words = ObjectPath.plain(path) + " in body must be of type " + expected + ": " + Quoting.quote(shown);
        add(words, new FieldError(FieldError.Type.TYPE_INVALID, ObjectPath.text(path), Quoting.quote(shown), words));
    }

    void merge(Findings other) {
        other.byWords.forEach(byWords::putIfAbsent);
        matches += other.matches;
    }

    void addMatches(Findings other) {
        matches += other.matches;
    }

    void dropAll() {
        byWords.clear();
    }

    List<FieldError> errors() {
        return byWords.isEmpty() ? List.of() : new ArrayList<>(byWords.values());
    }
}
