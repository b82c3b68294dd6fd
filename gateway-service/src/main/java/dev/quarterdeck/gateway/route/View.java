package dev.quarterdeck.gateway.route;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** When in time a request looks: said by a prefix of its path. What follows the prefix is what the request is about, for authorization too. */
public sealed interface View {
    /** What is. */
    View NOW = new Now();

    /** No prefix. */
    record Now() implements View {}

    /**
     * {@code /as-of/MOMENT/...}: what was.
     *
     * @param moment as the path has it: a revision, a time or a duration
     */
    record AsOf(String moment) implements View {}

    /**
     * A moment whose revision is known.
     *
     * @param time null where the client named the revision itself
     */
    record At(long revision, @Nullable Instant time) implements View {}

    /** {@code /history/...}: what became of one object. */
    record History() implements View {}
}
