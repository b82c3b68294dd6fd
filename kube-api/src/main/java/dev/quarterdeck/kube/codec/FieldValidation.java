package dev.quarterdeck.kube.codec;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What to do about unknown and duplicate fields: the query parameter {@code fieldValidation} (KEP-2885). */
public enum FieldValidation {
    IGNORE("Ignore"),
    WARN("Warn"),
    STRICT("Strict");

    private final String wireName;

    FieldValidation(String wireName) {
        this.wireName = wireName;
    }

    /** Null and empty are the default, Warn; empty for a word that is none of the three. */
    public static Optional<FieldValidation> parse(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return Optional.of(WARN);
        }
        for (FieldValidation value : values()) {
            if (value.wireName.equals(text)) {
                return Optional.of(value);
            }
        }
        return Optional.empty();
    }
}
