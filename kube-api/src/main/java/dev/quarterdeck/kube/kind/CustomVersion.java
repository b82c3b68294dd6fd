package dev.quarterdeck.kube.kind;

import dev.quarterdeck.kube.jsonpath.JsonPath;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a served version of a custom resource has by its definition, where built-in kinds have tables of their own. Small: the schema stays in the bytes of
 * the definition ({@link #definition}) and is read by whoever needs it. Immutable.
 *
 * @param definition the stored CustomResourceDefinition, shared by all its versions
 * @param index of this version in {@code spec.versions}
 * @param listKind kind of lists
 * @param status whether {@code /status} is apart
 * @param scale null where there is no {@code /scale}
 * @param columns of Tables, after the name; empty for the usual one, the age
 * @param selectableFields what field selectors may name besides name and namespace
 * @param webhook other versions are converted by a webhook, not by their name alone
 * @param defaults its schema has defaults: what was stored before it had them lacks them
 * @param deprecation what clients of this version are warned of; empty for none
 */
public record CustomVersion(
        Source definition,
        int index,
        String listKind,
        boolean status,
        @Nullable Scale scale,
        List<PrinterColumn> columns,
        List<SelectableField> selectableFields,
        boolean webhook,
        boolean defaults,
        String deprecation) {

    /**
     * A stored definition.
     *
     * @param json as it is stored; not to be changed
     */
    public record Source(String name, String uid, long revision, byte[] json) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Source source && source.uid.equals(uid) && source.revision == revision;
        }

        @Override
        public int hashCode() {
            return uid.hashCode() * 31 + Long.hashCode(revision);
        }

        @Override
        public String toString() {
            return name + "@" + revision;
        }
    }

    /** Where {@code /scale} finds what it shows; {@code selector} is null where the definition names none. */
    public record Scale(
            JsonPath specReplicas,
            JsonPath statusReplicas,
            @Nullable JsonPath selector) {}

    /** One of {@code additionalPrinterColumns}. */
    public record PrinterColumn(
            String name, String type, String format, String description, int priority, JsonPath path) {}

    /** @param label as selectors name it: {@code spec.color} */
    public record SelectableField(String label, JsonPath path) {}
}
