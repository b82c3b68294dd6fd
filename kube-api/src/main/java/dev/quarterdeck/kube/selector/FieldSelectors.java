package dev.quarterdeck.kube.selector;

import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.selector.FieldSelector.Term;
import dev.quarterdeck.kube.status.ApiException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Parses {@code fieldSelector} queries: {@code LABEL=VALUE}, {@code ==} and {@code !=} joined by commas; in values {@code \}, {@code ,} and {@code =} are
 * escaped by a backslash. Labels are those the kind knows; the terms carry their names in the stored form. Thread-safe.
 */
public final class FieldSelectors {
    public static final FieldSelector EVERYTHING = new Terms(List.of());

    private FieldSelectors() {}

    /** Throws BadRequest with the reference's words for bad syntax and for labels that {@code type} does not know. */
    public static FieldSelector parse(ResourceType type, String selector) {
        if (selector.isEmpty()) {
            return EVERYTHING;
        }
        List<String> parts = split(selector);
        Collections.sort(parts);
        List<Term> terms = new ArrayList<>(parts.size());
        FieldLabels labels = FieldLabels.of(type);
        for (String part : parts) {
            // a term without label and value asks for nothing
            if (!part.isEmpty() && !part.equals("=") && !part.equals("==")) {
                terms.add(term(labels, selector, part));
            }
        }
        return terms.isEmpty() ? EVERYTHING : new Terms(List.copyOf(terms));
    }

    private static Term term(FieldLabels labels, String selector, String part) {
        for (int i = 0; i < part.length(); i++) {
            boolean not = part.startsWith("!=", i);
            if (not || part.charAt(i) == '=') {
                int operator = not || part.startsWith("==", i) ? 2 : 1;
                String value = unescape(part.substring(i + operator));
                return new Term(labels.internal(part.substring(0, i)), value, !not);
            }
        }
        throw ApiException.badRequest("invalid selector: '" + selector + "'; can't understand '" + part + "'");
    }

    private static List<String> split(String selector) {
        List<String> parts = new ArrayList<>();
        int from = 0;
        for (int i = 0; i < selector.length(); i++) {
            char c = selector.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == ',') {
                parts.add(selector.substring(from, i));
                from = i + 1;
            }
        }
        parts.add(selector.substring(from));
        return parts;
    }

    private static String unescape(String value) {
        StringBuilder out = new StringBuilder(value.length());
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '\\') {
                i++;
                if (i == value.length() || "\\,=".indexOf(value.charAt(i)) < 0) {
                    throw ApiException.badRequest("invalid field selector: invalid escape sequence: \\"
                            + (i < value.length() ? value.substring(i, i + 1) : ""));
                }
                out.append(value.charAt(i));
            } else if (c == ',' || c == '=') {
                throw ApiException.badRequest("invalid field selector: unescaped character in value: " + (int) c);
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    private record Terms(List<Term> terms) implements FieldSelector {
        @Override
        public String toString() {
            return terms.stream()
                    .map(t -> t.field() + (t.equal() ? "=" : "!=") + escape(t.value()))
                    .collect(Collectors.joining(","));
        }

        private static String escape(String value) {
            return value.replace("\\", "\\\\").replace(",", "\\,").replace("=", "\\=");
        }
    }
}
