package dev.quarterdeck.state.write;

import dev.quarterdeck.kube.kind.GroupVersionKind;
import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.EncodedObject;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.object.Metadata;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.FieldError;
import dev.quarterdeck.state.admission.AdmissionRequest;
import dev.quarterdeck.state.allocation.ServiceAllocator;
import dev.quarterdeck.state.commit.Author;
import dev.quarterdeck.state.commit.CommitOutcome;
import dev.quarterdeck.state.commit.CurrentObject;
import dev.quarterdeck.state.commit.Mutation;
import dev.quarterdeck.state.kind.Strategy;
import dev.quarterdeck.state.kind.WriteScope;
import dev.quarterdeck.stateclient.Caller;
import dev.quarterdeck.stateclient.WriteRequest;
import dev.quarterdeck.stateclient.WriteResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The road of every change of an existing object: decide on the row that was read; where another write came between, decide again on what is there now,
 * unless the request named the resourceVersion it was made from.
 */
final class UpdateRoad {
    /** Each attempt loses to another write, so this is how many others may come first. */
    private static final int ATTEMPTS = 200;

    private final WriteParts parts;
    private final Answers answers;

    UpdateRoad(WriteParts parts) {
        this.parts = parts;
        this.answers = new Answers(parts.rules());
    }

    /** Where the change goes. */
    record Target(
            ResourceType type,
            String namespace,
            String name,
            String subresource,
            Caller caller,
            WriteRequest.Options options,
            Author author) {

        static Target of(WriteRequest.Update request) {
            return new Target(
                    request.type(),
                    request.namespace(),
                    request.name(),
                    request.subresource(),
                    request.caller(),
                    request.options(),
                    Authors.of(request));
        }

        static Target of(WriteRequest.Patch request) {
            return new Target(
                    request.type(),
                    request.namespace(),
                    request.name(),
                    request.subresource(),
                    request.caller(),
                    request.options(),
                    Authors.of(request));
        }

        StoredResource stored() {
            return CreateHandler.stored(type);
        }

        ObjectKey key() {
            return new ObjectKey(type.namespaced() ? namespace : "", name);
        }
    }

    /** Makes what the client wants from what is stored. */
    interface Candidate {
        /**
         * @param current the stored object in the stored version, resourceVersion included; not to be changed
         * @return a tree of its own, in the stored version
         */
        ObjectNode from(ObjectNode current, List<String> warnings);

        /** Whether a resourceVersion in the candidate came from the client, so that a conflict is the client's to solve. */
        boolean pinned(ObjectNode candidate, ObjectNode current);

        /** Throws what is wrong with the request itself, where nothing is stored that it could be held against. */
        default void refuseUnfit() {}

        /** Whether the candidate says already who owns what. */
        default boolean managesFields() {
            return false;
        }

        /** Whether a uid in the candidate says which object is meant; if not, another uid is a change that nobody may make. */
        default boolean namesUid() {
            return true;
        }
    }

    /** @param absent what to do where nothing is stored; null to answer 404 */
    WriteResult update(Target target, Candidate candidate, @Nullable Supplier<WriteResult> absent) {
        boolean settled = target.options().dryRun()
                || parts.admission().asksOthers(AdmissionRequest.Operation.UPDATE, target.type(), target.subresource());
        CurrentObject row = settled ? null : parts.committer().recent(target.stored(), target.key());
        boolean current = row == null;
        if (current) {
            row = parts.committer().get(target.stored(), target.key());
        }
        for (int attempt = 0; ; attempt++) {
            if (row == null) {
                candidate.refuseUnfit();
                if (absent == null) {
                    throw notFound(target);
                }
                return absent.get();
            }
            List<String> warnings = new ArrayList<>(0);
            Decision decision = current
                    ? decide(target, candidate, row, warnings, attempt)
                    : decideOnOld(target, candidate, row, warnings, attempt);
            if (decision == null) {
                row = parts.committer().get(target.stored(), target.key());
                current = true;
                continue;
            }
            if (decision.mutation == null) {
                return answers.unchanged(target.type(), row.json(), warnings);
            }
            if (target.options().dryRun()) {
                return answers.dryRun(200, target.type(), decision.object, warnings);
            }
            switch (parts.committer().commit(decision.mutations, target.author())) {
                case CommitOutcome.Committed committed -> {
                    return answers.committed(
                            200, target.type(), committed.changes().getFirst(), warnings);
                }
                case CommitOutcome.Conflict(Mutation failed, CurrentObject now)
                when failed == decision.mutation -> {
                    row = now;
                    current = true;
                    if (decision.pinned && now != null) {
                        throw stale(target);
                    }
                }
                case CommitOutcome.Conflict conflict -> refuseTaken(decision, conflict);
                case CommitOutcome.ClaimTaken claimTaken -> refuseTaken(decision, claimTaken);
            }
            if (attempt >= ATTEMPTS) {
                throw stale(target);
            }
        }
    }

    /** A decision on a row that may be old is worth something only if it ends in a commit; null for any other. */
    private @Nullable Decision decideOnOld(
            Target target, Candidate candidate, CurrentObject row, List<String> warnings, int attempt) {
        try {
            Decision decision = decide(target, candidate, row, warnings, attempt);
            return decision.mutation == null ? null : decision;
        } catch (ApiException refusal) {
            return null;
        }
    }

    private static void refuseTaken(Decision decision, CommitOutcome outcome) {
        Mutation.Claim taken = ClusterIpObjects.taken(outcome);
        if (taken != null) {
            ServiceAllocator.refuseUnlessDrawn(decision.object, taken, decision.drawn);
        }
    }

    /** @param mutation null where nothing would change */
    private record Decision(
            ObjectNode object,
            boolean pinned,
            @Nullable Mutation mutation,
            List<Mutation> mutations,
            Set<Mutation.Claim> drawn) {}

    private Decision decide(Target target, Candidate candidate, CurrentObject row, List<String> warnings, int attempt) {
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
    private List<FieldError> errors(Target target, GroupVersionKind kind, ObjectNode object, ObjectNode old) {
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
            Target target, Metadata metadata, CurrentObject row, Strategy strategy, boolean namesUid) {
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
            throw stale(target);
        }
    }

    static ApiException notFound(Target target) {
        return ApiException.notFound(
                target.type().gvr().group(), target.type().gvr().resource(), target.name());
    }

    private static ApiException stale(Target target) {
        return CreateHandler.tooContended(target.type(), target.name());
    }
}
