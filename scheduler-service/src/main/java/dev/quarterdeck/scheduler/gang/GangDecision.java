package dev.quarterdeck.scheduler.gang;

import dev.quarterdeck.scheduler.snapshot.PodRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What becomes of the pods of one group that were tried together; one outcome for each, in their order. */
public sealed interface GangDecision {

    /** Those that fit are bound. What they hold besides room stays held. */
    record Bind(List<PodOutcome> pods) implements GangDecision {}

    /** Enough of them would fit once others have gone from their nodes: these are cleared, and nothing is bound yet. */
    record Clear(List<PodOutcome> pods) implements GangDecision {}

    /**
     * They fit together once others have gone, wherever these are; nothing is bound yet.
     *
     * @param pods how they fare now
     * @param message what the group is told
     * @param victims most important first
     * @param then how they fare once those are gone
     */
    record Displace(List<PodOutcome> pods, String message, List<PodRequest> victims, List<PodOutcome> then)
            implements GangDecision {}

    /** Not enough of them fit: nothing is bound. */
    record Refuse(List<PodOutcome> pods, String message) implements GangDecision {}

    /**
     * A question has no answer: nothing is bound.
     *
     * @param pod the one it was about; null where it was about the group
     */
    record Fail(@Nullable PodRequest pod, String message) implements GangDecision {}
}
