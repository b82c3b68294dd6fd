package dev.quarterdeck.state.write;

import dev.quarterdeck.state.kind.KindTraits;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What the server alone says in {@code metadata}: identity, times, generation (API conventions, "Metadata"). */
final class ObjectMeta {
    private static final String GENERATION = "generation";

    private ObjectMeta() {}

    /** Takes out what no client sets. */
    static void dropServerFields(ObjectNode metadata) {
        metadata.remove("selfLink");
    }

    static void fillNew(ObjectNode metadata, String uid, String timestamp, KindTraits.Generation generation) {
        metadata.put("uid", uid);
        metadata.put("creationTimestamp", timestamp);
        metadata.remove("deletionTimestamp");
        metadata.remove("deletionGracePeriodSeconds");
        if (generation.onCreate()) {
            metadata.put(GENERATION, 1);
        }
    }

    /** An update keeps what the server said before. A deletion grace period that the client sent is left for validation to look at. */
    static void keepOld(ObjectNode metadata, ObjectNode old) {
        if (metadata.path("uid").stringValue("").isEmpty()) {
            keep(metadata, old, "uid");
        }
        keep(metadata, old, "creationTimestamp");
        keep(metadata, old, GENERATION);
        if (old.hasNonNull("deletionTimestamp")) {
            keep(metadata, old, "deletionTimestamp");
        }
        if (old.hasNonNull("deletionGracePeriodSeconds") && !metadata.hasNonNull("deletionGracePeriodSeconds")) {
            keep(metadata, old, "deletionGracePeriodSeconds");
        }
    }

    private static void keep(ObjectNode metadata, ObjectNode old, String field) {
        JsonNode value = old.get(field);
        if (value == null) {
            metadata.remove(field);
        } else if (metadata.get(field) != value) {
            metadata.set(field, value);
        }
    }

    /** Whether a part of the object changed that its generation counts. */
    static boolean raisesGeneration(ObjectNode object, ObjectNode old, KindTraits.Generation rule) {
        for (String field : rule.fields()) {
            switch (field) {
                case "*" -> {
                    if (!equalButMetadata(object, old)) {
                        return true;
                    }
                }
                case "metadata.labels", "metadata.annotations" -> {
                    String name = field.substring("metadata.".length());
                    if (!sameMap(
                            object.path("metadata").get(name),
                            old.path("metadata").get(name))) {
                        return true;
                    }
                }
                default -> {
                    if (!Objects.equals(object.get(field), old.get(field))) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private static boolean sameMap(JsonNode one, JsonNode other) {
        boolean oneEmpty = one == null || one.isEmpty();
        boolean otherEmpty = other == null || other.isEmpty();
        return oneEmpty || otherEmpty ? oneEmpty == otherEmpty : one.equals(other);
    }

    static void raiseGeneration(ObjectNode metadata) {
        metadata.put(GENERATION, metadata.path(GENERATION).longValue(0) + 1);
    }

    private static boolean equalButMetadata(ObjectNode object, ObjectNode old) {
        return object.size() == old.size()
                && object.properties().stream()
                        .allMatch(e ->
                                e.getKey().equals("metadata") || e.getValue().equals(old.get(e.getKey())));
    }

    /** Equal but for resourceVersion and the times of managers: writing it would change nothing that is worth a revision. */
    static boolean unchanged(ObjectNode object, ObjectNode old) {
        if (!equalButMetadata(object, old)
                || !(object.get("metadata") instanceof ObjectNode now)
                || !(old.get("metadata") instanceof ObjectNode before)) {
            return false;
        }
        int fields = now.size() - (now.has("resourceVersion") ? 1 : 0);
        int fieldsBefore = before.size() - (before.has("resourceVersion") ? 1 : 0);
        return fields == fieldsBefore
                && now.properties().stream()
                        .allMatch(e -> e.getKey().equals("resourceVersion")
                                || e.getValue().equals(before.get(e.getKey()))
                                || e.getKey().equals("managedFields")
                                        && sameButTimes(e.getValue(), before.get(e.getKey())));
    }

    private static boolean sameButTimes(JsonNode managed, @Nullable JsonNode before) {
        if (before == null || managed.size() != before.size()) {
            return false;
        }
        for (int i = 0; i < managed.size(); i++) {
            JsonNode entry = managed.get(i);
            JsonNode other = before.get(i);
            if (entry.size() != other.size()
                    || !entry.properties().stream()
                            .allMatch(e ->
                                    e.getKey().equals("time") || e.getValue().equals(other.get(e.getKey())))) {
                return false;
            }
        }
        return true;
    }
}
