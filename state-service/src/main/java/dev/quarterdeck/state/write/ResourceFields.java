package dev.quarterdeck.state.write;

import dev.quarterdeck.kube.apply.Actor;
import dev.quarterdeck.kube.apply.FieldFilter;
import dev.quarterdeck.kube.apply.FieldTracking;
import dev.quarterdeck.kube.apply.ManagedKind;
import dev.quarterdeck.kube.apply.MergeType;
import dev.quarterdeck.kube.kind.GroupVersionKind;
import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.state.commit.Author;
import dev.quarterdeck.state.kind.Strategy;
import dev.quarterdeck.state.kind.WriteScope;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What field management needs to know of one kind, from its rules and its strategy; and how the write road calls it. Pure. */
final class ResourceFields implements ManagedKind {
    private static final String SCALE = "scale";

    private final ObjectRules rules;
    private final Strategy strategy;
    private final String kind;

    ResourceFields(ObjectRules rules, Strategy strategy, GroupVersionKind kind) {
        this.rules = rules;
        this.strategy = strategy;
        this.kind = kind.kind();
    }

    @Override
    public @Nullable MergeType type(String apiVersion) {
        return rules.mergeType(GroupVersionKind.of(apiVersion, kind)).orElse(null);
    }

    @Override
    public FieldFilter filter(String apiVersion, String subresource) {
        return strategy.ownable(subresource);
    }

    @Override
    public ObjectNode convert(ObjectNode object, String apiVersion) {
        GroupVersionKind from = GroupVersionKind.of(object.path("apiVersion").stringValue(""), kind);
        GroupVersionKind to = GroupVersionKind.of(apiVersion, kind);
        ObjectNode copy = object.deepCopy();
        if (from.equals(to)) {
            return copy;
        }
        ObjectNode converted = rules.convert(copy, from, to);
        rules.canonicalize(to, converted);
        return converted;
    }

    @Override
    public ObjectNode empty(String apiVersion) {
        GroupVersionKind version = GroupVersionKind.of(apiVersion, kind);
        ObjectNode object = Json.object();
        object.put("kind", kind).put("apiVersion", apiVersion).putObject("metadata");
        rules.canonicalize(version, object);
        return object;
    }

    /** Who a request acts as. Times of whoever scales are not kept, as the reference does not. */
    static Actor actor(Author author, ResourceType type, String subresource, WriteScope scope) {
        return new Actor(
                author.fieldManager(),
                type.gvk().apiVersion(),
                subresource,
                subresource.equals(SCALE) ? "" : scope.timestamp());
    }

    /**
     * Writes who owns what into {@code object}, in the stored version.
     *
     * @param old null for a new object
     */
    void track(@Nullable ObjectNode old, ObjectNode object, Actor actor) {
        if (!actor.subresource().equals("binding")) {
            FieldTracking.track(old, object, actor, this);
        } else {
            put(object, old == null ? null : old.path("metadata").get("managedFields"));
        }
    }

    /** Puts back what a strategy may have lost with the rest of metadata, which it then shares with the old object. */
    static void keep(ObjectNode object, @Nullable JsonNode managed) {
        if (object.get("metadata") instanceof ObjectNode metadata && metadata.get("managedFields") != managed) {
            ObjectNode own = object.objectNode();
            own.setAll(metadata);
            object.set("metadata", own);
            put(object, managed);
        }
    }

    private static void put(ObjectNode object, @Nullable JsonNode managed) {
        if (object.get("metadata") instanceof ObjectNode metadata) {
            if (managed == null) {
                metadata.remove("managedFields");
            } else {
                metadata.set("managedFields", managed);
            }
        }
    }
}
