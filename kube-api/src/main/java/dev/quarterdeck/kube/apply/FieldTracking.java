package dev.quarterdeck.kube.apply;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Keeps {@code managedFields} of creates, updates and patches: whoever changes a field owns it, and nobody else does. One walk over both trees; sets of
 * managers whose fields did not change are not read. Pure but for {@code managedFields} of the object it is given.
 */
public final class FieldTracking {

    private FieldTracking() {}

    /**
     * Writes {@code metadata.managedFields} of {@code object}.
     *
     * @param live what is stored; null for a new object
     * @param object what the request makes of it, with defaults; of the version of {@code live}
     */
    public static void track(@Nullable ObjectNode live, ObjectNode object, Actor actor, ManagedKind kind) {
        ArrayNode stored = ManagedFields.node(live);
        ArrayNode given = actor.subresource().isEmpty() ? ManagedFields.node(object) : stored;
        if (ManagedFields.isReset(given)) {
            ManagedFields.set(object, null);
            if (live == null) {
                record(null, object, new ManagedFields(), null, actor, kind);
            }
            return;
        }
        ManagedFields managed = null;
        if (given != null && given != stored && !GoJson.same(given, stored)) {
            managed = ManagedFields.readAll(given);
        }
        boolean own = managed != null;
        if (managed == null) {
            managed = entries(stored);
        }
        if (managed.isEmpty() && live != null) {
            // Nobody has managed it so far; the first apply will begin.
            ManagedFields.set(object, null);
            return;
        }
        record(live, object, managed, own ? null : stored, actor, kind);
    }

    /** What is stored may come from anywhere: what means nothing counts as nothing. */
    private static ManagedFields entries(@Nullable ArrayNode stored) {
        try {
            return ManagedFields.read(stored);
        } catch (IllegalArgumentException malformed) {
            return new ManagedFields();
        }
    }

    /** @param asStored what {@code managed} was read from, to be written as it is where nothing changes; null where it must be written anew */
    private static void record(
            @Nullable ObjectNode live,
            ObjectNode object,
            ManagedFields managed,
            @Nullable JsonNode asStored,
            Actor actor,
            ManagedKind kind) {
        boolean dropped =
                managed.dropVersions(version -> version.equals(actor.apiVersion()) || kind.type(version) != null);
        Differences differences = new Differences(live, object, actor, kind);
        Comparison change = differences.in(actor.apiVersion());
        if (change == null || change.isEmpty()) {
            if (asStored != null && !dropped) {
                ManagedFields.set(object, asStored);
            } else {
                managed.write(object);
            }
            return;
        }
        try {
            take(managed, change, differences, actor);
            managed.cap();
        } catch (IllegalArgumentException malformed) {
            ManagedFields.set(object, null);
            return;
        }
        managed.write(object);
    }

    private static void take(ManagedFields managed, Comparison change, Differences differences, Actor actor) {
        FieldSet taken = change.taken();
        ManagedEntry.Id self = actor.id(false);
        for (ManagedEntry entry : managed.entries()) {
            Comparison seen = differences.in(entry.apiVersion());
            if (seen == null) {
                managed.remove(entry.id());
                continue;
            }
            boolean own = entry.id().equals(self);
            FieldSet lost = own ? seen.removed() : seen.removed().union(seen.taken());
            if (FieldsV1.intersects(entry.fields(), lost)) {
                FieldSet left = entry.set().difference(lost);
                if (left.isEmpty()) {
                    managed.remove(entry.id());
                } else {
                    managed.put(entry.with(left));
                }
            }
        }
        if (!taken.isEmpty()) {
            ManagedEntry before = managed.find(self);
            if (before == null) {
                managed.put(ManagedEntry.of(self, actor.apiVersion(), actor.time(), taken));
            } else if (FieldsV1.contains(before.fields(), taken)) {
                managed.put(before.at(actor.time()));
            } else {
                managed.put(before.with(before.set().union(taken)).at(actor.time()));
            }
        }
    }

    /** What changed, in each version that somebody manages. */
    private static final class Differences {
        private final @Nullable ObjectNode live;
        private final ObjectNode object;
        private final Actor actor;
        private final ManagedKind kind;
        private final String stored;
        private @Nullable Map<String, Comparison> others;
        private @Nullable Comparison main;

        Differences(@Nullable ObjectNode live, ObjectNode object, Actor actor, ManagedKind kind) {
            this.live = live;
            this.object = object;
            this.actor = actor;
            this.kind = kind;
            this.stored = object.path("apiVersion").asString("");
        }

        /** Null for a version that is not there. */
        @Nullable
        Comparison in(String apiVersion) {
            if (apiVersion.equals(actor.apiVersion())) {
                if (main == null) {
                    main = compare(apiVersion);
                }
                return main;
            }
            if (others == null) {
                others = new HashMap<>();
            }
            Comparison known = others.get(apiVersion);
            if (known == null) {
                known = compare(apiVersion);
                if (known != null) {
                    others.put(apiVersion, known);
                }
            }
            return known;
        }

        private @Nullable Comparison compare(String apiVersion) {
            MergeType type = kind.type(apiVersion);
            if (type == null) {
                return null;
            }
            boolean converts = !apiVersion.equals(stored);
            ObjectNode before =
                    live == null ? kind.empty(apiVersion) : converts ? kind.convert(live, apiVersion) : live;
            ObjectNode after = converts ? kind.convert(object, apiVersion) : object;
            try {
                return Comparison.of(before, after, type, true).filtered(kind.filter(apiVersion, actor.subresource()));
            } catch (Elements.Unkeyed unkeyed) {
                // An item that cannot be told from others: validation will say so.
                return null;
            }
        }
    }
}
