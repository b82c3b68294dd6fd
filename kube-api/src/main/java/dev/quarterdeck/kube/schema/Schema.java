package dev.quarterdeck.kube.schema;

import java.util.List;

/** The type of a value in an object tree. Immutable; instances of the built-in kinds are shared by all requests. */
public sealed interface Schema permits Schema.Scalar, Schema.Free, Schema.ListOf, Schema.MapOf, ObjectSchema {

    /**
     * A string, number or boolean.
     *
     * @param enumValues what the value may be; empty where everything of the type may
     */
    record Scalar(ScalarType type, List<String> enumValues) implements Schema {}

    /**
     * A tree that no schema describes: embedded objects, JSON values, field sets.
     *
     * @param definition its name in OpenAPI; empty for one without a name
     * @param objectOnly true where it must be an object, false where any JSON value may stand
     */
    record Free(String definition, boolean objectOnly) implements Schema {}

    record ListOf(Schema items) implements Schema {}

    /** An object whose keys are data: labels, limits. */
    record MapOf(Schema values) implements Schema {}
}
