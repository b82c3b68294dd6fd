package dev.quarterdeck.state.write;

import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.state.admission.AdmissionRequest;
import dev.quarterdeck.state.allocation.ServiceAllocator;
import dev.quarterdeck.state.commit.Author;
import dev.quarterdeck.state.commit.CommitOutcome;
import dev.quarterdeck.state.commit.CurrentObject;
import dev.quarterdeck.state.commit.Mutation;
import dev.quarterdeck.state.write.UpdateDecider.Decision;
import dev.quarterdeck.stateclient.Caller;
import dev.quarterdeck.stateclient.WriteRequest;
import dev.quarterdeck.stateclient.WriteResult;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * The road of every change of an existing object: decide on the row that was read; where another write came between, decide again on what is there now,
 * unless the request named the resourceVersion it was made from.
 */
final class UpdateRoad {
    /** Each attempt loses to another write, so this is how many others may come first. */
    private static final int ATTEMPTS = 200;

    private final WriteParts parts;
    private final UpdateDecider decider;
    private final Answers answers;

    UpdateRoad(WriteParts parts) {
        this.parts = parts;
        this.decider = new UpdateDecider(parts);
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
                    ? decider.decide(target, candidate, row, warnings, attempt)
                    : decideOnOld(target, candidate, row, warnings, attempt);
            if (decision == null) {
                row = parts.committer().get(target.stored(), target.key());
                current = true;
                continue;
            }
            if (decision.mutation() == null) {
                return answers.unchanged(target.type(), row.json(), warnings);
            }
            if (target.options().dryRun()) {
                return answers.dryRun(200, target.type(), decision.object(), warnings);
            }
            switch (parts.committer().commit(decision.mutations(), target.author())) {
                case CommitOutcome.Committed committed -> {
                    return answers.committed(
                            200, target.type(), committed.changes().getFirst(), warnings);
                }
                case CommitOutcome.Conflict(Mutation failed, CurrentObject now)
                when failed == decision.mutation() -> {
                    row = now;
                    current = true;
                    if (decision.pinned() && now != null) {
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
            Decision decision = decider.decide(target, candidate, row, warnings, attempt);
            return decision.mutation() == null ? null : decision;
        } catch (ApiException refusal) {
            return null;
        }
    }

    private static void refuseTaken(Decision decision, CommitOutcome outcome) {
        Mutation.Claim taken = ClusterIpObjects.taken(outcome);
        if (taken != null) {
            ServiceAllocator.refuseUnlessDrawn(decision.object(), taken, decision.drawn());
        }
    }

    static ApiException notFound(Target target) {
        return ApiException.notFound(
                target.type().gvr().group(), target.type().gvr().resource(), target.name());
    }

    static ApiException stale(Target target) {
        return CreateHandler.tooContended(target.type(), target.name());
    }
}
