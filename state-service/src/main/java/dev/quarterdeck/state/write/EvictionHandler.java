package dev.quarterdeck.state.write;

import dev.quarterdeck.kube.kind.GroupVersionKind;
import dev.quarterdeck.kube.kind.GroupVersionResource;
import dev.quarterdeck.kube.kind.ResourceCatalog;
import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.EncodedObject;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.object.Metadata;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.StatusReason;
import dev.quarterdeck.state.admission.AdmissionRequest;
import dev.quarterdeck.state.admission.ClusterReader.Seen;
import dev.quarterdeck.state.commit.Author;
import dev.quarterdeck.state.commit.CommitOutcome;
import dev.quarterdeck.state.commit.CurrentObject;
import dev.quarterdeck.state.commit.Mutation;
import dev.quarterdeck.state.kind.Strategy;
import dev.quarterdeck.state.kind.Trees;
import dev.quarterdeck.state.kind.WriteScope;
import dev.quarterdeck.state.kind.core.PodConditions;
import dev.quarterdeck.stateclient.WriteRequest;
import dev.quarterdeck.stateclient.WriteResult;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * POST of {@code pods/eviction}: deletes a pod if its disruption budget allows. The pod's deletion and the budget's smaller allowance are one commit, so
 * evictions at the same time never overspend a budget, and none is spent for nothing.
 */
final class EvictionHandler {
    private static final GroupVersionKind EVICTION = new GroupVersionKind("policy", "v1", "Eviction");
    private static final StoredResource BUDGETS = new StoredResource("policy", "poddisruptionbudgets");
    private static final int ATTEMPTS = 100;

    private final WriteParts parts;
    private final BodyReader bodies;
    private final ResourceType pods;

    EvictionHandler(WriteParts parts, ResourceCatalog catalog) {
        this.parts = parts;
        this.bodies = new BodyReader(parts.rules());
        this.pods = catalog.find(new GroupVersionResource("", "v1", "pods")).orElseThrow();
    }

    WriteResult evict(WriteRequest.Create request) {
        List<String> warnings = new ArrayList<>(0);
        ObjectNode eviction = bodies.read(
                request.body(),
                request.contentType(),
                EVICTION,
                request.options().fieldValidation(),
                warnings);
        BodyReader.settleNamespace(eviction, pods, request.namespace());
        if (!Metadata.of(eviction).name().equals(request.name())) {
            throw ApiException.badRequest("name in URL does not match name in Eviction object");
        }
        DeleteOptions options = DeleteOptions.of(Trees.objectAt(eviction, "deleteOptions"));
        boolean dryRun = options.dryRun() || request.options().dryRun();
        AdmissionRequest admission = new AdmissionRequest(
                        AdmissionRequest.Operation.CREATE,
                        pods,
                        "eviction",
                        request.namespace(),
                        request.name(),
                        eviction,
                        null,
                        request.caller(),
                        dryRun,
                        warnings)
                .withOptions(() -> OperationOptions.create(request.options()));
        parts.admission().mutate(admission);
        parts.admission().validate(admission);
        long revision = evict(new ObjectKey(request.namespace(), request.name()), options, dryRun, Authors.of(request));
        return new WriteResult(201, Answers.success(201, Json.object()), revision, warnings);
    }

    private long evict(ObjectKey key, DeleteOptions options, boolean dryRun, Author author) {
        Strategy strategy = parts.strategies().apply(CreateHandler.stored(pods));
        String budgetName = "";
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            CurrentObject row = parts.committer().get(CreateHandler.stored(pods), key);
            if (row == null) {
                throw ApiException.notFound("", "pods", key.name());
            }
            DeleteHandler.checkPreconditions(pods, row, options);
            ObjectNode pod = Json.read(row.json());
            Instant now = parts.sources().clock().instant();
            List<Mutation> mutations = new ArrayList<>(2);
            if (!hasNothingToDisrupt(pod)) {
                Seen budget = budgetOf(pod, key.namespace());
                if (budget != null) {
                    budgetName = budget.row().key().name();
                    Mutation spent = spend(budget, pod, key, now);
                    if (spent != null) {
                        mutations.add(spent);
                    }
                }
            }
            if (!dryRun) {
                PodConditions.set(
                        Trees.child(pod, "status"),
                        "DisruptionTarget",
                        "True",
                        "EvictionByEvictionAPI",
                        "Eviction API: evicting",
                        WriteScope.timestamp(now));
            }
            List<Mutation> release = parts.quotas().release(row.resource(), key.namespace(), pod);
            Mutation removal = removal(row, pod, options, strategy, now);
            mutations.addFirst(removal);
            if (removal instanceof Mutation.Remove) {
                mutations.addAll(release);
            }
            if (dryRun) {
                return 0;
            }
            if (parts.committer().commit(mutations, author) instanceof CommitOutcome.Committed committed) {
                return committed.changes().getFirst().revision();
            }
        }
        throw stillProcessed(budgetName);
    }

    private static Mutation removal(
            CurrentObject row, ObjectNode pod, DeleteOptions options, Strategy strategy, Instant now) {
        DeletionPlan plan = DeletionPlanner.plan(pod, options, strategy, now);
        return plan instanceof DeletionPlan.Remove
                ? new Mutation.Remove(row.resource(), row.key(), row.uid(), row.revision(), EncodedObject.of(pod))
                : new Mutation.Replace(
                        row.resource(),
                        row.key(),
                        row.uid(),
                        row.revision(),
                        EncodedObject.of(pod),
                        strategy.claims(pod));
    }

    private static boolean hasNothingToDisrupt(ObjectNode pod) {
        String phase = Trees.text(pod, "status", "phase");
        return phase.equals("Succeeded")
                || phase.equals("Failed")
                || phase.equals("Pending")
                || Metadata.of(pod).isBeingDeleted();
    }

    private @Nullable Seen budgetOf(ObjectNode pod, String namespace) {
        Map<String, String> labels = Metadata.of(pod).labels();
        List<Seen> matching = new ArrayList<>(1);
        for (Seen budget : parts.reader().listLive(BUDGETS, namespace)) {
            ObjectNode selector = Trees.objectAt(budget.tree(), "spec", "selector");
            if (selector != null && parts.rules().labelSelector(selector).test(labels)) {
                matching.add(budget);
            }
        }
        if (matching.size() > 1) {
            throw new ApiException(
                    StatusReason.INTERNAL_ERROR,
                    "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.",
                    ApiException.Details.NONE);
        }
        return matching.isEmpty() ? null : matching.getFirst();
    }

    /** The budget with one disruption less; null where the pod doesn't count, being unready while enough others are healthy. */
    private static @Nullable Mutation spend(Seen budget, ObjectNode pod, ObjectKey podKey, Instant now) {
        ObjectNode tree = budget.tree();
        long healthy = orZero(Trees.number(tree, "status", "currentHealthy"));
        long desired = orZero(Trees.number(tree, "status", "desiredHealthy"));
        if (!isReady(pod)
                && (Trees.text(tree, "spec", "unhealthyPodEvictionPolicy").equals("AlwaysAllow")
                        || healthy >= desired && desired > 0)) {
            return null;
        }
        DisruptionBudget.checkAllows(tree);
        ObjectNode spent = DisruptionBudget.spend(tree.deepCopy(), podKey.name(), WriteScope.timestamp(now));
        CurrentObject row = budget.row();
        return new Mutation.Replace(
                row.resource(), row.key(), row.uid(), row.revision(), EncodedObject.of(spent), java.util.Set.of());
    }

    private static boolean isReady(ObjectNode pod) {
        return Trees.objects(pod, "status", "conditions").stream()
                .anyMatch(c -> Trees.text(c, "type").equals("Ready")
                        && Trees.text(c, "status").equals("True"));
    }

    private static long orZero(@Nullable Long value) {
        return value == null ? 0 : value;
    }

    static ApiException stillProcessed(String budget) {
        return DisruptionBudget.tooMany(
                10, "The disruption budget " + budget + " is still being processed by the server.");
    }
}
