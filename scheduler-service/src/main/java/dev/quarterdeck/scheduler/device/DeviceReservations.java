package dev.quarterdeck.scheduler.device;

import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.reconcile.event.EventRecorder;
import dev.quarterdeck.reconcile.queue.TimeSource;
import dev.quarterdeck.scheduler.bind.Reservations;
import dev.quarterdeck.scheduler.bind.SchedulingEvents;
import dev.quarterdeck.scheduler.snapshot.ClusterSnapshot;
import dev.quarterdeck.scheduler.snapshot.NodeSnapshot;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaim;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the devices that a pod's claims get from the decision on, writes them into the claims before the pod is bound, and waits for those that have to be made
 * ready first. Where no node takes a pod, a claim that only it uses is taken apart, so that other devices can be found. Thread-safe.
 */
public final class DeviceReservations implements Reservations {
    private static final Logger LOG = LoggerFactory.getLogger(DeviceReservations.class);
    private static final String NOTHING = "no new claims to deallocate";

    private final DynamicResourcesFilter rule;
    private final DeviceObjects objects;
    private final ClaimWriter writer;
    private final SchedulingEvents events;
    private final BindingWaits waits;
    private final Set<String> schedulerNames;
    private final Executor writers;
    private final Map<String, Held> held = new ConcurrentHashMap<>();

    private static final class Held {
        private final PodRequest pod;
        private final DevicePlan plan;
        private final Map<String, ResourceClaim> written = new ConcurrentHashMap<>();
        private volatile @Nullable ResourceClaim made;

        Held(PodRequest pod, DevicePlan plan) {
            this.pod = pod;
            this.plan = plan;
        }
    }

    /**
     * @param limit how long devices may take to be made ready (bindingTimeout)
     * @param schedulerNames of the profiles that ask the rule
     * @param writers for writes that nobody waits for
     */
    public DeviceReservations(
            DynamicResourcesFilter rule,
            DeviceObjects objects,
            ClaimWriter writer,
            EventRecorder events,
            TimeSource time,
            Duration limit,
            Set<String> schedulerNames,
            Executor writers) {
        this.rule = rule;
        this.objects = objects;
        this.writer = writer;
        this.events = new SchedulingEvents(events);
        this.waits = new BindingWaits(objects, time, limit);
        this.schedulerNames = schedulerNames;
        this.writers = writers;
    }

    private boolean asks(PodRequest pod) {
        return DynamicResourcesFilter.asks(pod)
                && schedulerNames.contains(
                        Objects.requireNonNullElse(pod.pod().getSpec().getSchedulerName(), "default-scheduler"));
    }

    @Override
    public String rule() {
        return rule.name();
    }

    /** What is wrong with a pod whose claims' devices could not be held; empty where it has none that need any. */
    public String notHeld(PodRequest pod) {
        for (ResourceClaim claim : asks(pod) ? PodDevices.of(pod.pod(), objects).claims() : List.<ResourceClaim>of()) {
            if (DeviceObjects.allocation(claim) == null) {
                return "running PreBind plugin \"DynamicResources\": claim " + WantedDevices.nameOf(claim)
                        + " got deallocated elsewhere in the meantime";
            }
        }
        return "";
    }

    @Override
    public String missing(PodRequest pod) {
        return asks(pod) ? rule.missing(pod) : "";
    }

    @Override
    public void reserve(PodRequest pod, NodeSnapshot node, ClusterSnapshot cluster) {
        if (!asks(pod)) {
            return;
        }
        DevicePlan plan = rule.plan(pod, node);
        for (DevicePlan.Step step : plan.steps()) {
            objects.decide(step.claim().getMetadata().getUid(), step.allocation(), pod.pod());
        }
        held.put(pod.uid(), new Held(pod, plan));
    }

    @Override
    public void carryOut(PodRequest pod, Runnable bind, Consumer<String> failed, Executor later)
            throws InterruptedException {
        Held mine = held.get(pod.uid());
        if (mine == null) {
            bind.run();
            return;
        }
        try {
            for (DevicePlan.Step step : mine.plan.steps()) {
                if (step.makesClaim()) {
                    make(mine, step);
                } else {
                    ResourceClaim written = writer.write(step, pod.pod());
                    written(mine, written);
                }
            }
        } catch (ApiException | ClaimWriter.TakenException e) {
            failed.accept("running PreBind plugin \"DynamicResources\": " + e.getMessage());
            return;
        }
        if (mine.written.values().stream().noneMatch(c -> BindingReadiness.isAsked(DeviceObjects.allocation(c)))) {
            bind.run();
            return;
        }
        events.waitsForDevices(pod, mine.plan.node());
        waits.begin(
                pod.uid(),
                mine.written,
                wrong -> later.execute(() -> {
                    if (wrong.isEmpty()) {
                        bind.run();
                    } else {
                        failed.accept("running PreBind plugin \"DynamicResources\": " + wrong);
                    }
                }));
    }

    private void written(Held mine, ResourceClaim claim) {
        mine.written.put(claim.getMetadata().getUid(), claim);
        objects.written(claim.getMetadata().getUid());
    }

    private void make(Held mine, DevicePlan.Step step) throws InterruptedException, ClaimWriter.TakenException {
        ResourceClaim made;
        try {
            made = writer.create(step.claim());
        } catch (ApiException e) {
            throw new ClaimWriter.TakenException("create claim for extended resources "
                    + WantedDevices.nameOf(step.claim()) + ": " + e.getMessage());
        }
        mine.made = made;
        objects.decidedIsOf(
                step.claim().getMetadata().getUid(), made.getMetadata().getUid());
        ResourceClaim written = writer.write(new DevicePlan.Step(made, step.allocation(), List.of()), mine.pod.pod());
        written(mine, written);
        writer.map(mine.pod.pod(), made.getMetadata().getName(), step.mappings());
    }

    @Override
    public void bound(PodRequest pod) {
        Held mine = held.remove(pod.uid());
        if (mine != null) {
            letGo(mine);
            ResourceClaim made = mine.made;
            if (made != null) {
                objects.letGo(made.getMetadata().getUid(), pod.pod());
            }
        }
    }

    private void letGo(Held mine) {
        for (DevicePlan.Step step : mine.plan.steps()) {
            objects.letGo(step.claim().getMetadata().getUid(), mine.pod.pod());
        }
    }

    /** What has been written stays allocated, for whoever comes next; only the pod's right to it is taken back. */
    @Override
    public void forget(PodRequest pod) {
        Held mine = held.remove(pod.uid());
        if (mine == null) {
            return;
        }
        waits.end(pod.uid());
        ResourceClaim made = mine.made;
        if (made != null) {
            // It is this attempt's alone.
            objects.forget(made.getMetadata().getUid());
            later(() -> writer.delete(made));
        }
        for (DevicePlan.Step step : mine.plan.steps()) {
            ResourceClaim written = mine.written.get(step.claim().getMetadata().getUid());
            if (written != null) {
                later(() -> writer.unreserve(written, pod.pod()));
            }
        }
        letGo(mine);
    }

    @Override
    public String release(PodRequest pod, ClusterSnapshot cluster, Set<String> rejectedBy) {
        if (!asks(pod) || rule.beforeNodes(pod, cluster) != null) {
            return NOTHING;
        }
        List<ResourceClaim> misplaced =
                rejectedBy.contains(DynamicResourcesFilter.NAME) ? rule.misplaced(pod, cluster) : List.of();
        ResourceClaim before = pod.backed().isEmpty() ? null : objects.extendedClaim(pod.pod());
        if (misplaced.isEmpty() && before != null) {
            later(() -> writer.delete(before));
            return "deletion of ResourceClaim completed";
        }
        if (misplaced.isEmpty()) {
            return "still not schedulable";
        }
        later(() -> writer.deallocate(misplaced.getFirst()));
        return "deallocation of ResourceClaim completed";
    }

    private interface Write {
        void run() throws InterruptedException;
    }

    private void later(Write write) {
        writers.execute(() -> {
            try {
                write.run();
            } catch (ApiException e) {
                LOG.warn("cannot give devices back: {}", e.getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }
}
