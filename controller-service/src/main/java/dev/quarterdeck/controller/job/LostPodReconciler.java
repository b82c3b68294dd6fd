package dev.quarterdeck.controller.job;

import dev.quarterdeck.controller.owner.Owners;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.reconcile.client.ObjectApi;
import dev.quarterdeck.reconcile.informer.Informer;
import dev.quarterdeck.reconcile.loop.Reconciler;
import dev.quarterdeck.reconcile.loop.Result;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.Optional;

/** Frees pods whose Job is gone, or that no Job controls any more, from the tracking finalizer: nobody else would. Asks the server before it believes so. */
final class LostPodReconciler implements Reconciler<ObjectKey> {
    private final Informer<Pod> pods;
    private final ObjectApi api;

    LostPodReconciler(Informer<Pod> pods, ObjectApi api) {
        this.pods = pods;
        this.api = api;
    }

    @Override
    public Result reconcile(ObjectKey key) throws InterruptedException {
        Optional<Pod> pod = pods.get(key.namespace(), key.name()).filter(JobPods::isTracked);
        if (pod.isPresent() && isLost(pod.get())) {
            Finalizers.remove(api, pod.get());
        }
        return Result.DONE;
    }

    private boolean isLost(Pod pod) throws InterruptedException {
        Optional<OwnerReference> owner = Owners.controller(pod);
        if (owner.isEmpty()) {
            return true;
        }
        return owner.get().getKind().equals("Job")
                && api.get(
                                Job.class,
                                pod.getMetadata().getNamespace(),
                                owner.get().getName())
                        .filter(job ->
                                job.getMetadata().getUid().equals(owner.get().getUid()))
                        .isEmpty();
    }
}
