package dev.quarterdeck.scheduler.volume;

import dev.quarterdeck.scheduler.bind.Reservations;
import dev.quarterdeck.scheduler.snapshot.ClusterSnapshot;
import dev.quarterdeck.scheduler.snapshot.NodeSnapshot;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** Holds the volumes of pods from the decision until their claims are bound. Thread-safe. */
public final class VolumeReservations implements Reservations {
    private final VolumeBindingFilter rule;
    private final VolumeBinder binder;
    private final Map<String, VolumePlan> plans = new ConcurrentHashMap<>();

    public VolumeReservations(VolumeBindingFilter rule, VolumeBinder binder) {
        this.rule = rule;
        this.binder = binder;
    }

    @Override
    public String rule() {
        return rule.name();
    }

    @Override
    public void reserve(PodRequest pod, NodeSnapshot node, ClusterSnapshot cluster) {
        if (!pod.claims().isEmpty()) {
            VolumePlan plan = rule.plan(pod, node);
            if (!plan.isEmpty()) {
                binder.assume(pod, plan);
                plans.put(pod.uid(), plan);
            }
        }
    }

    @Override
    public void carryOut(PodRequest pod, Runnable bind, Consumer<String> failed, Executor later)
            throws InterruptedException {
        VolumePlan plan = plans.get(pod.uid());
        if (plan == null) {
            bind.run();
            return;
        }
        binder.bind(
                pod,
                plan,
                wrong -> later.execute(() -> {
                    plans.remove(pod.uid());
                    if (wrong.isEmpty()) {
                        bind.run();
                    } else {
                        failed.accept("running PreBind plugin \"VolumeBinding\": binding volumes: " + wrong);
                    }
                }));
    }

    @Override
    public void forget(PodRequest pod) {
        VolumePlan plan = plans.remove(pod.uid());
        if (plan != null) {
            binder.forget(pod, plan);
            binder.forget(pod.uid());
        }
    }
}
