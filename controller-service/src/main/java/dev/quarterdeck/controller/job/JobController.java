package dev.quarterdeck.controller.job;

import dev.quarterdeck.controller.owner.Expectations;
import dev.quarterdeck.controller.owner.Owners;
import dev.quarterdeck.controller.owner.Selectors;
import dev.quarterdeck.controller.wiring.Controller;
import dev.quarterdeck.controller.wiring.ControllerContext;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.reconcile.informer.Informer;
import dev.quarterdeck.reconcile.loop.ReconcileLoop;
import dev.quarterdeck.reconcile.model.PodGroup;
import dev.quarterdeck.reconcile.model.Workload;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Wires the Job controller: which change wakes which Job, and which pods have lost theirs. */
public final class JobController {
    private final Informer<Job> jobs;
    private final Informer<Pod> pods;
    private final Expectations<ObjectKey> expectations;
    private final ReconcileLoop<ObjectKey> loop;
    private final ReconcileLoop<ObjectKey> lost;

    private JobController(ControllerContext context, JobGroups groups) {
        jobs = context.informers().of(Job.class);
        pods = context.informers().of(Pod.class).index(Owners.BY_CONTROLLER, Owners::controllerKeys);
        expectations = new Expectations<>(context.time());
        loop = context.loop(
                "job",
                new JobReconciler(
                        jobs,
                        pods,
                        context.api(),
                        context.events().apply("job-controller"),
                        expectations,
                        context.time(),
                        context.batches(),
                        groups));
        lost = context.loop("job_orphan_pod", new LostPodReconciler(pods, context.api()));
    }

    public static Controller create(ControllerContext context) {
        return create(context, JobGroups.NONE, List.of());
    }

    /** With a Workload and a PodGroup for each Job whose pods all run at the same time (WorkloadWithJob). */
    public static Controller createWithGroups(ControllerContext context) {
        Informer<Workload> workloads =
                context.informers().of(Workload.class).index(CreatedJobGroups.BY_JOB, CreatedJobGroups::job);
        Informer<PodGroup> groups =
                context.informers().of(PodGroup.class).index(CreatedJobGroups.BY_WORKLOAD, CreatedJobGroups::workload);
        return create(
                context,
                new CreatedJobGroups(
                        workloads, groups, context.api(), context.events().apply("job-controller")),
                List.of(workloads, groups));
    }

    private static Controller create(ControllerContext context, JobGroups groups, List<Informer<?>> more) {
        JobController controller = new JobController(context, groups);
        controller.jobs.onChange((before, after) -> {
            loopOver(controller, ControllerContext.either(before, after));
            if (after == null && before != null) {
                controller
                        .pods
                        .byIndex(Owners.BY_CONTROLLER, before.getMetadata().getUid())
                        .forEach(pod -> controller.lost.queue().add(ControllerContext.key(pod)));
            }
        });
        controller.pods.onChange((before, after) -> {
            controller.wake(before, after == null);
            controller.wake(after, false);
        });
        List<Informer<?>> informers = new ArrayList<>(List.of(controller.jobs, controller.pods));
        informers.addAll(more);
        return new Controller("job", List.of(controller.loop, controller.lost), informers);
    }

    private static void loopOver(JobController controller, Job job) {
        controller.loop.queue().add(ControllerContext.key(job));
    }

    private void wake(@Nullable Pod pod, boolean deleted) {
        if (pod == null) {
            return;
        }
        String namespace = pod.getMetadata().getNamespace();
        Optional<OwnerReference> owner = Owners.controller(pod);
        if (owner.isEmpty() && !deleted) {
            jobs.list(namespace).stream()
                    .filter(job -> Selectors.matches(job.getSpec().getSelector(), pod))
                    .forEach(job -> loopOver(this, job));
        }
        owner.filter(o -> o.getKind().equals("Job")).ifPresent(o -> {
            ObjectKey key = new ObjectKey(namespace, o.getName());
            if (deleted) {
                expectations.gone(key, pod.getMetadata().getUid());
            }
            loop.queue().add(key);
        });
        if (!deleted && JobPods.isTracked(pod) && isLost(namespace, owner)) {
            lost.queue().add(ControllerContext.key(pod));
        }
    }

    private boolean isLost(String namespace, Optional<OwnerReference> owner) {
        return owner.isEmpty()
                || (owner.get().getKind().equals("Job")
                        && jobs.get(namespace, owner.get().getName()).isEmpty());
    }
}
