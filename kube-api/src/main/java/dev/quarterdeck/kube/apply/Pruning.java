package dev.quarterdeck.kube.apply;

import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** Removes what a manager applied before and applies no more, where nobody else owns it. */
final class Pruning {

    /** Holds what nobody owns and every object has: its name. */
    private static final FieldSet METADATA = FieldSet.ofFields("metadata");

    private final ManagedFields managed;
    private final ManagedKind kind;

    /** @param managed with what the manager applies now */
    Pruning(ManagedFields managed, ManagedKind kind) {
        this.managed = managed;
        this.kind = kind;
    }

    /**
     * @param merged in {@code apiVersion}
     * @param last what the manager applied before
     */
    ObjectNode prune(ObjectNode merged, ManagedEntry last, String apiVersion) {
        String version = last.apiVersion();
        MergeType type = kind.type(version);
        if (type == null) {
            return merged;
        }
        ObjectNode whole = in(merged, apiVersion, version);
        FieldSet before = last.set().withNamedFields(type);
        ObjectNode pruned = without(whole, before, type);
        pruned = addBackOwned(whole, pruned, version);
        pruned = addBackDangling(whole, pruned, before, type);
        return in(pruned, version, apiVersion);
    }

    private static ObjectNode without(ObjectNode object, FieldSet gone, MergeType type) {
        return Removal.of(object, gone.difference(METADATA), type);
    }

    private ObjectNode in(ObjectNode object, String from, String to) {
        return from.equals(to) ? object : kind.convert(object, to);
    }

    private ObjectNode addBackOwned(ObjectNode whole, ObjectNode pruned, String version) {
        Map<String, FieldSet> owned = new HashMap<>();
        for (ManagedEntry entry : managed.entries()) {
            owned.merge(entry.apiVersion(), entry.set(), FieldSet::union);
        }
        FieldSet here = owned.remove(version);
        ObjectNode result = here == null ? pruned : addBackOwned(whole, pruned, here, version);
        for (Map.Entry<String, FieldSet> elsewhere : owned.entrySet()) {
            if (kind.type(elsewhere.getKey()) != null) {
                result = in(
                        addBackOwned(
                                in(whole, version, elsewhere.getKey()),
                                in(result, version, elsewhere.getKey()),
                                elsewhere.getValue(),
                                elsewhere.getKey()),
                        elsewhere.getKey(),
                        version);
            }
        }
        return result;
    }

    private ObjectNode addBackOwned(ObjectNode whole, ObjectNode pruned, FieldSet owned, String version) {
        MergeType type = kind.type(version);
        if (type == null) {
            return pruned;
        }
        FieldSet all = Declared.of(whole, type).withNamedFields(type);
        FieldSet kept = Declared.of(pruned, type).withNamedFields(type).union(owned.withNamedFields(type));
        return without(whole, all.difference(kept), type);
    }

    /** What fell with its parents, although the manager never applied it, stays. */
    private static ObjectNode addBackDangling(ObjectNode whole, ObjectNode pruned, FieldSet last, MergeType type) {
        FieldSet all = Declared.of(whole, type).withNamedFields(type);
        FieldSet kept = Declared.of(pruned, type).withNamedFields(type);
        return without(whole, all.difference(kept).intersection(last), type);
    }
}
