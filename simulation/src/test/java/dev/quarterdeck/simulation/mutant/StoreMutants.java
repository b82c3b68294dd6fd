package dev.quarterdeck.simulation.mutant;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.simulation.cluster.Parts;
import dev.quarterdeck.simulation.invariant.Truth;
import dev.quarterdeck.simulation.store.FakePostgres;
import dev.quarterdeck.simulation.world.Network;
import dev.quarterdeck.simulation.world.World;
import dev.quarterdeck.state.commit.BatchPlan;
import dev.quarterdeck.state.commit.BatchTransaction;
import dev.quarterdeck.state.commit.CommitOutcome;
import dev.quarterdeck.state.commit.CommittedChange;
import dev.quarterdeck.state.commit.Mutation;
import dev.quarterdeck.state.commit.MutationGroup;
import dev.quarterdeck.state.commit.StoredRow;
import dev.quarterdeck.stream.publish.RecentChanges;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Mistakes around the commit. */
final class StoreMutants {
    private StoreMutants() {}

    static final class PublishBeforeCommit implements Parts {
        @Override
        public void beforeCommit(BatchPlan plan, RecentChanges recent) {
            recent.committed(
                    plan.changes().stream().map(CommittedChange::change).toList());
        }
    }

    private static class TransactionAround implements BatchTransaction {
        protected final BatchTransaction inner;

        TransactionAround(BatchTransaction inner) {
            this.inner = inner;
        }

        @Override
        public Result run(List<MutationGroup> groups) throws NotCommittedException, FateUnknownException {
            return inner.run(groups);
        }

        @Override
        public boolean wasCommitted(FateUnknownException unknown) throws NotCommittedException {
            return inner.wasCommitted(unknown);
        }

        @Override
        public void close() {
            inner.close();
        }
    }

    static final class AcknowledgeBeforeCommit implements Parts {
        @Override
        public BatchTransaction transaction(BatchTransaction transaction) {
            return new TransactionAround(transaction) {
                @Override
                public Result run(List<MutationGroup> groups) throws NotCommittedException, FateUnknownException {
                    try {
                        return inner.run(groups);
                    } catch (FateUnknownException e) {
                        return e.result();
                    }
                }
            };
        }
    }

    static final class GuessCommitted implements Parts {
        @Override
        public BatchTransaction transaction(BatchTransaction transaction) {
            return new TransactionAround(transaction) {
                @Override
                public boolean wasCommitted(FateUnknownException unknown) {
                    return true;
                }
            };
        }
    }

    static final class GuessNotCommitted implements Parts {
        @Override
        public BatchTransaction transaction(BatchTransaction transaction) {
            return new TransactionAround(transaction) {
                @Override
                public boolean wasCommitted(FateUnknownException unknown) {
                    return false;
                }
            };
        }
    }

    static final class PreconditionNotChecked implements Parts {
        @Override
        public BatchTransaction transaction(BatchTransaction transaction) {
            return new TransactionAround(transaction) {
                @Override
                public Result run(List<MutationGroup> groups) throws NotCommittedException, FateUnknownException {
                    Result result = inner.run(groups);
                    for (int i = 0; i < groups.size(); i++) {
                        if (result.outcomes().get(i) instanceof CommitOutcome.Conflict conflict
                                && conflict.current() != null
                                && conflict.mutation() instanceof Mutation.Replace r) {
                            Mutation blind = new Mutation.Replace(
                                    r.resource(),
                                    r.key(),
                                    r.uid(),
                                    conflict.current().revision(),
                                    r.object(),
                                    r.claims());
                            return inner.run(List.of(new MutationGroup(
                                    List.of(blind), groups.get(i).author())));
                        }
                    }
                    return result;
                }
            };
        }
    }

    static final class BrieflyIsAll implements Parts {
        @Override
        public FakePostgres postgres(World world, Network network, Truth truth) {
            return new FakePostgres(world, network, truth::committed) {
                @Override
                public long keptFrom(StoredResource resource) {
                    return Math.max(compacted, briefCompacted);
                }
            };
        }
    }

    static final class RevisionReused implements Parts {
        @Override
        public FakePostgres postgres(World world, Network network, Truth truth) {
            return new FakePostgres(world, network, truth::committed) {
                @Override
                public void restart() {
                    super.restart();
                    revision = Math.max(0, revision - 1);
                }
            };
        }
    }

    static final class CommitsLostInCrash implements Parts {
        @Override
        public FakePostgres postgres(World world, Network network, Truth truth) {
            return new FakePostgres(world, network, truth::committed) {
                @Override
                public void restart() {
                    super.restart();
                    if (history.isEmpty()) {
                        return;
                    }
                    var lost = history.removeLast().change().change();
                    revision = lost.revision() - 1;
                    TreeMap<ObjectKey, StoredRow> table = rows.get(lost.resource());
                    if (table != null) {
                        table.remove(lost.key());
                    }
                    List<Long> left = new ArrayList<>(List.of(0L));
                    history.stream()
                            .map(h -> h.change().change())
                            .filter(c -> c.resource().equals(lost.resource()))
                            .forEach(c -> left.add(c.revision()));
                    newest.put(lost.resource(), left.getLast());
                }
            };
        }
    }
}
