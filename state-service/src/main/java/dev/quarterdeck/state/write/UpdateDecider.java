package dev.quarterdeck.state.write;

import dev.quarterdeck.kube.kind.GroupVersionKind;
import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.object.EncodedObject;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.object.Metadata;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.FieldError;
import dev.quarterdeck.state.admission.AdmissionRequest;
import dev.quarterdeck.state.commit.CurrentObject;
import dev.quarterdeck.state.commit.Mutation;
import dev.quarterdeck.state.kind.Strategy;
import dev.quarterdeck.state.kind.WriteScope;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Decides what becomes of one stored object where a client wants it changed: preconditions, defaults, admission, who owns which field, validation, and what is
 * written together with it. Nothing is written here.
 */
final class UpdateDecider {
    private final WriteParts parts;

    UpdateDecider(WriteParts parts) {
        this.parts = parts;
    }

    /** @param mutation null where nothing would change */
    record Decision(
            ObjectNode object,
            boolean pinned,
            @Nullable Mutation mutation,
            List<Mutation> mutations,
            Set<Mutation.Claim> drawn) {}

    /**
     * @param row what is stored; the decision holds only while it is
     * @param warnings takes what the client is to be told
     * @param attempt how many decisions came before
     * @throws ApiException where the change is refused
     */
    Decision decide(
            UpdateRoad.Target target,
            UpdateRoad.Candidate candidate,
            CurrentObject row,
            List<String> warnings,
            int attempt) {
        ObjectNode old = Json.read(row.json());
        boolean shownOtherwise = parts.rules().show(target.type(), old);
        ObjectNode object = candidate.from(old, warnings);
        boolean pinned = candidate.pinned(object, old);
        ResourceType type = target.type();
        GroupVersionKind kind = CreateHandler.storedKind(type);
        Strategy strategy = parts.strategy(type);
        WriteScope scope =
                new WriteScope(target.caller(), parts.sources().clock().instant());
        Metadata metadata = Metadata.of(object);
        checkPreconditions(target, metadata, row, strategy, candidate.namesUid());

        ObjectMeta.dropServerFields(metadata.node());
        metadata.node().put("resourceVersion", Long.toString(row.revision()));
        parts.rules().setDefaults(kind, object, old);
        AdmissionRequest admission = new AdmissionRequest(
                        AdmissionRequest.Operation.UPDATE,
                        type,
                        target.subresource(),
                        type.namespaced()
                                ? target.namespace()
                                : row.resource().id().equals("namespaces") ? target.name() : "",
                        target.name(),
                        object,
                        old,
                        target.caller(),
                        target.options().dryRun(),
                        warnings)
                .withOptions(() -> OperationOptions.update(target.options()))
                .withVerb(target.author().verb().equals("update") ? "update" : "patch");
        boolean admitted = target.subresource().equals("binding"); // the Binding itself has been
        OwnerReferences.dropDuplicates(object, warnings);
        if (!candidate.managesFields()) {
            new ResourceFields(parts.rules(), strategy, kind)
                    .track(old, object, ResourceFields.actor(target.author(), type, target.subresource(), scope));
        }
        JsonNode managed = metadata.node().get("managedFields");
        if (!admitted) {
            parts.admission().mutate(admission);
            BodyReader.settleNamespace(object, type, target.namespace());
        }
        prepare(strategy, target.subresource(), object, old, scope);
        ResourceFields.keep(object, managed);
        Set<Mutation.Claim> drawn =
                row.resource().id().equals("services") && target.subresource().isEmpty()
                        ? parts.services()
                                .allocate(
                                        object,
                                        old,
                                        attempt,
                                        target.options().dryRun(),
                                        parts.sources().random().get())
                        : Set.of();
        ObjectMeta.keepOld(metadata.node(), old.get("metadata") instanceof ObjectNode m ? m : Json.object());
        if (!target.subresource().equals("binding")) {
            List<FieldError> errors = new ArrayList<>(strategy.validateUpdate(target.subresource(), object, old));
            errors.addAll(errors(target, kind, object, old));
            CreateHandler.refuseInvalid(type, target.name(), errors);
            if (target.subresource().isEmpty()) {
                warnings.addAll(parts.rules().warnings(kind, object, old));
            }
        }
        if (!admitted) {
            parts.admission().validate(admission);
        }
        parts.rules().canonicalize(kind, object);
        if (!target.subresource().equals("binding")
                && !target.subresource().equals("status")
                && ObjectMeta.raisesGeneration(object, old, strategy.traits().generation())) {
            ObjectMeta.raiseGeneration(metadata.node());
        }
        strategy.dropUnstored(object);

        Mutation mutation = mutation(row, object, old, strategy, shownOtherwise);
        List<Mutation> mutations = new ArrayList<>(1 + admission.together().size());
        if (mutation != null) {
            mutations.add(mutation);
            mutations.addAll(admission.together());
            if (mutation instanceof Mutation.Remove) {
                // the update itself is charged already
                mutations.addAll(
                        parts.quotas().release(row.resource(), row.key().namespace(), object));
            }
            if (ClusterIpObjects.concerns(row.resource())) {
                mutations.addAll(parts.addresses().together(mutation instanceof Mutation.Remove ? null : object, old));
            }
        }
        return new Decision(object, pinned, mutation, mutations, drawn);
    }

    /** Of two groups that share a stored form each has rules of its own: those of the one that was asked hold. */
    private List<FieldError> errors(
            UpdateRoad.Target target, GroupVersionKind kind, ObjectNode object, ObjectNode old) {
        GroupVersionKind asked = target.type().gvk();
        return asked.group().equals(kind.group())
                ? parts.rules().validateUpdate(kind, target.subresource(), object, old)
                : parts.rules()
                        .validateUpdate(
                                asked,
                                target.subresource(),
                                parts.rules().convert(object.deepCopy(), kind, asked),
                                parts.rules().convert(old.deepCopy(), kind, asked));
    }

    private static @Nullable Mutation mutation(
            CurrentObject row, ObjectNode object, ObjectNode old, Strategy strategy, boolean shownOtherwise) {
        if (DeletionPlanner.vanishesOnUpdate(object, old, strategy)) {
            return new Mutation.Remove(row.resource(), row.key(), row.uid(), row.revision(), EncodedObject.of(object));
        }
        if (!shownOtherwise && ObjectMeta.unchanged(object, old)) {
            return null;
        }
        return new Mutation.Replace(
                row.resource(),
                row.key(),
                row.uid(),
                row.revision(),
                Sizes.checked(EncodedObject.of(object)),
                strategy.claims(object));
    }

    private static void prepare(
            Strategy strategy, String subresource, ObjectNode object, ObjectNode old, WriteScope scope) {
        switch (subresource) {
            case "", "scale" -> strategy.prepareForUpdate(object, old, scope);
            case "status" -> strategy.prepareForStatusUpdate(object, old, scope);
            default -> strategy.prepareForSubresourceUpdate(subresource, object, old, scope);
        }
    }

    private static void checkPreconditions(
            UpdateRoad.Target target, Metadata metadata, CurrentObject row, Strategy strategy, boolean namesUid) {
        if (namesUid && !metadata.uid().isEmpty() && !metadata.uid().equals(row.uid())) {
            throw ApiException.conflict(
                    target.type().gvr().group(),
                    target.type().gvr().resource(),
                    target.name(),
                    "Precondition failed: UID in precondition: " + metadata.uid() + ", UID in object meta: "
                            + row.uid());
        }
        String given = metadata.resourceVersion();
        if (given.isEmpty() || given.equals("0")) {
            if (!strategy.traits().unconditionalUpdate()) {
                throw ApiException.invalid(
                        target.type().gvr().group(),
                        target.type().gvr().resource(),
                        target.name(),
                        List.of(FieldError.invalid(
                                "metadata.resourceVersion", "0", "must be specified for an update")));
            }
        } else if (!given.equals(Long.toString(row.revision()))) {
            if (!given.chars().allMatch(c -> c >= '0' && c <= '9')) {
                throw ApiException.ofOthers(
                        "",
                        500,
                        "strconv.ParseUint: parsing \"" + given + "\": invalid syntax",
                        ApiException.Details.NONE);
            }
            throw UpdateRoad.stale(target);
        }
    }
}
