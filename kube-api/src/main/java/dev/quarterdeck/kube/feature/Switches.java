package dev.quarterdeck.kube.feature;

import java.util.LinkedHashMap;
import java.util.Map;

/** Reads {@code NAME=true,OTHER=false}, as the flags of Kubernetes write it; the last word on a name counts. Pure. */
final class Switches {
    private Switches() {}

    /** @throws IllegalArgumentException in the reference's words */
    static Map<String, Boolean> parse(String text) {
        Map<String, Boolean> switches = new LinkedHashMap<>();
        for (String pair : text.split(",")) {
            if (pair.isBlank()) {
                continue;
            }
            int equals = pair.indexOf('=');
            String name = (equals < 0 ? pair : pair.substring(0, equals)).strip();
            if (equals < 0) {
                throw new IllegalArgumentException("missing bool value for " + name);
            }
            switches.put(name, bool(name, pair.substring(equals + 1).strip()));
        }
        return switches;
    }

    private static boolean bool(String name, String value) {
        return switch (value) {
            case "1", "t", "T", "true", "TRUE", "True" -> true;
            case "0", "f", "F", "false", "FALSE", "False" -> false;
            default ->
                throw new IllegalArgumentException("invalid value of " + name + "=" + value
                        + ", err: strconv.ParseBool: parsing \"" + value + "\": invalid syntax");
        };
    }
}
