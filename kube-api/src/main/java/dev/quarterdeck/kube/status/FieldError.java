package dev.quarterdeck.kube.status;

import org.jspecify.annotations.Nullable;

/**
 * One thing wrong with one field. {@link #message()} reads as Kubernetes' own, for example
 * {@code spec.replicas: Invalid value: -1: must be greater than or equal to 0}.
 *
 * @param field path in the reference's notation: {@code spec.containers[0].image}, {@code metadata.labels}
 * @param value the offending value, already rendered as JSON-like text; null where the type shows none
 */
public record FieldError(Type type, String field, @Nullable String value, String detail) {

    /** {@code causes[].reason} and the words that stand in the message. */
    public enum Type {
        REQUIRED("FieldValueRequired", "Required value", false),
        INVALID("FieldValueInvalid", "Invalid value", true),
        NOT_SUPPORTED("FieldValueNotSupported", "Unsupported value", true),
        DUPLICATE("FieldValueDuplicate", "Duplicate value", true),
        FORBIDDEN("FieldValueForbidden", "Forbidden", false),
        NOT_FOUND("FieldValueNotFound", "Not found", true),
        TOO_LONG("FieldValueTooLong", "Too long", false),
        TOO_MANY("FieldValueTooMany", "Too many", true),
        TOO_FEW("FieldValueTooFew", "Too few", true),
        TYPE_INVALID("FieldValueTypeInvalid", "Invalid value", true),
        INTERNAL("InternalError", "Internal error", false);

        private final String wireName;
        private final String words;
        private final boolean showsValue;

        Type(String wireName, String words, boolean showsValue) {
            this.wireName = wireName;
            this.words = words;
            this.showsValue = showsValue;
        }

        public String wireName() {
            return wireName;
        }
    }

    public static FieldError required(String field, String detail) {
        return new FieldError(Type.REQUIRED, field, null, detail);
    }

    /** {@code value} as it is to be shown: strings with their quotes, numbers bare. */
    public static FieldError invalid(String field, String value, String detail) {
        return new FieldError(Type.INVALID, field, value, detail);
    }

    public static FieldError forbidden(String field, String detail) {
        return new FieldError(Type.FORBIDDEN, field, null, detail);
    }

    /** What stands in {@code causes[].message}: the message without the field. */
    public String causeMessage() {
        String head = type.showsValue && value != null ? type.words + ": " + value : type.words;
        return detail.isEmpty() ? head : head + ": " + detail;
    }

    public String message() {
        return field + ": " + causeMessage();
    }
}
