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
 * @param defaultText the default that OpenAPI v3 shows, as text; the empty string is the zero value of the type; null where there is none
 * @param goType how error messages name its type; null where that follows from the schema
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
        @Nullable String defaultText,
        Presence presence,
        @Nullable String goType) {

    /** What is written of a field that is absent or holds the zero value of its type: the reference's JSON form, which clients compare. */
    public enum Presence {
        /** Written as it is; lists and maps only where they are not empty. */
        AS_GIVEN,
        /** Left out where it holds the zero value. */
        DROP_ZERO,
        /** Always written; as the zero value where it is absent. */
        KEEP_ZERO,
        /** Always written; as null where it is absent. */
        KEEP_NULL
    }

    /** A field of which nothing more is known. */
    public static FieldSchema of(String name, Schema schema, boolean required) {
        return new FieldSchema(
                name, schema, required, null, List.of(), null, Set.of(), null, null, Presence.AS_GIVEN, null);
    }
}
