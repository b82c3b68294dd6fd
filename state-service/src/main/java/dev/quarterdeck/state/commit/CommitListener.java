package dev.quarterdeck.state.commit;

import java.util.List;

/** Hears of each batch after it is durable, on the committer's thread, in revision order; must be quick. Other replicas' batches are not heard here. */
@FunctionalInterface
public interface CommitListener {
    void committed(List<CommittedChange> changes);
}
