package dev.quarterdeck.controller.pod;

import dev.quarterdeck.controller.owner.Expectations;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.StatusReason;
import dev.quarterdeck.reconcile.client.ObjectApi;
import dev.quarterdeck.reconcile.client.Propagation;
import dev.quarterdeck.reconcile.event.EventRecorder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Makes and deletes the pods of owners of one kind: each time with its event, and with what the cache must show before pods are counted again. One thread
 * per owner.
 */
public final class PodControl {
    private final ObjectApi api;
    private final EventRecorder events;
    private final Expectations<ObjectKey> expectations;

    public PodControl(ObjectApi api, EventRecorder events, Expectations<ObjectKey> expectations) {
        this.api = api;
        this.events = events;
        this.expectations = expectations;
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
