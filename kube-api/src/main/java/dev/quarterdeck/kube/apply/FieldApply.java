package dev.quarterdeck.kube.apply;

import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.StatusReason;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Server-side apply: merges a manager's configuration into what is stored, removes what it applied before and lists no more unless others own it, and refuses
 * to change what others own unless it is forced (KEP-555). Pure.
 */
public final class FieldApply {

    private static final String BEFORE_FIRST_APPLY = "before-first-apply";
    private static final String KUBECTL = "kubectl";

    private FieldApply() {}

    /**
     * @param live what is stored, in any version; null where nothing is
     * @param config in the version of the request; not changed
     * @param force take fields that others own
     * @return the object in the version of the request, with its {@code managedFields}; a tree of its own
     * @throws ApiException 409 for conflicts, 500 for a configuration that is not of its type, as the reference answers
     */
    public static ObjectNode apply(
            @Nullable ObjectNode live, ObjectNode config, Actor actor, boolean force, ManagedKind kind) {
        try {
            return applied(live, config, actor, force, kind);
        } catch (Elements.Unkeyed unkeyed) {
            throw ApiException.internal("what is stored cannot be merged: " + unkeyed.getMessage());
        }
    }

    private static ObjectNode applied(
            @Nullable ObjectNode live, ObjectNode config, Actor actor, boolean force, ManagedKind kind) {
        MergeType type = kind.type(actor.apiVersion());
        if (type == null) {
            throw ApiException.badRequest("invalid object type: " + kindOf(config));
        }
        ObjectNode current = live == null ? kind.empty(actor.apiVersion()) : kind.convert(live, actor.apiVersion());
        ManagedFields managed = ManagedFields.readAll(ManagedFields.node(live));
        if (managed == null) {
            throw new ApiException(
                    StatusReason.INTERNAL_ERROR, "failed to decode managed fields", ApiException.Details.NONE);
        }
        if (managed.isEmpty() && live != null) {
            beforeFirstApply(managed, current, type, actor, kind);
        }
        check(config, type);
        ManagedFields.set(current, null);

        ManagedFields attempt = copy(managed);
        Result result = merge(current, config, type, actor, force, attempt, kind);
        if (result.conflicts != null) {
            if (!isKubectl(actor)) {
                throw result.conflicts.refusal();
            }
            ApplyConflicts left = result.conflicts.without(LastApplied.owned(current, type, actor.apiVersion()));
            if (!left.isEmpty()) {
                throw left.refusal();
            }
            attempt = copy(managed);
            result = merge(current, config, type, actor, true, attempt, kind);
        }
        ObjectNode object = result.object.deepCopy();
        if (isKubectl(actor)) {
            LastApplied.renew(object, config);
        }
        attempt.write(object);
        return object;
    }

    /** {@code apps/v1, Kind=Deployment}; {@code /v1, Kind=Pod} of the core group. */
    static String kindOf(ObjectNode config) {
        String apiVersion = config.path("apiVersion").asString("");
        return (apiVersion.indexOf('/') < 0 ? "/" : "") + apiVersion + ", Kind="
                + config.path("kind").asString("");
    }

    private static boolean isKubectl(Actor actor) {
        return actor.manager().equals(KUBECTL);
    }

    private static ManagedFields copy(ManagedFields managed) {
        ManagedFields copy = new ManagedFields();
        managed.entries().forEach(copy::put);
        return copy;
    }

    /** What is there already belongs to somebody whose name nobody knows. */
    private static void beforeFirstApply(
            ManagedFields managed, ObjectNode current, MergeType type, Actor actor, ManagedKind kind) {
        FieldSet all = Comparison.of(kind.empty(actor.apiVersion()), current, type, false)
                .filtered(kind.filter(actor.apiVersion(), actor.subresource()))
                .taken();
        if (!all.isEmpty()) {
            Actor unknown = new Actor(BEFORE_FIRST_APPLY, actor.apiVersion(), actor.subresource(), actor.time());
            managed.put(ManagedEntry.of(unknown.id(false), actor.apiVersion(), actor.time(), all));
        }
    }

    private static void check(ObjectNode config, MergeType type) {
        String wrong = TypeCheck.find(config, type);
        if (!wrong.isEmpty()) {
            String namespace = config.path("metadata").path("namespace").asString("");
            String name = config.path("metadata").path("name").asString("");
            // The reference answers without a reason.
            throw ApiException.ofOthers(
                    "",
                    500,
                    "failed to create typed patch object (" + namespace + "/" + name + "; " + kindOf(config) + "): "
                            + wrong,
                    ApiException.Details.NONE);
        }
    }

    /** @param conflicts null where there are none */
    private record Result(ObjectNode object, @Nullable ApplyConflicts conflicts) {}

    private static Result merge(
            ObjectNode current,
            ObjectNode config,
            MergeType type,
            Actor actor,
            boolean force,
            ManagedFields managed,
            ManagedKind kind) {
        ManagedEntry.Id self = actor.id(true);
        ManagedEntry last = managed.find(self);
        ObjectNode merged = StructuredMerge.of(current, config, type);
        FieldSet declared = kind.filter(actor.apiVersion(), actor.subresource())
                .of(Declared.of(config, type))
                .difference(FieldSet.ofFields("metadata"));
        managed.put(ManagedEntry.of(self, actor.apiVersion(), last == null ? "" : last.time(), declared));
        ObjectNode object = last == null || last.fields().isEmpty()
                ? merged
                : new Pruning(managed, kind).prune(merged, last, actor.apiVersion());
        ApplyConflicts conflicts = settle(current, object, actor, force, managed, kind);
        if (conflicts != null) {
            return new Result(object, conflicts);
        }
        boolean changed = !GoJson.same(current, object);
        if (declared.isEmpty()) {
            managed.remove(self);
        } else if (changed) {
            managed.put(ManagedEntry.of(self, actor.apiVersion(), actor.time(), declared));
        }
        return new Result(changed ? object : current, null);
    }

    /** Takes from the others what changed; returns what they would not give. */
    private static @Nullable ApplyConflicts settle(
            ObjectNode current,
            ObjectNode object,
            Actor actor,
            boolean force,
            ManagedFields managed,
            ManagedKind kind) {
        ManagedEntry.Id self = actor.id(true);
        Map<String, Comparison> changes = new HashMap<>();
        ApplyConflicts conflicts = new ApplyConflicts();
        List<ManagedEntry> others = managed.entries().stream()
                .filter(entry -> !entry.id().equals(self))
                .toList();
        for (ManagedEntry entry : others) {
            MergeType type = kind.type(entry.apiVersion());
            if (type == null) {
                managed.remove(entry.id());
                continue;
            }
            Comparison change = changes.computeIfAbsent(entry.apiVersion(), version -> {
                boolean converts = !version.equals(actor.apiVersion());
                return Comparison.of(
                                converts ? kind.convert(current, version) : current,
                                converts ? kind.convert(object, version) : object,
                                type,
                                false)
                        .filtered(kind.filter(version, actor.subresource()));
            });
            FieldSet taken = entry.set().intersection(change.taken());
            conflicts.add(entry.id(), taken);
            FieldSet left = entry.set().difference(taken).difference(change.removed());
            if (left.isEmpty()) {
                managed.remove(entry.id());
            } else {
                managed.put(entry.with(left));
            }
        }
        return force || conflicts.isEmpty() ? null : conflicts;
    }
}
