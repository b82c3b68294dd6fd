package dev.quarterdeck.kube.validation.storage;

import dev.quarterdeck.kube.validation.rule.Field;
import java.nio.charset.StandardCharsets;

/** Parameters that are handed to a driver: bounded in number and size. */
final class ParameterRules {
    private static final int MOST_PARAMETERS = 512;
    private static final int MOST_BYTES = 262144;

    private ParameterRules() {}

    static void parameters(Field parameters, boolean mayBeEmpty) {
        if (parameters.size() > MOST_PARAMETERS) {
            parameters.tooLong(MOST_PARAMETERS);
            return;
        }
        if (bytes(parameters) > MOST_BYTES) {
            parameters.tooLong(MOST_BYTES);
        }
        for (Field parameter : parameters.entries()) {
            if (parameter.name().isEmpty()) {
                parameters.invalidAs("\"\"", "field can not be empty.");
            }
        }
        if (!mayBeEmpty && parameters.size() == 0) {
            parameters.required("must contain at least one key/value pair");
        }
    }

    static long bytes(Field map) {
        long bytes = 0;
        for (Field entry : map.entries()) {
            bytes += entry.name().getBytes(StandardCharsets.UTF_8).length
                    + entry.text().getBytes(StandardCharsets.UTF_8).length;
        }
        return bytes;
    }
}
