package dev.quarterdeck.state.commit;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of the mutations that were handed in together: all of them were applied, or none. */
public sealed interface CommitOutcome {

    /** Durable. One change per mutation that changes something, in their order. */
    record Committed(List<Applied> changes) implements CommitOutcome {
        public record Applied(long revision, byte[] json) {}
    }

    /**
     * A precondition failed. {@code current} is what is stored under the key of {@code mutation} now, null for nothing: decide again on that.
     * Of an {@link Mutation.Amend} it says only that it was refused, and is null.
     */
    record Conflict(Mutation mutation, @Nullable CurrentObject current) implements CommitOutcome {}

    /** Another object holds the claim. */
    record ClaimTaken(Mutation.Claim claim) implements CommitOutcome {}
}
