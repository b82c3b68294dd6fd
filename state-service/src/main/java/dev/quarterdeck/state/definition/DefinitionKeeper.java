package dev.quarterdeck.state.definition;

import dev.quarterdeck.kube.definition.Definition;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.EncodedObject;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.object.Metadata;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.state.commit.Author;
import dev.quarterdeck.state.commit.CommitOutcome;
import dev.quarterdeck.state.commit.CurrentObject;
import dev.quarterdeck.state.commit.Mutation;
import dev.quarterdeck.state.commit.ObjectStore;
import dev.quarterdeck.state.kind.Trees;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Brings definitions to the status that {@link DefinitionPlanner} decides, and ends those that are being deleted once their objects are gone. Remembers only
 * which names each definition holds, so that one that changes costs the reading of that one. Every write is conditional on the row that was read: replicas may
 * work on the same definition. One thread at a time ({@link DefinitionSchedule}).
 */
public final class DefinitionKeeper {
    private static final int PAGE = 200;
    private static final int ATTEMPTS = 10;
    private static final Author AUTHOR = Author.internal("customresourcedefinitions");

    private final ObjectStore store;
    private final ToIntFunction<StoredResource> removal;
    private final Consumer<ObjectKey> written;
    private final InstantSource clock;
    private final BiConsumer<String, @Nullable ObjectNode> seen;
    private final Map<String, Kept> kept = new HashMap<>();

    private record Kept(String group, long revision, GroupNames names, boolean settled) {}

    /**
     * @param removal deletes all objects of a resource, and says how many are still there
     * @param written told of each definition that was written here
     * @param seen told of each definition as it is when it is looked at; null for one that is gone
     */
    public DefinitionKeeper(
            ObjectStore store,
            ToIntFunction<StoredResource> removal,
            Consumer<ObjectKey> written,
            BiConsumer<String, @Nullable ObjectNode> seen,
            InstantSource clock) {
        this.store = store;
        this.removal = removal;
        this.written = written;
        this.seen = seen;
        this.clock = clock;
    }

    /** Looks at all definitions. Returns the names of those that have to be looked at again, being deleted with objects left. */
    public Set<String> lookAtAll() {
        Set<String> again = new java.util.TreeSet<>();
        Map<String, Kept> gone = new HashMap<>(kept);
        List<CurrentObject> changed = new ArrayList<>();
        ObjectKey after = null;
        List<CurrentObject> page;
        do {
            page = store.list(Definition.RESOURCE, "", after, PAGE).join();
            for (CurrentObject row : page) {
                after = row.key();
                Kept known = gone.remove(row.key().name());
                if (known == null || known.revision() != row.revision() || !known.settled()) {
                    ObjectNode tree = Json.read(row.json());
                    remember(row, tree, known != null && known.settled());
                    changed.add(row);
                }
            }
        } while (page.size() == PAGE);
        gone.keySet().forEach(kept::remove);
        gone.keySet().forEach(name -> seen.accept(name, null));
        for (CurrentObject row : changed) {
            if (!lookAt(row.key().name())) {
                again.add(row.key().name());
            }
        }
        return again;
    }

    /** Looks at one definition. False where it has to be looked at again. */
    public boolean lookAt(String name) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            CurrentObject row = store.get(Definition.RESOURCE, new ObjectKey("", name))
                    .join()
                    .orElse(null);
            if (row == null) {
                Kept before = kept.remove(name);
                seen.accept(name, null);
                if (before != null) {
                    reconsider(before.group(), name);
                }
                return true;
            }
            ObjectNode tree = Json.read(row.json());
            seen.accept(name, tree);
            Step step = step(row, tree);
            switch (step) {
                case SETTLED -> {
                    remember(row, tree, true);
                    return true;
                }
                case LATER -> {
                    remember(row, tree, false);
                    return false;
                }
                case WRITTEN, LOST -> {}
            }
        }
        return false;
    }

    private enum Step {
        /** There is nothing to write. */
        SETTLED,
        /** Objects are still there. */
        LATER,
        /** Something was written; there may be more. */
        WRITTEN,
        /** Another write came between. */
        LOST
    }

    private Step step(CurrentObject row, ObjectNode tree) {
        Metadata metadata = Metadata.of(tree);
        if (metadata.isBeingDeleted() && metadata.finalizers().contains(DefinitionStatus.FINALIZER)) {
            return terminate(row, tree);
        }
        if (metadata.isBeingDeleted()
                || !DefinitionPlanner.plan(tree, takenByOthers(tree, row.key().name()), clock.instant())) {
            return Step.SETTLED;
        }
        Step step = write(replacement(row, tree));
        if (step == Step.WRITTEN) {
            Kept before = kept.get(row.key().name());
            remember(row, tree, false);
            if (before != null && !before.names().equals(GroupNames.acceptedBy(tree))) {
                reconsider(before.group(), row.key().name());
            }
        }
        return step;
    }

    private Step terminate(CurrentObject row, ObjectNode tree) {
        String reason;
        String message;
        if (DefinitionStatus.isTrue(tree, "Established")) {
            boolean told = DefinitionStatus.set(
                    tree,
                    new DefinitionStatus.Condition(
                            "Terminating",
                            "True",
                            "InstanceDeletionInProgress",
                            "CustomResource deletion is in progress"),
                    clock.instant());
            if (told) {
                return write(replacement(row, tree));
            }
            int left = removal.applyAsInt(
                    new StoredResource(Trees.text(tree, "spec", "group"), Trees.text(tree, "spec", "names", "plural")));
            if (left > 0) {
                return Step.LATER;
            }
            reason = "InstanceDeletionCompleted";
            message = "removed all instances";
        } else {
            reason = "NeverEstablished";
            message = "resource was never established";
        }
        DefinitionStatus.set(
                tree, new DefinitionStatus.Condition("Terminating", "False", reason, message), clock.instant());
        ObjectNode metadata = Metadata.of(tree).node();
        List<String> finalizers = new ArrayList<>(Metadata.of(tree).finalizers());
        finalizers.remove(DefinitionStatus.FINALIZER);
        if (finalizers.isEmpty()) {
            metadata.remove("finalizers");
            return write(
                    new Mutation.Remove(row.resource(), row.key(), row.uid(), row.revision(), EncodedObject.of(tree)));
        }
        ArrayNode left = metadata.putArray("finalizers");
        finalizers.forEach(left::add);
        return write(replacement(row, tree));
    }

    private static Mutation replacement(CurrentObject row, ObjectNode tree) {
        return new Mutation.Replace(
                row.resource(), row.key(), row.uid(), row.revision(), EncodedObject.of(tree), Set.of());
    }

    private Step write(Mutation mutation) {
        boolean committed = store.commit(List.of(mutation), AUTHOR).join() instanceof CommitOutcome.Committed;
        written.accept(mutation.key());
        return committed ? Step.WRITTEN : Step.LOST;
    }

    private void remember(CurrentObject row, ObjectNode tree, boolean settled) {
        kept.put(
                row.key().name(),
                new Kept(
                        Trees.text(tree, "spec", "group"),
                        row.revision(),
                        GroupNames.acceptedBy(tree),
                        settled && DefinitionStatus.isTrue(tree, "NamesAccepted")));
    }

    private GroupNames takenByOthers(ObjectNode tree, String name) {
        String group = Trees.text(tree, "spec", "group");
        GroupNames taken = GroupNames.NONE;
        for (Map.Entry<String, Kept> other : kept.entrySet()) {
            if (!other.getKey().equals(name) && other.getValue().group().equals(group)) {
                taken = taken.and(other.getValue().names());
            }
        }
        return taken;
    }

    /** Names of this group became free: those who could not have them may try again. */
    private void reconsider(String group, String but) {
        List<String> waiting = kept.entrySet().stream()
                .filter(e -> !e.getKey().equals(but)
                        && e.getValue().group().equals(group)
                        && !e.getValue().settled())
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
        waiting.forEach(this::lookAt);
    }
}
