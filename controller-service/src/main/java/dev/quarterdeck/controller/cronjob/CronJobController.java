package dev.quarterdeck.controller.cronjob;

import dev.quarterdeck.controller.owner.Owners;
import dev.quarterdeck.controller.wiring.Controller;
import dev.quarterdeck.controller.wiring.ControllerContext;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.reconcile.informer.Informer;
import dev.quarterdeck.reconcile.loop.ReconcileLoop;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.List;

/** Wires the CronJob controller: a change of a CronJob or of one of its Jobs, and the next time of its schedule, wake it. */
public final class CronJobController {
    private CronJobController() {}

    public static Controller create(ControllerContext context) {
        Informer<CronJob> crons = context.informers().of(CronJob.class);
        Informer<Job> jobs = context.informers().of(Job.class).index(Owners.BY_CONTROLLER, Owners::controllerKeys);
        ReconcileLoop<ObjectKey> loop = context.loop(
                "cronjob",
                new CronJobReconciler(
                        crons, jobs, context.api(), context.events().apply("cronjob-controller"), context.time()));
        crons.onChange(
                (before, after) -> loop.queue().add(ControllerContext.key(ControllerContext.either(before, after))));
        jobs.onChange((before, after) -> {
            Job job = ControllerContext.either(before, after);
            Owners.controller(job).filter(o -> o.getKind().equals("CronJob")).ifPresent(o -> loop.queue()
                    .add(new ObjectKey(job.getMetadata().getNamespace(), o.getName())));
        });
        return new Controller("cronjob", List.of(loop), List.of(crons, jobs));
    }
}
