package dev.quarterdeck.controller.daemonset;

import dev.quarterdeck.controller.daemonset.DaemonSetPlan.Victim;
import dev.quarterdeck.controller.history.TemplateRevisions;
import dev.quarterdeck.controller.history.TemplateRevisions.Current;
import dev.quarterdeck.controller.owner.Expectations;
import dev.quarterdeck.controller.owner.Owners;
import dev.quarterdeck.controller.owner.Selectors;
import dev.quarterdeck.controller.pod.PodControl;
import dev.quarterdeck.controller.wiring.Batches;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.reconcile.client.ObjectApi;
import dev.quarterdeck.reconcile.client.Propagation;
import dev.quarterdeck.reconcile.event.EventRecorder;
import dev.quarterdeck.reconcile.informer.Informer;
import dev.quarterdeck.reconcile.loop.Reconciler;
import dev.quarterdeck.reconcile.loop.Result;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.DaemonSetBuilder;
import io.fabric8.kubernetes.api.model.apps.DaemonSetStatus;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Carries out the plan of a DaemonSet, and keeps its revisions. */
final class DaemonSetReconciler implements Reconciler<ObjectKey> {
    private static final int BURST = 250;

    private final Informer<DaemonSet> sets;
    private final Informer<Node> nodes;
    private final Informer<ControllerRevision> revisions;
    private final ObjectApi api;
    private final TemplateRevisions history;
    private final EventRecorder events;
    private final PodControl control;
    private final InstantSource clock;

    DaemonSetReconciler(
            Informer<DaemonSet> sets,
            Informer<Node> nodes,
            Informer<Pod> pods,
            Informer<ControllerRevision> revisions,
            ObjectApi api,
            EventRecorder events,
            Expectations<ObjectKey> expectations,
            InstantSource clock,
            Batches batches) {
        this.sets = sets;
        this.nodes = nodes;
        this.revisions = revisions;
        this.api = api;
        this.history = new TemplateRevisions(api, TemplateRevisions.HASH_LABEL);
        this.events = events;
        this.control = new PodControl(pods, api, events, expectations, batches);
        this.clock = clock;
    }

    @Override
    public Result reconcile(ObjectKey key) throws InterruptedException {
        Optional<DaemonSet> found = sets.get(key.namespace(), key.name());
        if (found.isEmpty()) {
            control.forget(key);
            return Result.DONE;
        }
        DaemonSet set = found.get();
        if (Selectors.isEmpty(set.getSpec().getSelector())) {
            events.warning(
                    set, "SelectingAll", "This daemon set is selecting all pods. A non-empty selector is required.");
            return Result.DONE;
        }
        if (set.isMarkedForDeletion()) {
            return Result.DONE;
        }
        List<Pod> owned = control.owned(set, set.getSpec().getSelector());
        Current current = history.ensure(set, set.getSpec().getTemplate(), collisions(set), known(set));
        if (!current.duplicates().isEmpty()) {
            merge(current, owned);
            return Result.DONE;
        }
        String revision = current.hash();
        DaemonSetPlan plan =
                DaemonSetPlanner.plan(set, nodes.list(), owned, revision, control.settled(key, owned), clock.instant());
        carryOut(key, set, plan, revision);
        updateStatus(set, plan.status());
        cutHistory(set, owned, revision);
        return plan.lookAgain().map(Result::after).orElse(Result.DONE);
    }

    /** Pods of revisions that say the same are of the one that stays; what changes with them wakes the set. */
    private void merge(Current current, List<Pod> owned) throws InterruptedException {
        ObjectNode patch = Json.object();
        patch.putObject("metadata").putObject("labels").put(TemplateRevisions.HASH_LABEL, current.hash());
        Set<String> hashes =
                current.duplicates().stream().map(TemplateRevisions::hash).collect(Collectors.toSet());
        for (Pod pod : owned) {
            if (hashes.contains(pod.getMetadata().getLabels().get(TemplateRevisions.HASH_LABEL))) {
                api.mergePatch(pod, "", patch);
            }
        }
        for (ControllerRevision duplicate : current.duplicates()) {
            api.delete(duplicate, Propagation.BACKGROUND);
        }
    }

    private Collection<ControllerRevision> known(DaemonSet set) {
        return revisions.byIndex(Owners.BY_CONTROLLER, set.getMetadata().getUid());
    }

    private @Nullable Integer collisions(DaemonSet set) {
        return set.getStatus() == null ? null : set.getStatus().getCollisionCount();
    }

    private void carryOut(ObjectKey key, DaemonSet set, DaemonSetPlan plan, String revision)
            throws InterruptedException {
        List<Pod> wanted = plan.createOn().stream()
                .limit(BURST)
                .map(node -> DaemonPods.pod(set, node, revision))
                .toList();
        ApiException failure = control.create(key, set, wanted);
        if (failure != null) {
            throw failure;
        }
        for (Victim victim : plan.delete()) {
            if (victim.reason().startsWith("Failed")) {
                events.warning(set, victim.reason(), victim.message());
            } else if (!victim.reason().isEmpty()) {
                events.normal(set, victim.reason(), victim.message());
            }
            control.delete(key, set, victim.pod());
        }
    }

    private void updateStatus(DaemonSet set, DaemonSetStatus status) throws InterruptedException {
        if (!Objects.equals(set.getStatus(), status)) {
            api.updateStatus(new DaemonSetBuilder(set).withStatus(status).build());
        }
    }

    private void cutHistory(DaemonSet set, List<Pod> owned, String revision) throws InterruptedException {
        Integer limit = set.getSpec().getRevisionHistoryLimit();
        Set<String> inUse = new HashSet<>(Set.of(revision));
        owned.stream()
                .map(pod -> pod.getMetadata().getLabels().get(TemplateRevisions.HASH_LABEL))
                .filter(Objects::nonNull)
                .forEach(inUse::add);
        history.cut(known(set), inUse, limit == null ? 10 : limit);
    }
}
