package dev.quarterdeck.kube.openapi;

/** The two versions of OpenAPI that clients read. */
enum Flavor {
    V2("#/definitions/"),
    V3("#/components/schemas/");

    private final String prefix;

    Flavor(String prefix) {
        this.prefix = prefix;
    }

    String reference(String definition) {
        return prefix + definition;
    }
}
