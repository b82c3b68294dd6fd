package dev.quarterdeck.state.commit;

import dev.quarterdeck.kube.kind.StoredResource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All that a batch does once it commits, and the answer to each group in it.
 *
 * @param revision the counter afterwards
 * @param changes rows of history, in revision order
 * @param rows the last state of every row that the batch touched; empty for removed
 * @param taken claims to be inserted, with their holders
 * @param released claims to be deleted; done before the taken ones are inserted
 * @param newest the newest revision of each resource that changed
 * @param decisions one per group, in order
 */
public record BatchPlan(
        long revision,
        List<CommittedChange> changes,
        Map<RowKey, Optional<StoredRow>> rows,
        Map<Mutation.Claim, RowKey> taken,
        Set<Mutation.Claim> released,
        Map<StoredResource, Long> newest,
        List<Decision> decisions) {

    public boolean changesNothing() {
        return changes.isEmpty();
    }

    /** What was decided for one group; it becomes a {@link CommitOutcome} once the batch is durable. */
    public sealed interface Decision {
        record Apply(List<CommitOutcome.Committed.Applied> applied) implements Decision {}

        /** {@code current} may lack its value. */
        record Refuse(Mutation mutation, @Nullable StoredRow current) implements Decision {}

        record Taken(Mutation.Claim claim) implements Decision {}
    }
}
