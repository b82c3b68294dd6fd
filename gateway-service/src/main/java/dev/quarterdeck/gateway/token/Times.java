package dev.quarterdeck.gateway.token;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Times as objects carry them: RFC 3339, UTC, whole seconds. */
final class Times {
    private Times() {}

    static String seconds(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
