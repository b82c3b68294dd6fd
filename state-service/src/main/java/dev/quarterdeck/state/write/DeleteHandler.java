package dev.quarterdeck.state.write;

import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.EncodedObject;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.state.admission.AdmissionRequest;
import dev.quarterdeck.state.commit.Author;
import dev.quarterdeck.state.commit.CommitOutcome;
import dev.quarterdeck.state.commit.CurrentObject;
import dev.quarterdeck.state.commit.Mutation;
import dev.quarterdeck.state.kind.Strategy;
import dev.quarterdeck.stateclient.Caller;
import dev.quarterdeck.stateclient.WriteRequest;
import dev.quarterdeck.stateclient.WriteResult;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** DELETE of one object: removes it, or marks it where a grace period or finalizers come first. */
final class DeleteHandler {
    private static final int ATTEMPTS = 200;

    private final WriteParts parts;
    private final Answers answers;

    DeleteHandler(WriteParts parts) {
        this.parts = parts;
        this.answers = new Answers(parts.rules());
    }

    WriteResult delete(WriteRequest.Delete request) {
        DeleteOptions options = DeleteOptions.read(parts.rules(), request.deleteOptions(), request.contentType());
        boolean dryRun = options.dryRun() || request.options().dryRun();
        return delete(
                request.type(),
                request.namespace(),
                request.name(),
                options,
                dryRun,
                request.caller(),
                Authors.of(request));
    }

    WriteResult delete(
            ResourceType type,
            String namespace,
            String name,
            DeleteOptions options,
            boolean dryRun,
            Caller caller,
            Author author) {
        StoredResource stored = CreateHandler.stored(type);
        ObjectKey key = new ObjectKey(type.namespaced() ? namespace : "", name);
        return delete(type, parts.committer().get(stored, key), key, options, dryRun, caller, author);
    }

    /** @param row what was found under the key */
    WriteResult delete(
            ResourceType type,
            @Nullable CurrentObject row,
            ObjectKey key,
            DeleteOptions options,
            boolean dryRun,
            Caller caller,
            Author author) {
        Strategy strategy = parts.strategy(type);
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            if (row == null) {
                throw ApiException.notFound(type.gvr().group(), type.gvr().resource(), key.name());
            }
            List<String> warnings = new ArrayList<>(0);
            ObjectNode object = Json.read(row.json());
            checkPreconditions(type, row, options);
            if (row.resource().id().equals("jobs.batch")
                    && options.propagation() == null
                    && options.orphanDependents() == null) {
                warnings.add("child pods are preserved by default when jobs are deleted; set"
                        + " propagationPolicy=Background to remove them or set propagationPolicy=Orphan to suppress"
                        + " this warning");
            }
            List<Mutation> mutations = new ArrayList<>(2);
            AdmissionRequest admission = new AdmissionRequest(
                            AdmissionRequest.Operation.DELETE,
                            type,
                            "",
                            type.namespaced()
                                    ? key.namespace()
                                    : row.resource().id().equals("namespaces") ? key.name() : "",
                            key.name(),
                            null,
                            object,
                            caller,
                            dryRun,
                            warnings)
                    .withOptions(() -> OperationOptions.delete(options, dryRun));
            parts.admission().mutate(admission);
            parts.admission().validate(admission);
            Instant now = parts.sources().clock().instant();
            // what it costs is what it costs before it is marked as ending
            List<Mutation> release = parts.quotas().release(row.resource(), key.namespace(), object);
            DeletionPlan plan =
                    switch (row.resource().id()) {
                        case "namespaces" -> DeletionPlanner.planNamespace(object, options, now);
                        case "customresourcedefinitions.apiextensions.k8s.io" ->
                            DeletionPlanner.planDefinition(object, options, strategy, now);
                        default -> DeletionPlanner.plan(object, options, strategy, now);
                    };
            Mutation mutation = mutation(row, plan, strategy);
            if (mutation == null) {
                return new WriteResult(
                        code(plan, options), answers.inVersion(type, row.json()), 0, List.copyOf(warnings));
            }
            if (dryRun) {
                return dryRunAnswer(type, row, plan, object, options, strategy, warnings);
            }
            mutations.add(mutation);
            mutations.addAll(admission.together());
            if (mutation instanceof Mutation.Remove && ClusterIpObjects.concerns(row.resource())) {
                mutations.addAll(parts.addresses().together(null, object));
            }
            if (mutation instanceof Mutation.Remove) {
                mutations.addAll(release);
            }
            switch (parts.committer().commit(mutations, author)) {
                case CommitOutcome.Committed committed -> {
                    return answer(type, row, plan, committed.changes().getFirst(), options, strategy, warnings);
                }
                case CommitOutcome.Conflict(Mutation failed, CurrentObject current) -> {
                    if (failed == mutation) {
                        row = current;
                    }
                }
                case CommitOutcome.ClaimTaken taken ->
                    throw new IllegalStateException("a deletion claims nothing: " + taken);
            }
        }
        throw CreateHandler.tooContended(type, key.name());
    }

    private static @Nullable Mutation mutation(CurrentObject row, DeletionPlan plan, Strategy strategy) {
        return switch (plan) {
            case DeletionPlan.Remove(ObjectNode last) ->
                new Mutation.Remove(row.resource(), row.key(), row.uid(), row.revision(), EncodedObject.of(last));
            case DeletionPlan.Mark(ObjectNode marked) ->
                new Mutation.Replace(
                        row.resource(),
                        row.key(),
                        row.uid(),
                        row.revision(),
                        EncodedObject.of(marked),
                        strategy.claims(marked));
            case DeletionPlan.Nothing nothing -> null;
        };
    }

    private static int code(DeletionPlan plan, DeleteOptions options) {
        boolean stays = !(plan instanceof DeletionPlan.Remove);
        return stays && Boolean.FALSE.equals(options.orphanDependents()) ? 202 : 200;
    }

    private WriteResult answer(
            ResourceType type,
            CurrentObject row,
            DeletionPlan plan,
            CommitOutcome.Committed.Applied applied,
            DeleteOptions options,
            Strategy strategy,
            List<String> warnings) {
        if (plan instanceof DeletionPlan.Remove && !strategy.traits().answersDeleted()) {
            return new WriteResult(200, deleted(type, row), applied.revision(), List.copyOf(warnings));
        }
        return answers.committed(code(plan, options), type, applied, warnings);
    }

    private WriteResult dryRunAnswer(
            ResourceType type,
            CurrentObject row,
            DeletionPlan plan,
            ObjectNode object,
            DeleteOptions options,
            Strategy strategy,
            List<String> warnings) {
        if (plan instanceof DeletionPlan.Remove && !strategy.traits().answersDeleted()) {
            return new WriteResult(200, deleted(type, row), 0, List.copyOf(warnings));
        }
        return answers.dryRun(code(plan, options), type, object, warnings);
    }

    private static byte[] deleted(ResourceType type, CurrentObject row) {
        ObjectNode details = Json.object().put("name", row.key().name());
        if (!type.gvr().group().isEmpty()) {
            details.put("group", type.gvr().group());
        }
        return Answers.success(200, details.put("kind", type.gvr().resource()).put("uid", row.uid()));
    }

    static void checkPreconditions(ResourceType type, CurrentObject row, DeleteOptions options) {
        if (options.uid() != null
                && !options.uid().equals(row.uid())
                && row.resource().id().equals("namespaces")) {
            throw ApiException.conflict(
                    "",
                    "namespaces",
                    row.key().name(),
                    "Precondition failed: UID in precondition: " + options.uid() + ", UID in object meta: "
                            + row.uid());
        }
        if (options.uid() != null && !options.uid().equals(row.uid())) {
            throw ApiException.conflict(
                    type.gvk().group(),
                    type.gvk().kind(),
                    row.key().name(),
                    "the UID in the precondition (" + options.uid() + ") does not match the UID in record (" + row.uid()
                            + "). The object might have been deleted and then recreated");
        }
        if (options.resourceVersion() != null && !options.resourceVersion().equals(Long.toString(row.revision()))) {
            throw ApiException.conflict(
                    type.gvk().group(),
                    type.gvk().kind(),
                    row.key().name(),
                    "the ResourceVersion in the precondition (" + options.resourceVersion()
                            + ") does not match the ResourceVersion in record (" + row.revision()
                            + "). The object might have been modified");
        }
    }
}
