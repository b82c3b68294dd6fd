package dev.quarterdeck.controller.deployment;

import dev.quarterdeck.controller.deployment.DeploymentPlan.Step;
import dev.quarterdeck.controller.owner.Adoption;
import dev.quarterdeck.controller.owner.Claim;
import dev.quarterdeck.controller.owner.Owners;
import dev.quarterdeck.controller.owner.Selectors;
import dev.quarterdeck.controller.pod.Pods;
import dev.quarterdeck.controller.pod.TemplateHash;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.StatusReason;
import dev.quarterdeck.reconcile.client.ObjectApi;
import dev.quarterdeck.reconcile.client.Propagation;
import dev.quarterdeck.reconcile.event.EventRecorder;
import dev.quarterdeck.reconcile.informer.Informer;
import dev.quarterdeck.reconcile.loop.Reconciler;
import dev.quarterdeck.reconcile.loop.Result;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Carries out the plan of a Deployment. Replica sets have names that follow from their template, and every update carries the resourceVersion that was
 * decided on: with a cache that lags, a step is refused and planned again, never done twice.
 */
final class DeploymentReconciler implements Reconciler<ObjectKey> {
    private final Informer<Deployment> deployments;
    private final Informer<ReplicaSet> sets;
    private final Informer<Pod> pods;
    private final ObjectApi api;
    private final Adoption adoption;
    private final EventRecorder events;
    private final InstantSource clock;

    DeploymentReconciler(
            Informer<Deployment> deployments,
            Informer<ReplicaSet> sets,
            Informer<Pod> pods,
            ObjectApi api,
            EventRecorder events,
            InstantSource clock) {
        this.deployments = deployments;
        this.sets = sets;
        this.pods = pods;
        this.api = api;
        this.adoption = new Adoption(api);
        this.events = events;
        this.clock = clock;
    }

    @Override
    public Result reconcile(ObjectKey key) throws InterruptedException {
        Optional<Deployment> found = deployments.get(key.namespace(), key.name());
        if (found.isEmpty()) {
            return Result.DONE;
        }
        Deployment deployment = found.get();
        if (Selectors.isEmpty(deployment.getSpec().getSelector())) {
            events.warning(
                    deployment,
                    "SelectingAll",
                    "This deployment is selecting all pods. A non-empty selector is required.");
        }
        List<ReplicaSet> owned = owned(deployment);
        DeploymentPlan plan = DeploymentPlanner.plan(
                deployment, owned, oldPodsLeft(deployment, owned), t -> hash(deployment, t), clock.instant());
        for (Step step : plan.steps()) {
            carryOut(deployment, step);
        }
        updateStatus(deployment, plan);
        return plan.lookAgain().map(Result::after).orElse(Result.DONE);
    }

    private List<ReplicaSet> owned(Deployment deployment) throws InterruptedException {
        Claim<ReplicaSet> claim =
                Claim.of(deployment, deployment.getSpec().getSelector(), Owners.claimable(sets, deployment));
        return adoption.carryOut(claim, deployment);
    }

    /** Pods of other templates that have not ended; a pod that stops counts until it is gone. */
    private boolean oldPodsLeft(Deployment deployment, List<ReplicaSet> owned) {
        return Rollout.isRecreate(deployment)
                && owned.stream()
                        .filter(set -> !TemplateSet.is(set, deployment))
                        .flatMap(set -> pods
                                .byIndex(Owners.BY_CONTROLLER, set.getMetadata().getUid())
                                .stream())
                        .anyMatch(pod -> !Pods.isTerminal(pod));
    }

    private String hash(Deployment deployment, PodTemplateSpec template) {
        JsonNode tree = api.serialization().convertValue(template, JsonNode.class);
        return TemplateHash.of(
                tree,
                deployment.getStatus() == null ? null : deployment.getStatus().getCollisionCount());
    }

    private void carryOut(Deployment deployment, Step step) throws InterruptedException {
        switch (step) {
            case Step.Create(ReplicaSet set, String event) -> create(deployment, set, event);
            case Step.Update(ReplicaSet set, String event) -> {
                api.update(set);
                scaled(deployment, event);
            }
            case Step.Delete(ReplicaSet set) -> api.delete(set, Propagation.BACKGROUND);
        }
    }

    private void scaled(Deployment deployment, String event) {
        if (!event.isEmpty()) {
            events.normal(deployment, "ScalingReplicaSet", event);
        }
    }

    /**
     * <pre>
     * answer           set of that name           → what
     * created                                       event
     * already exists   ours, of this template       nothing: the cache lags
     * already exists   another                      count the collision, so that the next name differs
     * other failure                                 event, condition, try again
     * </pre>
     */
    private void create(Deployment deployment, ReplicaSet set, String event) throws InterruptedException {
        try {
            api.create(set);
            scaled(deployment, event);
        } catch (ApiException e) {
            if (e.reason() != StatusReason.ALREADY_EXISTS) {
                events.warning(
                        deployment,
                        "ReplicaSetCreateError",
                        "Failed to create new replica set \""
                                + set.getMetadata().getName() + "\": " + e.getMessage());
                throw e;
            }
            if (!isOurs(deployment, set)) {
                countCollision(deployment);
            }
            throw e;
        }
    }

    private boolean isOurs(Deployment deployment, ReplicaSet set) throws InterruptedException {
        return api.get(
                        ReplicaSet.class,
                        set.getMetadata().getNamespace(),
                        set.getMetadata().getName())
                .filter(live -> Owners.isControlledBy(live, deployment))
                .filter(live -> live.getSpec()
                        .getTemplate()
                        .getMetadata()
                        .getLabels()
                        .equals(set.getSpec().getTemplate().getMetadata().getLabels()))
                .isPresent();
    }

    private void countCollision(Deployment deployment) throws InterruptedException {
        @Nullable DeploymentStatus before = deployment.getStatus();
        Integer count = before == null ? null : before.getCollisionCount();
        api.updateStatus(new DeploymentBuilder(deployment)
                .editOrNewStatus()
                .withCollisionCount(count == null ? 1 : count + 1)
                .endStatus()
                .build());
    }

    /** The revision goes with the status: written otherwise, an annotation would count as a new generation. */
    private void updateStatus(Deployment deployment, DeploymentPlan plan) throws InterruptedException {
        if (plan.revision().isEmpty() && Objects.equals(deployment.getStatus(), plan.status())) {
            return;
        }
        DeploymentBuilder changed = new DeploymentBuilder(deployment).withStatus(plan.status());
        plan.revision().ifPresent(revision -> changed.editMetadata()
                .addToAnnotations(Revisions.REVISION, revision)
                .endMetadata());
        api.updateStatus(changed.build());
    }
}
