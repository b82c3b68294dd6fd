package dev.quarterdeck.kube.schema;

/** The names that types have in the reference's messages: {@code int32}, {@code []v1.Container}, {@code map[string]string}. */
final class GoNames {

    private GoNames() {}

    static String of(Schema schema) {
        return switch (schema) {
            case ObjectSchema object -> packaged(object.name());
            case Schema.ListOf list -> "[]" + of(list.items());
            case Schema.MapOf map -> "map[string]" + of(map.values());
            case Schema.Free free ->
                free.definition().isEmpty() ? "map[string]interface {}" : packaged(free.definition());
            case Schema.Scalar scalar ->
                switch (scalar.type()) {
                    case STRING, TIME, MICRO_TIME -> "string";
                    case BOOLEAN -> "bool";
                    case INT32, INT_OR_STRING -> "int32";
                    case INT64 -> "int64";
                    case DOUBLE -> "float64";
                    case BYTES -> "[]uint8";
                    case QUANTITY -> "resource.Quantity";
                };
        };
    }

    private static String packaged(String definition) {
        int last = definition.lastIndexOf('.');
        return definition.substring(definition.lastIndexOf('.', last - 1) + 1);
    }
}
