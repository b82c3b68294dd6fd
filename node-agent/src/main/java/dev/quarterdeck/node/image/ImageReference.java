package dev.quarterdeck.node.image;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** The short names that people write, as the full ones that registries and runtimes know. Grammar: distribution reference. Pure. */
public final class ImageReference {
    private static final Pattern VALID = Pattern.compile(
            "(?:(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*|\\[[0-9a-fA-F:]+])(?::[0-9]+)?/)?"
                    + "[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*"
                    + "(?::[\\w][\\w.-]{0,127})?(?:@[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,})?");

    private ImageReference() {}

    /** {@code busybox} → {@code docker.io/library/busybox:latest}; empty if it is no reference. */
    public static Optional<String> normalized(String image) {
        if (!VALID.matcher(image).matches()) {
            return Optional.empty();
        }
        int slash = image.indexOf('/');
        String first = slash < 0 ? "" : image.substring(0, slash);
        boolean hasHost = first.contains(".")
                || first.contains(":")
                || first.equals("localhost")
                || !first.equals(first.toLowerCase(Locale.ROOT));
        String full = hasHost ? image : "docker.io/" + (slash < 0 ? "library/" : "") + image;
        String path = full.substring(full.indexOf('/'));
        return Optional.of(path.contains("@") || path.contains(":") ? full : full + ":latest");
    }

    /** The registry's host, {@code docker.io}. */
    public static String registry(String normalized) {
        return normalized.substring(0, normalized.indexOf('/'));
    }
}
