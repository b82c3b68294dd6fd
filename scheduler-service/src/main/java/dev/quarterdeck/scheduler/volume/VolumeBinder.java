package dev.quarterdeck.scheduler.volume;

import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.StatusReason;
import dev.quarterdeck.reconcile.client.ObjectApi;
import dev.quarterdeck.reconcile.queue.TimeSource;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import tools.jackson.databind.node.ObjectNode;

/**
 * Carries out how a pod's claims get their volumes, before the pod is bound: a volume that is there gets its claim's reference, a claim whose volume is to be made
 * gets its node; the controller of persistent volumes does the rest. Then waits, without a thread, until all claims are bound, or until it cannot be: the choice of
 * the node was taken back because no volume could be made there, or it took too long. Thread-safe.
 */
public final class VolumeBinder {
    private final StorageObjects objects;
    private final ObjectApi api;
    private final TimeSource time;
    private final Duration limit;
    private final Map<String, Pending> pending = new ConcurrentHashMap<>();

    /** @param limit how long a pod waits for its claims to be bound (bindTimeoutSeconds) */
    public VolumeBinder(StorageObjects objects, ObjectApi api, TimeSource time, Duration limit) {
        this.objects = objects;
        this.api = api;
        this.time = time;
        this.limit = limit;
        objects.onClaim(this::claimChanged);
    }

    /**
     * @param then called once, with what went wrong, or empty
     * @param chosen uids of claims that have been seen with their node
     */
    private record Pending(PodRequest pod, VolumePlan plan, Consumer<String> then, Set<String> chosen) {
        /** Only once the choice of the node has been seen can it be seen taken back. */
        boolean choiceWasTakenBack(PersistentVolumeClaim claim) {
            String uid = claim.getMetadata().getUid();
            if (StorageObjects.annotation(claim, StorageObjects.SELECTED_NODE).isEmpty()) {
                return chosen.contains(uid);
            }
            chosen.add(uid);
            return false;
        }
    }

    /** The decision counts at once: no other pod gets those volumes. */
    public void assume(PodRequest pod, VolumePlan plan) {
        objects.assume(plan, pod.uid());
    }

    public void forget(PodRequest pod, VolumePlan plan) {
        objects.forget(plan, pod.uid());
    }

    /**
     * Writes, and calls {@code then} when all claims are bound, with an empty text, or with what went wrong.
     *
     * @throws dev.quarterdeck.kube.status.ApiException where a write fails; nothing more is called then
     */
    public void bind(PodRequest pod, VolumePlan plan, Consumer<String> then) throws InterruptedException {
        Pending waiting = new Pending(pod, plan, then, ConcurrentHashMap.newKeySet());
        pending.put(pod.uid(), waiting);
        try {
            for (VolumePlan.Binding binding : plan.bindings()) {
                write(binding.volume(), reference(binding), now -> MatchingVolumes.isFor(now, binding.claim()));
            }
            for (PersistentVolumeClaim claim : plan.provisions()) {
                if (!plan.node().equals(StorageObjects.annotation(claim, StorageObjects.SELECTED_NODE))) {
                    ObjectNode patch = Json.object();
                    patch.putObject("metadata")
                            .put("resourceVersion", claim.getMetadata().getResourceVersion())
                            .putObject("annotations")
                            .put(StorageObjects.SELECTED_NODE, plan.node());
                    write(claim, patch, now -> plan.node()
                            .equals(StorageObjects.annotation(now, StorageObjects.SELECTED_NODE)));
                }
            }
        } catch (RuntimeException | InterruptedException e) {
            pending.remove(pod.uid(), waiting);
            throw e;
        }
        time.after(limit, () -> end(waiting, "timed out waiting for the condition"));
        check(waiting);
    }

    /** Where somebody else was quicker, it may have been another pod that uses the same claim, with what is to be written. */
    @SuppressWarnings("unchecked")
    private <T extends HasMetadata> void write(T object, ObjectNode patch, Predicate<T> saysSo)
            throws InterruptedException {
        try {
            api.mergePatch(object, "", patch);
        } catch (ApiException e) {
            var metadata = object.getMetadata();
            String namespace = Objects.requireNonNullElse(metadata.getNamespace(), "");
            if (e.reason() != StatusReason.CONFLICT
                    || !api.get((Class<T>) object.getClass(), namespace, metadata.getName())
                            .filter(saysSo)
                            .isPresent()) {
                throw e;
            }
        }
    }

    /** The pod is gone: nobody waits any more. */
    public void forget(String uid) {
        Pending waiting = pending.get(uid);
        if (waiting != null) {
            end(waiting, "pod is gone");
        }
    }

    private static ObjectNode reference(VolumePlan.Binding binding) {
        var claim = binding.claim().getMetadata();
        ObjectNode patch = Json.object();
        patch.putObject("metadata")
                .put("resourceVersion", binding.volume().getMetadata().getResourceVersion())
                .putObject("annotations")
                .put("pv.kubernetes.io/bound-by-controller", "yes");
        patch.putObject("spec")
                .putObject("claimRef")
                .put("apiVersion", "v1")
                .put("kind", "PersistentVolumeClaim")
                .put("namespace", claim.getNamespace())
                .put("name", claim.getName())
                .put("uid", claim.getUid())
                .put("resourceVersion", claim.getResourceVersion());
        return patch;
    }

    private void claimChanged(String key) {
        for (Pending waiting : pending.values()) {
            if (waiting.pod().claims().contains(key)) {
                check(waiting);
            }
        }
    }

    private void check(Pending waiting) {
        boolean all = true;
        for (String key : waiting.pod().claims()) {
            PersistentVolumeClaim claim = objects.claim(key);
            if (claim == null) {
                end(waiting, "persistentvolumeclaim \"" + key.substring(key.indexOf('/') + 1) + "\" not found");
                return;
            }
            all &= objects.isBound(claim);
            boolean tookBack = !objects.isBound(claim)
                    && waiting.plan().provisions().stream().anyMatch(c -> c.getMetadata()
                            .getUid()
                            .equals(claim.getMetadata().getUid()))
                    && waiting.choiceWasTakenBack(claim);
            if (tookBack) {
                end(
                        waiting,
                        "provisioning failed for PVC \"" + claim.getMetadata().getName() + "\"");
                return;
            }
        }
        if (all) {
            end(waiting, "");
        }
    }

    private void end(Pending waiting, String wrong) {
        if (pending.remove(waiting.pod().uid(), waiting)) {
            objects.forget(waiting.plan(), waiting.pod().uid());
            waiting.then().accept(wrong);
        }
    }
}
