package dev.quarterdeck.controller.autoscaling;

import dev.quarterdeck.controller.scale.ScaleTargets;
import dev.quarterdeck.controller.wiring.Controller;
import dev.quarterdeck.controller.wiring.ControllerContext;
import dev.quarterdeck.controller.wiring.ServedResources;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.reconcile.informer.Informer;
import dev.quarterdeck.reconcile.loop.ReconcileLoop;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import java.util.List;
import java.util.Objects;

/** Wires the autoscalers. A changed spec is looked at at once; a changed status, being the controller's own, wakes nobody. */
public final class HorizontalPodAutoscalerController {
    private HorizontalPodAutoscalerController() {}

    public static Controller create(ControllerContext context, ServedResources served) {
        ScaleTargets targets = new ScaleTargets(context.api(), served);
        return create(context, targets, new ApiMetrics(context.api(), targets));
    }

    static Controller create(ControllerContext context, ScaleTargets targets, Metrics metrics) {
        Informer<HorizontalPodAutoscaler> scalers = context.informers().of(HorizontalPodAutoscaler.class);
        Informer<Pod> pods = context.informers().of(Pod.class);
        ReconcileLoop<ObjectKey> loop = context.loop(
                "horizontalpodautoscaler",
                new AutoscalerReconciler(
                        scalers,
                        pods,
                        targets,
                        metrics,
                        context.api(),
                        context.events().apply("horizontal-pod-autoscaler"),
                        context.time()));
        scalers.onChange((before, after) -> {
            if (before == null || after == null || !Objects.equals(before.getSpec(), after.getSpec())) {
                loop.queue().add(ControllerContext.key(ControllerContext.either(before, after)));
            }
        });
        return new Controller("horizontalpodautoscaling", List.of(loop), List.of(scalers, pods));
    }
}
