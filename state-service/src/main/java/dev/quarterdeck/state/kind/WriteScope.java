package dev.quarterdeck.state.kind;

import dev.quarterdeck.stateclient.Caller;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * What a strategy may know of a request besides its trees.
 *
 * @param now the time of the decision; the same for every field that it sets
 */
public record WriteScope(Caller caller, Instant now) {

    /** RFC 3339 in whole seconds, as API objects carry times. */
    public String timestamp() {
        return timestamp(now);
    }

    public static String timestamp(Instant at) {
        return at.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
