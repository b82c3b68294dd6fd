package dev.quarterdeck.kube.validation.pod;

import org.jspecify.annotations.Nullable;

/**
 * A profile as annotations write it that came before the field (KEP-24).
 *
 * @param type as the field names it
 * @param local the name of a profile of the node; empty for the other types
 */
public record AppArmorProfile(String type, String local) {
    /** What such annotations begin with; the container's name follows. */
    public static final String ANNOTATION = "container.apparmor.security.beta.kubernetes.io/";

    public static final String UNCONFINED = "Unconfined";
    public static final String LOCALHOST = "Localhost";
    static final String LOCAL = "localhost/";
    private static final String RUNTIME_DEFAULT = "RuntimeDefault";

    /** Null for a text that is no profile. */
    public static @Nullable AppArmorProfile read(String text) {
        if (text.startsWith(LOCAL)) {
            return new AppArmorProfile(LOCALHOST, text.substring(LOCAL.length()));
        }
        return switch (text) {
            case "runtime/default" -> new AppArmorProfile(RUNTIME_DEFAULT, "");
            case "unconfined" -> new AppArmorProfile(UNCONFINED, "");
            default -> null;
        };
    }

    /** As an annotation; {@code otherwise} for a type that none can name. */
    String written(String otherwise) {
        return switch (type) {
            case LOCALHOST -> LOCAL + local;
            case RUNTIME_DEFAULT -> "runtime/default";
            case UNCONFINED -> "unconfined";
            default -> otherwise;
        };
    }
}
