package dev.quarterdeck.scheduler.bind;

import dev.quarterdeck.scheduler.profile.Profile;
import dev.quarterdeck.scheduler.profile.TakingPart;
import dev.quarterdeck.scheduler.snapshot.ClusterSnapshot;
import dev.quarterdeck.scheduler.snapshot.NodeSnapshot;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** What one rule holds for pods, where the profile lets the rule: what is not to be written is not held, and what could not be held cannot be written. */
public final class SwitchedReservations implements Reservations {
    private final Reservations all;
    private final Map<String, TakingPart> byScheduler;
    private final BiFunction<PodRequest, String, String> notHeld;
    private final Map<String, String> nodesOfThoseNotHeld = new ConcurrentHashMap<>();

    /** @param notHeld what is wrong with a pod, and its node, for which something is to be written and nothing could be held; empty where it needs nothing */
    public SwitchedReservations(
            Reservations all, Collection<Profile> profiles, BiFunction<PodRequest, String, String> notHeld) {
        this.all = all;
        this.byScheduler = profiles.stream().collect(Collectors.toMap(Profile::schedulerName, Profile::takingPart));
        this.notHeld = notHeld;
    }

    private TakingPart of(PodRequest pod) {
        return byScheduler.getOrDefault(Scheduler.profileOf(pod), TakingPart.STANDARD);
    }

    private boolean holds(PodRequest pod) {
        TakingPart taking = of(pod);
        return taking.reserve().contains(rule()) && taking.preBind().contains(rule());
    }

    @Override
    public String rule() {
        return all.rule();
    }

    @Override
    public String missing(PodRequest pod) {
        return of(pod).preEnqueue().contains(rule()) ? all.missing(pod) : "";
    }

    @Override
    public void reserve(PodRequest pod, NodeSnapshot node, ClusterSnapshot cluster) {
        if (holds(pod)) {
            all.reserve(pod, node, cluster);
        } else if (of(pod).preBind().contains(rule())) {
            nodesOfThoseNotHeld.put(pod.uid(), node.name());
        }
    }

    @Override
    public void carryOut(PodRequest pod, Runnable bind, Consumer<String> failed, Executor later)
            throws InterruptedException {
        String node = nodesOfThoseNotHeld.remove(pod.uid());
        String wrong = node == null ? "" : notHeld.apply(pod, node);
        if (!wrong.isEmpty()) {
            failed.accept(wrong);
        } else if (holds(pod)) {
            all.carryOut(pod, bind, failed, later);
        } else {
            bind.run();
        }
    }

    @Override
    public String release(PodRequest pod, ClusterSnapshot cluster, Set<String> rejectedBy) {
        return all.release(pod, cluster, rejectedBy);
    }

    @Override
    public void bound(PodRequest pod) {
        all.bound(pod);
    }

    @Override
    public void forget(PodRequest pod) {
        nodesOfThoseNotHeld.remove(pod.uid());
        all.forget(pod);
    }
}
