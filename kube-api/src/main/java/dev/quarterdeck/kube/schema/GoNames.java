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

    /** The type of the items of a list of this type: {@code v1.Container} of {@code []v1.Container}. */
    static String ofItems(String list) {
        return list.startsWith("[]") ? list.substring(2) : list;
    }

    /** The type of the values of a map of this type; a map that has a name of its own hides it. */
    static String ofValues(String map, Schema values) {
        int bracket = map.indexOf(']');
        return map.startsWith("map[") && bracket > 0 ? map.substring(bracket + 1) : of(values);
    }

    private static String packaged(String definition) {
        int last = definition.lastIndexOf('.');
        return definition.substring(definition.lastIndexOf('.', last - 1) + 1);
    }
}
