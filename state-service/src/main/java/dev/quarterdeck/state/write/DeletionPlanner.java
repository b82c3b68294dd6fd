package dev.quarterdeck.state.write;

import dev.quarterdeck.kube.object.Metadata;
import dev.quarterdeck.state.definition.DefinitionStatus;
import dev.quarterdeck.state.kind.KindTraits.DefaultDeletion;
import dev.quarterdeck.state.kind.Strategy;
import dev.quarterdeck.state.kind.Trees;
import dev.quarterdeck.state.kind.WriteScope;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Decides what a deletion does to an object: grace period, finalizers of garbage collection, or removal (API concepts, "Resource deletion"). Pure.
 * Changes the tree it is given.
 */
final class DeletionPlanner {
    static final String ORPHAN = "orphan";
    static final String FOREGROUND = "foregroundDeletion";
    private static final String TIMESTAMP = "deletionTimestamp";
    private static final String GRACE = "deletionGracePeriodSeconds";

    private DeletionPlanner() {}

    static DeletionPlan plan(ObjectNode object, DeleteOptions options, Strategy strategy, Instant now) {
        Metadata metadata = Metadata.of(object);
        boolean marked = metadata.isBeingDeleted();
        boolean changed = false;
        Long grace = metadata.deletionGracePeriodSeconds();
        Long asked = strategy.gracePeriod(object, options.gracePeriodSeconds());
        if (marked && asked != null && grace != null) {
            Long shorter = options.gracePeriodSeconds();
            if (shorter != null && shorter < grace) {
                Instant at = Instant.parse(metadata.deletionTimestamp()).plusSeconds(shorter - grace);
                stamp(metadata, at, Math.max(shorter, 0));
                changed = true;
            }
        } else if (!marked && asked != null) {
            stamp(metadata, now.plusSeconds(asked), asked);
            raiseGeneration(metadata);
            changed = true;
        }
        changed |= setCollectionFinalizers(object, options, strategy.traits().deletion());
        boolean pending = !metadata.finalizers().isEmpty() || !strategy.mayVanish(object);
        Long left = metadata.deletionGracePeriodSeconds();
        if (asked != null && metadata.isBeingDeleted() && left != null && left > 0) {
            return changed ? new DeletionPlan.Mark(object) : new DeletionPlan.Nothing();
        }
        if (!pending) {
            return new DeletionPlan.Remove(object);
        }
        if (!metadata.isBeingDeleted()) {
            stamp(metadata, now, 0);
            raiseGeneration(metadata);
            changed = true;
        } else if (left == null) {
            metadata.node().put(GRACE, 0);
            changed = true;
        }
        return changed ? new DeletionPlan.Mark(object) : new DeletionPlan.Nothing();
    }

    /** An update that takes the last finalizer away from an object marked for deletion removes it. */
    static boolean vanishesOnUpdate(ObjectNode object, ObjectNode old, Strategy strategy) {
        Metadata metadata = Metadata.of(object);
        if (!metadata.isBeingDeleted() || !metadata.finalizers().isEmpty()) {
            return false;
        }
        Long grace = Metadata.of(old).deletionGracePeriodSeconds();
        return (grace == null || grace == 0) && strategy.mayVanish(object);
    }

    /** Definitions end when their objects are gone: whoever removes those takes the finalizer away. */
    static DeletionPlan planDefinition(ObjectNode definition, DeleteOptions options, Strategy strategy, Instant now) {
        Metadata metadata = Metadata.of(definition);
        if (!metadata.isBeingDeleted()) {
            if (!metadata.finalizers().contains(DefinitionStatus.FINALIZER)) {
                Trees.children(metadata.node(), "finalizers").add(DefinitionStatus.FINALIZER);
            }
            DefinitionStatus.set(
                    definition,
                    new DefinitionStatus.Condition(
                            "Terminating",
                            "True",
                            "InstanceDeletionPending",
                            "CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon"),
                    now);
        }
        return plan(definition, options, strategy, now);
    }

    private static void stamp(Metadata metadata, Instant at, long grace) {
        metadata.node().put(TIMESTAMP, WriteScope.timestamp(at.truncatedTo(ChronoUnit.SECONDS)));
        metadata.node().put(GRACE, grace);
    }

    private static void raiseGeneration(Metadata metadata) {
        if (metadata.generation() > 0) {
            ObjectMeta.raiseGeneration(metadata.node());
        }
    }

    private static boolean setCollectionFinalizers(ObjectNode object, DeleteOptions options, DefaultDeletion kind) {
        if (kind == DefaultDeletion.UNSUPPORTED) {
            return false;
        }
        List<String> had = Metadata.of(object).finalizers();
        String wanted = collectionFinalizer(had, options, kind);
        List<String> has = new ArrayList<>(had);
        has.removeIf(f -> (f.equals(ORPHAN) || f.equals(FOREGROUND)) && !f.equals(wanted));
        if (wanted != null && !has.contains(wanted)) {
            has.add(wanted);
        }
        if (has.equals(had)) {
            return false;
        }
        ObjectNode metadata = Metadata.of(object).node();
        if (has.isEmpty()) {
            metadata.remove("finalizers");
        } else {
            ArrayNode finalizers = metadata.putArray("finalizers");
            has.forEach(finalizers::add);
        }
        return true;
    }

    /** The finalizer that makes the garbage collector do what was asked for; null for background deletion. */
    private static @Nullable String collectionFinalizer(List<String> had, DeleteOptions options, DefaultDeletion kind) {
        if (options.orphanDependents() != null) {
            return options.orphanDependents() ? ORPHAN : null;
        }
        if (options.propagation() != null) {
            return switch (options.propagation()) {
                case "Orphan" -> ORPHAN;
                case "Foreground" -> FOREGROUND;
                default -> null;
            };
        }
        if (had.contains(ORPHAN)) {
            return ORPHAN;
        }
        if (had.contains(FOREGROUND)) {
            return FOREGROUND;
        }
        return kind == DefaultDeletion.ORPHAN ? ORPHAN : null;
    }

    /** Namespaces end in a phase of their own: everything in them goes first, then whoever emptied them finalizes them. */
    static DeletionPlan planNamespace(ObjectNode namespace, DeleteOptions options, Instant now) {
        Metadata metadata = Metadata.of(namespace);
        if (!metadata.isBeingDeleted()) {
            metadata.node().put(TIMESTAMP, WriteScope.timestamp(now));
            Trees.child(namespace, "status").put("phase", "Terminating");
            setCollectionFinalizers(namespace, options, DefaultDeletion.BACKGROUND);
            return new DeletionPlan.Mark(namespace);
        }
        if (!Trees.texts(namespace, "spec", "finalizers").isEmpty()
                || !metadata.finalizers().isEmpty()) {
            return new DeletionPlan.Nothing();
        }
        return new DeletionPlan.Remove(namespace);
    }
}
