package dev.quarterdeck.simulation.invariant;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.state.commit.CommittedChange;
import dev.quarterdeck.stream.record.Change;
import dev.quarterdeck.stream.record.ChangeType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * The model: every change in the order in which it became durable, and the state of each resource at every revision. It knows nothing of batches, replicas,
 * topics or caches.
 */
public final class Truth {
    private final List<Committed> changes = new ArrayList<>();
    private final Map<StoredResource, List<Committed>> byResource = new HashMap<>();
    private final Map<StoredResource, TreeMap<Long, TreeMap<ObjectKey, Committed>>> states = new HashMap<>();
    private final Map<String, Long> marks = new HashMap<>();
    private final Set<String> failed = new HashSet<>();

    /**
     * @param mark of the write that made it
     * @param from the revision of the state that the write was decided on; 0 for none
     */
    public record Committed(Change change, String mark, long from) {
        public long revision() {
            return change.revision();
        }
    }

    public void committed(CommittedChange row) {
        Change change = row.change();
        long expected = revision() + 1;
        if (change.revision() != expected) {
            throw new Violation(
                    Invariant.REVISION_ORDER,
                    "revision " + change.revision() + " was committed where " + expected + " follows");
        }
        ObjectNode object = Json.read(change.json());
        String mark = object.path("data").path("mark").asString("");
        long from = object.path("data").path("from").asLong(0);
        Committed committed = new Committed(change, mark, from);
        TreeMap<ObjectKey, Committed> state = new TreeMap<>(stateAt(change.resource(), revision()));
        checkPrecondition(state.get(change.key()), committed);
        if (!object.path("metadata").path("resourceVersion").asString("").equals(Long.toString(change.revision()))) {
            throw new Violation(
                    Invariant.REVISION_ORDER, "the object of revision " + change.revision() + " names another");
        }
        if (change.type() == ChangeType.DELETED) {
            state.remove(change.key());
        } else {
            state.put(change.key(), committed);
        }
        Long before = marks.put(mark, change.revision());
        if (before != null) {
            throw new Violation(
                    Invariant.APPLIED_ONCE,
                    "write " + mark + " is there at " + before + " and at " + change.revision());
        }
        if (failed.contains(mark)) {
            throw new Violation(Invariant.FAILED_IS_NOT_THERE, "write " + mark + " came at " + change.revision());
        }
        changes.add(committed);
        byResource.computeIfAbsent(change.resource(), r -> new ArrayList<>()).add(committed);
        states.computeIfAbsent(change.resource(), r -> new TreeMap<>()).put(change.revision(), state);
    }

    private static void checkPrecondition(@Nullable Committed current, Committed next) {
        long is = current == null ? 0 : current.revision();
        boolean fits = (next.change.type() == ChangeType.ADDED) == (current == null) && is == next.from;
        if (!fits) {
            throw new Violation(
                    Invariant.PRECONDITION,
                    next.change.type() + " of " + next.change.key() + " at " + next.revision()
                            + " was decided on revision " + next.from + " of it, but it was at " + is);
        }
    }

    public long revision() {
        return changes.isEmpty() ? 0 : changes.getLast().revision();
    }

    public Committed at(long revision) {
        return changes.get((int) revision - 1);
    }

    /** All changes of a resource, in order. */
    public List<Committed> of(StoredResource resource) {
        return byResource.getOrDefault(resource, List.of());
    }

    public long newest(StoredResource resource) {
        List<Committed> all = of(resource);
        return all.isEmpty() ? 0 : all.getLast().revision();
    }

    public TreeMap<ObjectKey, Committed> stateAt(StoredResource resource, long revision) {
        TreeMap<Long, TreeMap<ObjectKey, Committed>> of = states.get(resource);
        var entry = of == null ? null : of.floorEntry(revision);
        return entry == null ? new TreeMap<>() : entry.getValue();
    }

    /** What a writer was told. */
    public void acknowledged(String mark, long revision) {
        Long at = marks.get(mark);
        if (at == null || at != revision) {
            throw new Violation(
                    Invariant.ACKNOWLEDGED_SURVIVES,
                    "write " + mark + " was acknowledged at " + revision + " and is "
                            + (at == null ? "nowhere" : "at " + at));
        }
    }

    public void reportedAsFailed(String mark) {
        failed.add(mark);
        Long at = marks.get(mark);
        if (at != null) {
            throw new Violation(Invariant.FAILED_IS_NOT_THERE, "write " + mark + " is there at " + at);
        }
    }

    public boolean isThere(String mark) {
        return marks.containsKey(mark);
    }
}
