package dev.quarterdeck.kube.validation.pod;

import dev.quarterdeck.kube.validation.rule.Field;
import java.util.Arrays;

/** Paths inside volumes: they must not lead out of them. */
public final class Paths {

    private Paths() {}

    public static boolean noBacksteps(Field path) {
        if (Arrays.asList(path.text().split("/")).contains("..")) {
            path.invalid("must not contain '..'");
            return false;
        }
        return true;
    }

    /** Relative, and without {@code ..} */
    public static void descending(Field path) {
        if (path.text().startsWith("/")) {
            path.invalid("must be a relative path");
        }
        noBacksteps(path);
    }

    /** Also not beginning with two dots, which the node's own files do. */
    static void notReserved(Field path) {
        descending(path);
        if (path.text().startsWith("..") && !path.text().startsWith("../")) {
            path.invalid("must not start with '..'");
        }
    }
}
