package dev.quarterdeck.kube.schema;

/** The scalar types of the API, with the name of the definition that OpenAPI refers to for those that have one. */
public enum ScalarType {
    STRING(""),
    BOOLEAN(""),
    INT32(""),
    INT64(""),
    DOUBLE(""),
    /** base64 in JSON */
    BYTES(""),
    QUANTITY("io.k8s.apimachinery.pkg.api.resource.Quantity"),
    INT_OR_STRING("io.k8s.apimachinery.pkg.util.intstr.IntOrString"),
    /** RFC 3339 in whole seconds */
    TIME("io.k8s.apimachinery.pkg.apis.meta.v1.Time"),
    /** RFC 3339 in microseconds */
    MICRO_TIME("io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime");

    private final String definition;

    ScalarType(String definition) {
        this.definition = definition;
    }

    /** Name in OpenAPI; empty for the types that are written out in place. */
    public String definition() {
        return definition;
    }
}
