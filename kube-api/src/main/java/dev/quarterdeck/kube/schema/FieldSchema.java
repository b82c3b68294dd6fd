package dev.quarterdeck.kube.schema;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One field of an {@link ObjectSchema}.
 *
 * @param listType null where the API says nothing, which merges as atomic does
 * @param listMapKeys what tells the items of a list of type {@link ListType#MAP} apart; empty otherwise
 * @param mapType {@code atomic} or {@code granular} where the API says so
 * @param patchStrategies of strategic merge patch: {@code merge}, {@code replace}, {@code retainKeys}
 * @param patchMergeKey of strategic merge patch; null where items are compared as wholes or the list is replaced
 * @param defaultText the default that OpenAPI v3 shows, as text; the empty string is the zero value of the type, which means that the reference always
 *     writes this field; null where there is none
 */
public record FieldSchema(
        String name,
        Schema schema,
        boolean required,
        @Nullable ListType listType,
        List<String> listMapKeys,
        @Nullable String mapType,
        Set<String> patchStrategies,
        @Nullable String patchMergeKey,
        @Nullable String defaultText) {

    /** A field of which nothing more is known. */
    public static FieldSchema of(String name, Schema schema, boolean required) {
        return new FieldSchema(name, schema, required, null, List.of(), null, Set.of(), null, null);
    }

    /** Whether the reference writes this field even where it holds the zero value of its type. */
    public boolean alwaysWritten() {
        return defaultText != null && defaultText.isEmpty();
    }
}
