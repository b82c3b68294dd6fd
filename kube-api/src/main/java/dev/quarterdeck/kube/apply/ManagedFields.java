package dev.quarterdeck.kube.apply;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code metadata.managedFields} of an object, as entries: at most ten of them of updates, in the reference's order. Not thread-safe. */
final class ManagedFields {

    static final String FIELD = "managedFields";

    private static final int MOST_UPDATES = 10;
    private static final String OLD_UPDATES = "ancient-changes";
    /** RFC 3339 in one time zone sorts as text; whatever has no time comes first. */
    private static final Comparator<ManagedEntry> ORDER = Comparator.comparing(
                    (ManagedEntry e) -> e.id().applied() ? 0 : 1)
            .thenComparing(ManagedEntry::time)
            .thenComparing(e -> e.id().manager())
            .thenComparing(ManagedEntry::apiVersion)
            .thenComparing(e -> e.id().subresource());

    private final Map<ManagedEntry.Id, ManagedEntry> entries = new LinkedHashMap<>();

    /** Null where the object has none. */
    static @Nullable ArrayNode node(@Nullable ObjectNode object) {
        return object != null && object.get("metadata") instanceof ObjectNode metadata
                ? metadata.get(FIELD) instanceof ArrayNode array ? array : null
                : null;
    }

    /** Whether the client asks for all to be forgotten: a list of nothing, or of one empty entry. */
    static boolean isReset(@Nullable ArrayNode managed) {
        return managed != null
                && (managed.isEmpty() || managed.size() == 1 && managed.get(0).isEmpty());
    }

    /** @throws IllegalArgumentException where an entry means nothing */
    static ManagedFields read(@Nullable ArrayNode managed) {
        ManagedFields fields = new ManagedFields();
        if (managed != null) {
            for (JsonNode entry : managed) {
                fields.put(ManagedEntry.read(entry));
            }
        }
        return fields;
    }

    /** As {@link #read}, with every set of fields read too; null where something means nothing. */
    static @Nullable ManagedFields readAll(@Nullable ArrayNode managed) {
        try {
            ManagedFields fields = read(managed);
            fields.entries.values().forEach(ManagedEntry::set);
            return fields;
        } catch (IllegalArgumentException malformed) {
            return null;
        }
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    /** A copy, so that entries may come and go meanwhile. */
    List<ManagedEntry> entries() {
        return List.copyOf(entries.values());
    }

    @Nullable
    ManagedEntry find(ManagedEntry.Id id) {
        return entries.get(id);
    }

    /** Adds the entry, in place of another of the same manager. */
    void put(ManagedEntry entry) {
        entries.put(entry.id(), entry);
    }

    void remove(ManagedEntry.Id id) {
        entries.remove(id);
    }

    /** Drops what was managed in a version that the kind does not have any more; whether there was any. */
    boolean dropVersions(Predicate<String> known) {
        return entries.values().removeIf(entry -> !known.test(entry.apiVersion()));
    }

    /** Unites the oldest updates of each version until there are ten at most. */
    void cap() {
        List<ManagedEntry> updates = new ArrayList<>(
                entries.values().stream().filter(e -> !e.id().applied()).toList());
        if (updates.size() <= MOST_UPDATES) {
            return;
        }
        updates.sort(Comparator.comparing(ManagedEntry::time).thenComparing(ManagedEntry::id));
        int left = updates.size();
        Map<String, ManagedEntry> firsts = new HashMap<>();
        for (int i = 0; i < updates.size() && left > MOST_UPDATES; i++) {
            ManagedEntry entry = updates.get(i);
            ManagedEntry.Id bucket = ManagedEntry.Id.of(OLD_UPDATES, false, entry.apiVersion(), "");
            ManagedEntry first = firsts.putIfAbsent(entry.apiVersion(), entry);
            if (first == null) {
                continue;
            }
            ManagedEntry united = find(bucket);
            if (united == null) {
                remove(first.id());
                united = first;
            }
            FieldSet both = entry.set().union(united.set());
            remove(entry.id());
            put(ManagedEntry.of(bucket, entry.apiVersion(), entry.time(), both));
            left--;
        }
    }

    /** Writes the entries into the object; an object that nobody manages has no such field. */
    void write(ObjectNode object) {
        if (entries.isEmpty()) {
            if (object.get("metadata") instanceof ObjectNode metadata) {
                metadata.remove(FIELD);
            }
            return;
        }
        List<ManagedEntry> sorted = new ArrayList<>(entries.values());
        sorted.sort(ORDER);
        ArrayNode array = JsonNodeFactory.instance.arrayNode(sorted.size());
        sorted.forEach(entry -> array.add(entry.write()));
        set(object, array);
    }

    static void set(ObjectNode object, @Nullable JsonNode managed) {
        ObjectNode metadata = object.get("metadata") instanceof ObjectNode m ? m : object.putObject("metadata");
        if (managed == null) {
            metadata.remove(FIELD);
        } else {
            metadata.set(FIELD, managed);
        }
    }
}
