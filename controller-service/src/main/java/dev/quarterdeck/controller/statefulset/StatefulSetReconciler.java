package dev.quarterdeck.controller.statefulset;

import dev.quarterdeck.controller.history.TemplateRevisions;
import dev.quarterdeck.controller.owner.Adoption;
import dev.quarterdeck.controller.owner.Claim;
import dev.quarterdeck.controller.owner.Owners;
import dev.quarterdeck.controller.owner.Selectors;
import dev.quarterdeck.controller.pod.PodControl;
import dev.quarterdeck.controller.pod.Pods;
import dev.quarterdeck.controller.statefulset.StatefulSetPlan.Missing;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.StatusReason;
import dev.quarterdeck.reconcile.client.ObjectApi;
import dev.quarterdeck.reconcile.client.Propagation;
import dev.quarterdeck.reconcile.event.EventRecorder;
import dev.quarterdeck.reconcile.informer.Informer;
import dev.quarterdeck.reconcile.loop.Reconciler;
import dev.quarterdeck.reconcile.loop.Result;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Carries out the plan of a StatefulSet: first its status, refused where it was decided on an old set; then pods, each with its claims before it. */
final class StatefulSetReconciler implements Reconciler<ObjectKey> {
    private final Informer<StatefulSet> sets;
    private final Informer<Pod> pods;
    private final ClaimKeeper claims;
    private final Informer<ControllerRevision> revisions;
    private final ObjectApi api;
    private final Adoption adoption;
    private final TemplateRevisions history;
    private final EventRecorder events;
    private final InstantSource clock;

    /** Pods that were deleted though the cache may not show it. A key is worked on by one thread at a time. */
    private final Map<ObjectKey, Set<String>> deleted = new ConcurrentHashMap<>();

    StatefulSetReconciler(
            Informer<StatefulSet> sets,
            Informer<Pod> pods,
            Informer<PersistentVolumeClaim> claims,
            Informer<ControllerRevision> revisions,
            ObjectApi api,
            EventRecorder events,
            InstantSource clock) {
        this.sets = sets;
        this.pods = pods;
        this.claims = new ClaimKeeper(claims, api, events);
        this.revisions = revisions;
        this.api = api;
        this.adoption = new Adoption(api);
        this.history = new TemplateRevisions(api, "controller.kubernetes.io/hash");
        this.events = events;
        this.clock = clock;
    }

    @Override
    public Result reconcile(ObjectKey key) throws InterruptedException {
        Optional<StatefulSet> found = sets.get(key.namespace(), key.name());
        if (found.isEmpty()) {
            deleted.remove(key);
            return Result.DONE;
        }
        if (Selectors.isEmpty(found.get().getSpec().getSelector())) {
            return Result.DONE;
        }
        StatefulSet set = found.get();
        List<Pod> owned = owned(set);
        String update = revision(set);
        String current = currentRevision(set, update);
        StatefulSetPlan plan = StatefulSetPlanner.plan(set, current, update, owned, clock.instant());
        if (!Objects.equals(set.getStatus(), plan.status())) {
            api.updateStatus(
                    new StatefulSetBuilder(set).withStatus(plan.status()).build());
        }
        keep(set, owned, plan);
        for (Missing missing : plan.create()) {
            if (!claims.hasLeftOver(set, missing.ordinal())) {
                create(set, missing, current, update);
            }
        }
        Set<String> gone = deleted.computeIfAbsent(key, k -> new HashSet<>());
        gone.retainAll(PodControl.uids(owned, pod -> !pod.isMarkedForDeletion()));
        for (Pod pod : plan.delete()) {
            if (!gone.contains(pod.getMetadata().getUid())) {
                delete(set, pod);
                gone.add(pod.getMetadata().getUid());
            }
        }
        cutHistory(set, owned, current, update);
        return plan.lookAgain().map(Result::after).orElse(Result.DONE);
    }

    /** Only pods that are named like the set's are adopted. */
    private List<Pod> owned(StatefulSet set) throws InterruptedException {
        List<Pod> candidates = Owners.claimable(pods, set).stream()
                .filter(pod -> Owners.isControlledBy(pod, set) || StatefulPods.ordinal(set, pod) >= 0)
                .toList();
        return adoption.carryOut(Claim.of(set, set.getSpec().getSelector(), candidates), set);
    }

    private Collection<ControllerRevision> known(StatefulSet set) {
        return revisions.byIndex(Owners.BY_CONTROLLER, set.getMetadata().getUid());
    }

    private String revision(StatefulSet set) throws InterruptedException {
        @Nullable
        Integer collisions = set.getStatus() == null ? null : set.getStatus().getCollisionCount();
        @Nullable Integer taken = collisions == null || collisions == 0 ? null : collisions;
        return set.isMarkedForDeletion()
                ? set.getMetadata().getName() + "-" + history.hash(set.getSpec().getTemplate(), taken)
                : history.ensure(set, set.getSpec().getTemplate(), taken, known(set))
                        .name();
    }

    private static String currentRevision(StatefulSet set, String update) {
        String current = set.getStatus() == null ? null : set.getStatus().getCurrentRevision();
        return current == null || current.isEmpty() ? update : current;
    }

    private void create(StatefulSet set, Missing missing, String current, String update) throws InterruptedException {
        Optional<PodTemplateSpec> old =
                missing.updated() || current.equals(update) ? Optional.empty() : template(set, current);
        Pod pod = StatefulPods.pod(
                set,
                old.orElseGet(() -> set.getSpec().getTemplate()),
                old.isPresent() ? current : update,
                missing.ordinal());
        claims.create(set, missing.ordinal());
        String name = pod.getMetadata().getName();
        String what =
                "Create Pod " + name + " in StatefulSet " + set.getMetadata().getName();
        try {
            api.create(pod);
            events.normal(set, "SuccessfulCreate", what + " successful");
        } catch (ApiException e) {
            if (e.reason() != StatusReason.ALREADY_EXISTS) {
                events.warning(set, "FailedCreate", what + " failed error: " + e.getMessage());
            } else if (isOwn(set, name)) {
                return;
            }
            // whoever has the name says so by being there: nothing is told, and it is tried again
            throw e;
        }
    }

    /** The cache was late: the pod is there. */
    private boolean isOwn(StatefulSet set, String name) throws InterruptedException {
        return api.get(Pod.class, set.getMetadata().getNamespace(), name)
                .filter(pod -> Owners.isControlledBy(pod, set))
                .isPresent();
    }

    /** Labels and claims of the pods that are there, as they should be. */
    private void keep(StatefulSet set, List<Pod> owned, StatefulSetPlan plan) throws InterruptedException {
        if (set.isMarkedForDeletion()) {
            return;
        }
        for (Pod pod : plan.repair()) {
            repair(set, pod);
        }
        if (set.getSpec().getVolumeClaimTemplates().isEmpty()) {
            return;
        }
        for (Pod pod : owned) {
            int ordinal = StatefulPods.ordinal(set, pod);
            if (ordinal >= 0 && Pods.isActive(pod) && Pods.phase(pod).equals("Pending")) {
                claims.create(set, ordinal);
            }
            if (ordinal >= 0) {
                claims.keep(set, pod, plan.condemned().contains(pod));
            }
        }
    }

    private void repair(StatefulSet set, Pod pod) throws InterruptedException {
        String what = "Update Pod " + pod.getMetadata().getName() + " in StatefulSet "
                + set.getMetadata().getName();
        String index = Integer.toString(StatefulPods.ordinal(set, pod));
        try {
            api.update(new PodBuilder(pod)
                    .editMetadata()
                    .addToLabels(StatefulPods.NAME, pod.getMetadata().getName())
                    .addToLabels(StatefulPods.INDEX, index)
                    .endMetadata()
                    .build());
            events.normal(set, "SuccessfulUpdate", what + " successful");
        } catch (ApiException e) {
            if (e.reason() != StatusReason.CONFLICT) {
                events.warning(set, "FailedUpdate", what + " failed error: " + e.getMessage());
            }
            throw e;
        }
    }

    private void delete(StatefulSet set, Pod pod) throws InterruptedException {
        String what = "Delete Pod " + pod.getMetadata().getName() + " in StatefulSet "
                + set.getMetadata().getName();
        try {
            api.delete(pod, Propagation.DEFAULT);
            events.normal(set, "SuccessfulDelete", what + " successful");
        } catch (ApiException e) {
            events.warning(set, "FailedDelete", what + " failed error: " + e.getMessage());
            throw e;
        }
    }

    /** The template of an old revision, from the server where the cache does not have it yet. */
    private Optional<PodTemplateSpec> template(StatefulSet set, String revision) throws InterruptedException {
        Optional<ControllerRevision> cached = known(set).stream()
                .filter(r -> r.getMetadata().getName().equals(revision))
                .findFirst();
        return (cached.isPresent()
                        ? cached
                        : api.get(ControllerRevision.class, set.getMetadata().getNamespace(), revision))
                .map(history::template);
    }

    private void cutHistory(StatefulSet set, List<Pod> owned, String current, String update)
            throws InterruptedException {
        Integer limit = set.getSpec().getRevisionHistoryLimit();
        String prefix = set.getMetadata().getName() + "-";
        Set<String> inUse = new HashSet<>(List.of(hash(current, prefix), hash(update, prefix)));
        owned.forEach(pod -> inUse.add(hash(StatefulPods.revision(pod), prefix)));
        history.cut(known(set), inUse, limit == null ? 10 : limit);
    }

    private static String hash(String revision, String prefix) {
        return revision.startsWith(prefix) ? revision.substring(prefix.length()) : revision;
    }
}
