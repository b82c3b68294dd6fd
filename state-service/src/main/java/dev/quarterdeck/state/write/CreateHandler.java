package dev.quarterdeck.state.write;

import dev.quarterdeck.kube.kind.GroupVersionKind;
import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.EncodedObject;
import dev.quarterdeck.kube.object.Metadata;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.FieldError;
import dev.quarterdeck.kube.status.StatusReason;
import dev.quarterdeck.state.admission.AdmissionRequest;
import dev.quarterdeck.state.allocation.ServiceAllocator;
import dev.quarterdeck.state.commit.Author;
import dev.quarterdeck.state.commit.CommitOutcome;
import dev.quarterdeck.state.commit.Mutation;
import dev.quarterdeck.state.kind.Strategy;
import dev.quarterdeck.state.kind.WriteScope;
import dev.quarterdeck.stateclient.Caller;
import dev.quarterdeck.stateclient.WriteRequest;
import dev.quarterdeck.stateclient.WriteResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * POST of a new object, and PUT where the kind lets it create. Each attempt starts from the bytes of the request, so that nothing of a failed one is left:
 * a generated name that was taken, a cluster IP that another service got, a namespace that vanished are decided anew.
 */
final class CreateHandler {
    private static final int ATTEMPTS = 16;

    private final WriteParts parts;
    private final BodyReader bodies;
    private final Answers answers;

    CreateHandler(WriteParts parts) {
        this.parts = parts;
        this.bodies = new BodyReader(parts.rules());
        this.answers = new Answers(parts.rules());
    }

    WriteResult create(WriteRequest.Create request) {
        return create(
                request.type(),
                request.namespace(),
                new Body(request.type(), request.body(), request.contentType(), request.options(), false),
                request.caller(),
                request.options(),
                Authors.of(request));
    }

    /** PUT to a name that nothing has: its body may come from an object that was there before. */
    WriteResult create(WriteRequest.Update request, Author author) {
        return create(
                request.type(),
                request.namespace(),
                new Body(request.type(), request.body(), request.contentType(), request.options(), true),
                request.caller(),
                request.options(),
                author);
    }

    /** Where a new object comes from. */
    interface Source {
        /** A tree of its own for every attempt, in the version of the request. */
        ObjectNode read(List<String> warnings);

        /** Whether it says already who owns what. */
        boolean managesFields();
    }

    private final class Body implements Source {
        private final ResourceType type;
        private final byte[] body;
        private final String contentType;
        private final WriteRequest.Options options;
        private final boolean put;

        Body(ResourceType type, byte[] body, String contentType, WriteRequest.Options options, boolean put) {
            this.type = type;
            this.body = body;
            this.contentType = contentType;
            this.options = options;
            this.put = put;
        }

        @Override
        public ObjectNode read(List<String> warnings) {
            ObjectNode object = bodies.read(body, contentType, type.gvk(), options.fieldValidation(), warnings);
            if (put) {
                releaseFromThePast(type, object);
            }
            return object;
        }

        @Override
        public boolean managesFields() {
            return false;
        }
    }

    WriteResult create(
            ResourceType type,
            String namespace,
            Source source,
            Caller caller,
            WriteRequest.Options options,
            Author author) {
        int collisions = 0;
        for (int attempt = 0; ; attempt++) {
            List<String> warnings = new ArrayList<>(0);
            ObjectNode object = source.read(warnings);
            boolean generated = Metadata.of(object).name().isEmpty();
            Decision decision = decide(
                    type,
                    namespace,
                    object,
                    caller,
                    options,
                    warnings,
                    attempt,
                    source.managesFields() ? null : author);
            if (options.dryRun()) {
                if (parts.committer().get(decision.insert.resource(), decision.insert.key()) != null) {
                    throw alreadyExists(type, decision.insert.key());
                }
                return answers.dryRun(201, type, decision.object, warnings);
            }
            CommitOutcome outcome = parts.committer().commit(decision.mutations, author);
            if (outcome instanceof CommitOutcome.Committed committed) {
                return answers.committed(201, type, committed.changes().getFirst(), warnings);
            }
            boolean again = attempt < ATTEMPTS;
            if (outcome instanceof CommitOutcome.Conflict conflict && conflict.mutation() == decision.insert) {
                again = again && generated && ++collisions < GeneratedNames.TRIES;
                if (!again) {
                    throw alreadyExists(type, decision.insert.key());
                }
            } else {
                Mutation.Claim taken = ClusterIpObjects.taken(outcome);
                if (taken != null) {
                    ServiceAllocator.refuseUnlessDrawn(decision.object, taken, decision.drawn);
                }
            }

            if (!again) {
                throw tooContended(type, decision.insert.key().name());
            }
        }
    }

    /** @param drawn claims that chance chose, so that another choice is as good */
    private record Decision(
            ObjectNode object, Mutation.Insert insert, List<Mutation> mutations, Set<Mutation.Claim> drawn) {}

    /** @param owner who owns what is new; null where the object says it already */
    private Decision decide(
            ResourceType type,
            String namespace,
            ObjectNode body,
            Caller caller,
            WriteRequest.Options options,
            List<String> warnings,
            int attempt,
            @Nullable Author owner) {
        StoredResource stored = stored(type);
        GroupVersionKind kind = storedKind(type);
        Strategy strategy = parts.strategy(type);
        WriteScope scope = new WriteScope(caller, parts.sources().clock().instant());

        BodyReader.settleNamespace(body, type, namespace);
        ObjectNode object = kind.equals(type.gvk()) ? body : parts.rules().convert(body, type.gvk(), kind);
        Metadata metadata = Metadata.of(object);
        boolean versioned = !metadata.resourceVersion().isEmpty();
        metadata.node().remove("resourceVersion");
        ObjectMeta.dropServerFields(metadata.node());
        strategy.resetForCreate(object);
        parts.rules().setDefaults(kind, object);

        AdmissionRequest admission = new AdmissionRequest(
                        AdmissionRequest.Operation.CREATE,
                        type,
                        "",
                        type.namespaced() ? namespace : stored.id().equals("namespaces") ? metadata.name() : "",
                        nameForMessages(metadata),
                        object,
                        null,
                        caller,
                        options.dryRun(),
                        warnings)
                .withOptions(() -> OperationOptions.create(options));
        OwnerReferences.dropDuplicates(object, warnings);
        if (owner != null) {
            new ResourceFields(parts.rules(), strategy, kind)
                    .track(null, object, ResourceFields.actor(owner, type, "", scope));
        }
        parts.admission().mutate(admission);
        BodyReader.settleNamespace(object, type, namespace);

        if (metadata.name().isEmpty() && !metadata.generateName().isEmpty()) {
            metadata.set(
                    "name",
                    GeneratedNames.draw(
                            metadata.generateName(), parts.sources().random().get()));
        }
        String uid = parts.sources().uids().get();
        ObjectMeta.fillNew(
                metadata.node(), uid, scope.timestamp(), strategy.traits().generation());
        // of what the client has written: the strategy may make other things of it
        List<String> told = parts.rules().warnings(kind, object, null);
        strategy.prepareForCreate(object, scope);
        Set<Mutation.Claim> drawn = stored.id().equals("services")
                ? parts.services()
                        .allocate(
                                object,
                                null,
                                attempt,
                                options.dryRun(),
                                parts.sources().random().get())
                : Set.of();
        refuseInvalid(type, metadata.name(), errors(type, kind, object));
        warnings.addAll(told);
        options.creation().require(type.gvr().group(), type.gvr().resource(), metadata.name());
        parts.admission().validate(admission);
        if (versioned && !options.dryRun()) {
            throw ApiException.ofOthers(
                    "", 500, "resourceVersion should not be set on objects to be created", ApiException.Details.NONE);
        }
        parts.rules().canonicalize(kind, object);

        Mutation.Insert insert = new Mutation.Insert(
                stored, metadata.key(), uid, Sizes.checked(EncodedObject.of(object)), strategy.claims(object));
        List<Mutation> mutations = new ArrayList<>(1 + admission.together().size());
        mutations.add(insert);
        mutations.addAll(admission.together());
        if (type.custom() != null) {
            mutations.add(parts.definitions().requireFor(type, metadata.name()));
        }
        if (ClusterIpObjects.concerns(stored)) {
            mutations.addAll(parts.addresses().together(object, null));
        }
        return new Decision(object, insert, mutations, drawn);
    }

    /** Of two groups that share a stored form each has rules of its own: those of the one that was asked hold. */
    private List<FieldError> errors(ResourceType type, GroupVersionKind kind, ObjectNode object) {
        return type.gvk().group().equals(kind.group())
                ? parts.rules().validateCreate(kind, object)
                : parts.rules().validateCreate(type.gvk(), parts.rules().convert(object.deepCopy(), kind, type.gvk()));
    }

    /** An object that is gone is not what the client updated, if it knows its uid; otherwise the version it saw means nothing any more. */
    private static void releaseFromThePast(ResourceType type, ObjectNode object) {
        Metadata metadata = Metadata.of(object);
        if (!metadata.uid().isEmpty()) {
            throw ApiException.conflict(
                    type.gvr().group(),
                    type.gvr().resource(),
                    metadata.name(),
                    "Precondition failed: UID in precondition: " + metadata.uid() + ", UID in object meta: ");
        }
        metadata.set("resourceVersion", "");
    }

    private static String nameForMessages(Metadata metadata) {
        if (!metadata.name().isEmpty()) {
            return metadata.name();
        }
        return metadata.generateName().isEmpty() ? "Unknown" : metadata.generateName();
    }

    static void refuseInvalid(ResourceType type, String name, List<FieldError> errors) {
        if (!errors.isEmpty()) {
            throw ApiException.invalid(type.gvk().group(), type.gvk().kind(), name, errors);
        }
    }

    static StoredResource stored(ResourceType type) {
        return required(type, type.stored());
    }

    static GroupVersionKind storedKind(ResourceType type) {
        return required(type, type.storedKind());
    }

    private static <T> T required(ResourceType type, @Nullable T value) {
        if (value == null) {
            throw new ApiException(
                    StatusReason.METHOD_NOT_ALLOWED,
                    "the server does not allow this method on the requested resource",
                    ApiException.Details.of(type.gvr().group(), type.gvr().resource(), ""));
        }
        return value;
    }

    private static ApiException alreadyExists(ResourceType type, ObjectKey key) {
        return ApiException.alreadyExists(type.gvr().group(), type.gvr().resource(), key.name());
    }

    /** Others changed, again and again, what this request depends on. */
    static ApiException tooContended(ResourceType type, String name) {
        return ApiException.staleUpdate(type.gvr().group(), type.gvr().resource(), name);
    }
}
