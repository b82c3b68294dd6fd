package dev.quarterdeck.state.write;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.state.admission.ClusterReader;
import dev.quarterdeck.state.admission.QuotaAccounts;
import dev.quarterdeck.state.admission.QuotaCharge;
import dev.quarterdeck.state.commit.Author;
import dev.quarterdeck.state.commit.CommitOutcome;
import dev.quarterdeck.state.commit.CurrentObject;
import dev.quarterdeck.state.commit.Mutation;
import dev.quarterdeck.state.commit.ObjectStore;
import dev.quarterdeck.state.commit.RowKey;
import dev.quarterdeck.stateclient.Failures;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The handlers' side of the store: waits on the request's own virtual thread, and has remembered rows forgotten that a commit made old. */
final class Committer {
    private final ObjectStore store;
    /** Of rows remembered for updates, bytes. */
    private static final long REMEMBERED = 32L << 20;

    private final ClusterReader reader;
    private final RecentRows recent = new RecentRows(REMEMBERED);

    Committer(ObjectStore store, ClusterReader reader) {
        this.store = store;
        this.reader = reader;
    }

    /** What the store has now. */
    @Nullable
    CurrentObject get(StoredResource resource, ObjectKey key) {
        return Failures.await(store.get(resource, key)).orElse(null);
    }

    /** A row that may be old: good enough to decide on where a commit follows; null where none is remembered. */
    @Nullable
    CurrentObject recent(StoredResource resource, ObjectKey key) {
        return recent.get(new RowKey(resource, key));
    }

    List<CurrentObject> list(StoredResource resource, String namespace, @Nullable ObjectKey after, int limit) {
        return Failures.await(store.list(resource, namespace, after, limit));
    }

    CommitOutcome commit(List<Mutation> together, Author author) {
        CommitOutcome outcome = Failures.await(store.commit(together, author));
        switch (outcome) {
            case CommitOutcome.Committed committed -> {
                recent.committed(together, committed.changes());
                for (Mutation mutation : together) {
                    boolean wasOnlyCounted =
                            mutation instanceof Mutation.Amend amend && amend.amendment() instanceof QuotaCharge;
                    if (!(mutation instanceof Mutation.Require) && !wasOnlyCounted) {
                        reader.forget(mutation.resource(), mutation.key());
                    }
                }
            }
            case CommitOutcome.Conflict(Mutation mutation, CurrentObject current) -> {
                reader.forget(mutation.resource(), mutation.key());
                if (mutation.resource().id().equals("namespaces")) {
                    // another replica may have made a quota in it
                    QuotaAccounts.forget(reader, mutation.key().name());
                }
                if (current == null) {
                    recent.forget(new RowKey(mutation.resource(), mutation.key()));
                } else {
                    recent.saw(current);
                }
            }
            case CommitOutcome.ClaimTaken taken -> {}
        }
        return outcome;
    }
}
