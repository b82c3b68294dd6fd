package dev.quarterdeck.controller.daemonset;

import dev.quarterdeck.controller.owner.Expectations;
import dev.quarterdeck.controller.owner.Owners;
import dev.quarterdeck.controller.owner.Selectors;
import dev.quarterdeck.controller.wiring.Controller;
import dev.quarterdeck.controller.wiring.ControllerContext;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.reconcile.informer.Informer;
import dev.quarterdeck.reconcile.loop.ReconcileLoop;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Wires the DaemonSet controller: which change wakes which set. */
public final class DaemonSetController {
    private DaemonSetController() {}

    public static Controller create(ControllerContext context) {
        Informer<DaemonSet> sets = context.informers().of(DaemonSet.class);
        Informer<Node> nodes = context.informers().of(Node.class);
        Informer<Pod> pods = context.informers().of(Pod.class).index(Owners.BY_CONTROLLER, Owners::controllerKeys);
        Informer<ControllerRevision> revisions =
                context.informers().of(ControllerRevision.class).index(Owners.BY_CONTROLLER, Owners::controllerKeys);
        Expectations<ObjectKey> expectations = new Expectations<>(context.time());
        ReconcileLoop<ObjectKey> loop = context.loop(
                "daemonset",
                new DaemonSetReconciler(
                        sets,
                        nodes,
                        pods,
                        revisions,
                        context.api(),
                        context.events().apply("daemonset-controller"),
                        expectations,
                        context.time(),
                        context.batches()));
        sets.onChange(
                (before, after) -> loop.queue().add(ControllerContext.key(ControllerContext.either(before, after))));
        nodes.onChange((before, after) -> {
            if (before == null || after == null || matters(before, after)) {
                sets.list().forEach(set -> loop.queue().add(ControllerContext.key(set)));
            }
        });
        pods.onChange((before, after) -> {
            wake(loop, sets, before, after == null, expectations);
            wake(loop, sets, after, false, expectations);
        });
        revisions.onChange((before, after) -> wakeByRevision(loop, sets, before, after));
        return new Controller("daemonset", List.of(loop), List.of(sets, nodes, pods, revisions));
    }

    /** A revision that somebody deletes or changes is made again; one of nobody is adopted. */
    private static void wakeByRevision(
            ReconcileLoop<ObjectKey> loop,
            Informer<DaemonSet> sets,
            @Nullable ControllerRevision before,
            @Nullable ControllerRevision after) {
        if (before == null) {
            return;
        }
        Owners.controller(before)
                .filter(o -> o.getKind().equals("DaemonSet"))
                .map(o -> new ObjectKey(before.getMetadata().getNamespace(), o.getName()))
                .filter(key -> sets.get(key.namespace(), key.name()).isPresent())
                .filter(key -> after == null || !Objects.equals(before.getData(), after.getData()))
                .ifPresent(loop.queue()::add);
    }

    /** Heartbeats do not. */
    private static boolean matters(Node before, Node after) {
        return !before.getMetadata().getLabels().equals(after.getMetadata().getLabels())
                || !Objects.equals(before.getSpec(), after.getSpec());
    }

    private static void wake(
            ReconcileLoop<ObjectKey> loop,
            Informer<DaemonSet> sets,
            @Nullable Pod pod,
            boolean deleted,
            Expectations<ObjectKey> expectations) {
        if (pod == null) {
            return;
        }
        String namespace = pod.getMetadata().getNamespace();
        if (Owners.controller(pod).isPresent()) {
            Owners.controller(pod).filter(o -> o.getKind().equals("DaemonSet")).ifPresent(o -> {
                ObjectKey key = new ObjectKey(namespace, o.getName());
                if (deleted) {
                    expectations.gone(key, pod.getMetadata().getUid());
                }
                loop.queue().add(key);
            });
        } else if (!deleted) {
            sets.list(namespace).stream()
                    .filter(set -> Selectors.matches(set.getSpec().getSelector(), pod))
                    .forEach(set -> loop.queue().add(ControllerContext.key(set)));
        }
    }
}
