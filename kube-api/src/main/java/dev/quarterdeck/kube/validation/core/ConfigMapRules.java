package dev.quarterdeck.kube.validation.core;

import dev.quarterdeck.kube.format.Formats;
import dev.quarterdeck.kube.validation.rule.Field;
import dev.quarterdeck.kube.validation.rule.KindRules;
import dev.quarterdeck.kube.validation.rule.Same;
import java.nio.charset.StandardCharsets;

/** ConfigMaps, and what Secrets share with them: keys that are file names, a limit on size, and being immutable for good. */
public final class ConfigMapRules implements KindRules {
    static final int MOST_BYTES = 1048576;
    private static final String FIXED = "field is immutable when `immutable` is set";

    @Override
    public void create(Field object) {
        long bytes = 0;
        for (Field entry : object.at("data").entries()) {
            key(entry);
            if (object.at("binaryData").key(entry.name()).isSet()) {
                entry.invalidAs("\"" + entry.name() + "\"", "duplicate of key present in binaryData");
            }
            bytes += entry.text().getBytes(StandardCharsets.UTF_8).length;
        }
        for (Field entry : object.at("binaryData").entries()) {
            key(entry);
            bytes += decodedLength(entry.text());
        }
        if (bytes > MOST_BYTES) {
            object.at("[]").tooLong(MOST_BYTES);
        }
    }

    static void key(Field entry) {
        for (String problem : Formats.configKey(entry.name())) {
            entry.invalidAs("\"" + entry.name() + "\"", problem);
        }
    }

    /** Bytes that base64 text stands for. */
    static long decodedLength(String base64) {
        int padding = base64.endsWith("==") ? 2 : base64.endsWith("=") ? 1 : 0;
        return base64.length() / 4L * 3 - padding;
    }

    @Override
    public void update(Field object, Field old) {
        unchangedIfImmutable(object, old, "data", "binaryData");
        create(object);
    }

    static void unchangedIfImmutable(Field object, Field old, String... fields) {
        if (!old.at("immutable").flag()) {
            return;
        }
        if (!object.at("immutable").flag()) {
            object.at("immutable").forbidden(FIXED);
        }
        for (String field : fields) {
            if (object.at(field).isSet() != old.at(field).isSet() || !Same.same(object.at(field), old.at(field))) {
                object.at(field).forbidden(FIXED);
            }
        }
    }
}
