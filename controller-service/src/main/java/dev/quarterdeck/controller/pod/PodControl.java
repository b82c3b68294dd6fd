package dev.quarterdeck.controller.pod;

import dev.quarterdeck.controller.owner.Adoption;
import dev.quarterdeck.controller.owner.Claim;
import dev.quarterdeck.controller.owner.Expectations;
import dev.quarterdeck.controller.owner.Owners;
import dev.quarterdeck.controller.wiring.Batches;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.StatusReason;
import dev.quarterdeck.reconcile.client.ObjectApi;
import dev.quarterdeck.reconcile.client.Propagation;
import dev.quarterdeck.reconcile.event.EventRecorder;
import dev.quarterdeck.reconcile.informer.Informer;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads, makes and deletes the pods of owners of one kind: each time with its event, and with what the cache must show before pods are counted again. One
 * reconciliation per owner at a time.
 */
public final class PodControl {
    private final Informer<Pod> pods;
    private final ObjectApi api;
    private final Adoption adoption;
    private final EventRecorder events;
    private final Expectations<ObjectKey> expectations;
    private final Batches batches;

    public PodControl(
            Informer<Pod> pods,
            ObjectApi api,
            EventRecorder events,
            Expectations<ObjectKey> expectations,
            Batches batches) {
        this(pods, api, new Adoption(api), events, expectations, batches);
    }

    /** @param adoption how pods are taken in and let go */
    public PodControl(
            Informer<Pod> pods,
            ObjectApi api,
            Adoption adoption,
            EventRecorder events,
            Expectations<ObjectKey> expectations,
            Batches batches) {
        this.pods = pods;
        this.api = api;
        this.adoption = adoption;
        this.events = events;
        this.expectations = expectations;
        this.batches = batches;
    }

    /** The owner's pods: those that nobody has and it selects are adopted, those that it selects no more let go. */
    public List<Pod> owned(HasMetadata owner, @Nullable LabelSelector selector) throws InterruptedException {
        return adoption.carryOut(Claim.of(owner, selector, Owners.claimable(pods, owner)), owner);
    }

    /** Whether the cache shows all that was made and deleted for this owner; {@code owned} is what it shows. */
    public boolean settled(ObjectKey owner, List<Pod> owned) {
        Set<String> held = uids(owned, pod -> true);
        Set<String> live = uids(owned, pod -> !pod.isMarkedForDeletion());
        return expectations.met(owner, live::contains, held::contains);
    }

    /** The owner is gone. */
    public void forget(ObjectKey owner) {
        expectations.forget(owner);
    }

    /**
     * @return false where the namespace is being deleted: nothing more can be made there, and nobody needs to be told
     * @throws ApiException any other refusal, after its event
     */
    public boolean create(ObjectKey key, HasMetadata owner, Pod wanted) throws InterruptedException {
        try {
            Pod pod = api.create(wanted);
            expectations.created(key, pod.getMetadata().getUid());
            events.normal(
                    owner,
                    "SuccessfulCreate",
                    "Created pod: " + pod.getMetadata().getName());
            return true;
        } catch (ApiException e) {
            if (isNamespaceTerminating(e)) {
                return false;
            }
            events.warning(owner, "FailedCreate", "Error creating: " + e.getMessage());
            throw e;
        }
    }

    /** @throws ApiException a refusal, after its event */
    public void delete(ObjectKey key, HasMetadata owner, Pod pod) throws InterruptedException {
        try {
            expectations.deleted(key, pod.getMetadata().getUid());
            api.delete(pod, Propagation.DEFAULT);
            events.normal(
                    owner,
                    "SuccessfulDelete",
                    "Deleted pod: " + pod.getMetadata().getName());
        } catch (ApiException e) {
            expectations.gone(key, pod.getMetadata().getUid());
            events.warning(owner, "FailedDelete", "Error deleting: " + e.getMessage());
            throw e;
        }
    }

    /**
     * Makes so many pods, then deletes these, in growing batches up to the first failure.
     *
     * @return the failure; null where there was none
     */
    public @Nullable ApiException scale(
            ObjectKey key, HasMetadata owner, PodTemplateSpec template, int create, List<Pod> delete)
            throws InterruptedException {
        @Nullable
        ApiException failure = create(key, owner, Collections.nCopies(create, PodTemplates.pod(template, owner)));
        return failure != null ? failure : delete(key, owner, delete);
    }

    /** @return the first failure; null where there was none */
    public @Nullable ApiException create(ObjectKey key, HasMetadata owner, List<Pod> wanted)
            throws InterruptedException {
        return batches.run(wanted, pod -> create(key, owner, pod));
    }

    /** @return the first failure; null where there was none */
    public @Nullable ApiException delete(ObjectKey key, HasMetadata owner, List<Pod> unwanted)
            throws InterruptedException {
        return batches.run(unwanted, pod -> {
            delete(key, owner, pod);
            return true;
        });
    }

    public static Set<String> uids(List<Pod> pods, Predicate<Pod> which) {
        return pods.stream()
                .filter(which)
                .map(pod -> pod.getMetadata().getUid())
                .collect(Collectors.toSet());
    }

    private static boolean isNamespaceTerminating(ApiException e) {
        return e.reason() == StatusReason.FORBIDDEN
                && (e.details().causes().stream().anyMatch(c -> c.reason().equals("NamespaceTerminating"))
                        || e.getMessage().contains("because it is being terminated"));
    }
}
