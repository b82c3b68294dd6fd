package dev.quarterdeck.gateway.output;

import dev.quarterdeck.gateway.route.Query;
import dev.quarterdeck.kube.status.ApiException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The query options of Tables (API reference: TableOptions).
 *
 * @param noHeaders leave the column definitions out: watches do so after the first event
 * @param now ages are told as of this time; null for the time of the answer
 */
public record TableOptions(
        Include include, boolean noHeaders, @Nullable Instant now) {
    public static final TableOptions DEFAULT = new TableOptions(Include.METADATA, false, null);

    /** How much of the object each row carries. */
    public enum Include {
        NONE,
        METADATA,
        OBJECT
    }

    /** Throws BadRequest for an unknown {@code includeObject}. */
    public static TableOptions of(OutputFormat format, Query query) {
        if (format.shape() != OutputFormat.Shape.TABLE) {
            return DEFAULT;
        }
        String include = query.text("includeObject");
        return switch (include) {
            case "", "Metadata" -> DEFAULT;
            case "None" -> new TableOptions(Include.NONE, false, null);
            case "Object" -> new TableOptions(Include.OBJECT, false, null);
            default ->
                throw ApiException.badRequest(
                        "Unable to convert to Table as requested: includeObject: Invalid value: \"" + include
                                + "\": must be 'Metadata', 'Object', 'None', or empty");
        };
    }

    public TableOptions withoutHeaders() {
        return new TableOptions(include, true, now);
    }

    public TableOptions asOf(@Nullable Instant time) {
        return time == null ? this : new TableOptions(include, noHeaders, time);
    }
}
