package dev.quarterdeck.scheduler.bind;

import dev.quarterdeck.reconcile.event.EventRecorder;
import dev.quarterdeck.scheduler.cycle.Decision;
import dev.quarterdeck.scheduler.cycle.SchedulingCycle;
import dev.quarterdeck.scheduler.cycle.SchedulingException;
import dev.quarterdeck.scheduler.gang.Gangs;
import dev.quarterdeck.scheduler.gang.GroupKey;
import dev.quarterdeck.scheduler.measure.AttemptTimes;
import dev.quarterdeck.scheduler.measure.ExtensionPoint;
import dev.quarterdeck.scheduler.queue.SchedulingQueue;
import dev.quarterdeck.scheduler.snapshot.ClusterSnapshot;
import dev.quarterdeck.scheduler.snapshot.ClusterState;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The loop: takes a pod, decides on a snapshot, assumes the decision, and lets a binding thread carry it out while the next pod is decided. Decisions are made by
 * one thread; writes by others, at most a fixed number at a time.
 */
public final class Scheduler {
    private static final Logger LOG = LoggerFactory.getLogger(Scheduler.class);
    private static final Duration IDLE = Duration.ofMinutes(1);

    private final SchedulingQueue queue;
    private final ClusterState state;
    private final Map<String, SchedulingCycle> cycles;
    private final Reservations reservations;
    private final PodWriter writer;
    private final SchedulingEvents events;
    private final SchedulingMetrics metrics;
    private final Writes writes;
    private final BindingCycle binding;
    private final WayOut wayOut;
    private final Gangs gangs;
    private final GangAttempt together;

    /** One that tries each pod alone. */
    public Scheduler(
            SchedulingQueue queue,
            ClusterState state,
            List<SchedulingCycle> cycles,
            Reservations reservations,
            PodWriter writer,
            EventRecorder events,
            SchedulingMetrics metrics,
            Executor writers) {
        this(queue, state, cycles, reservations, writer, events, metrics, writers, Gangs.off(), GroupWriter.NONE);
    }

    /**
     * @param cycles one for each profile
     * @param gangs the pods that are tried together
     */
    public Scheduler(
            SchedulingQueue queue,
            ClusterState state,
            List<SchedulingCycle> cycles,
            Reservations reservations,
            PodWriter writer,
            EventRecorder events,
            SchedulingMetrics metrics,
            Executor writers,
            Gangs gangs,
            GroupWriter groups) {
        this.queue = queue;
        this.state = state;
        this.cycles = cycles.stream().collect(Collectors.toMap(c -> c.profile().schedulerName(), c -> c));
        this.reservations = reservations;
        this.writer = writer;
        this.events = new SchedulingEvents(events);
        this.metrics = metrics;
        cycles.forEach(c -> metrics.follow(c.profile().schedulerName(), c.meters()));
        this.writes = new Writes(writers);
        this.gangs = gangs;
        this.binding = new BindingCycle(queue, state, gangs, reservations, writer, this.events, metrics, writes);
        this.wayOut = new WayOut(queue, state, cycles, reservations, writer, this.events, metrics, writes);
        this.together = new GangAttempt(
                queue, state, gangs, cycles, reservations, writer, groups, this.events, metrics, writes, binding);
    }

    /** Runs until interrupted: the work of a leader. */
    public void run() throws InterruptedException {
        finishGroups();
        while (true) {
            step(IDLE);
        }
    }

    /** Groups of which the leader before bound some pods and not enough come first: others may take the room that the rest of them was promised. */
    public void finishGroups() throws InterruptedException {
        for (GroupKey each : gangs.begun()) {
            together.make(each, null, System.nanoTime());
        }
    }

    /** One pod, or those of one group; false where none came within {@code limit}. */
    public boolean step(Duration limit) throws InterruptedException {
        Optional<PodRequest> next = queue.take(limit);
        if (next.isEmpty()) {
            return false;
        }
        PodRequest request = next.get();
        long start = System.nanoTime();
        GroupKey group = gangs.of(request.pod());
        if (group != null) {
            together.make(group, request, start);
            return true;
        }
        try {
            decide(request, start);
        } catch (SchedulingException e) {
            String wrong = String.valueOf(e.getMessage());
            metrics.attempted(profileOf(request), "error", System.nanoTime() - start);
            events.failed(request, wrong);
            queue.failed(request);
            writes.begin(() -> Writes.tell(request.pod(), () -> writer.markFailed(request.pod(), wrong)));
        } catch (RuntimeException e) {
            LOG.error("cannot schedule {}", nameOf(request), e);
            metrics.attempted(profileOf(request), "error", System.nanoTime() - start);
            queue.failed(request);
        } catch (InterruptedException e) {
            // Leadership ended between the decision and its write: it has not been made.
            binding.forget(request);
            queue.failed(request);
            throw e;
        }
        return true;
    }

    static String nameOf(PodRequest pod) {
        return pod.pod().getMetadata().getNamespace() + "/"
                + pod.pod().getMetadata().getName();
    }

    static String profileOf(PodRequest pod) {
        return Objects.requireNonNullElse(pod.pod().getSpec().getSchedulerName(), "default-scheduler");
    }

    private void decide(PodRequest asking, long start) throws InterruptedException {
        ClusterSnapshot snapshot = state.snapshot();
        PodRequest request = asking.with(snapshot.deviceClasses());
        SchedulingCycle cycle = cycles.get(profileOf(request));
        if (cycle == null) {
            queue.delete(request.uid());
            return;
        }
        if (!reservations.missing(request).isEmpty()) {
            queue.notReady(request, Set.of("DynamicResources"));
            return;
        }
        long begin = System.nanoTime();
        AttemptTimes times = metrics.attempt(profileOf(request));
        Decision decision = cycle.decide(request, snapshot, times);
        metrics.decided(System.nanoTime() - begin);
        switch (decision) {
            case Decision.Placed(String node) -> {
                begin = System.nanoTime();
                reservations.reserve(request, Objects.requireNonNull(state.node(node)), snapshot, times);
                state.assume(request, node);
                times.took(ExtensionPoint.Reserve, "Success", System.nanoTime() - begin);
                writes.begin(() -> binding.carryOut(request, node, start, times));
            }
            case Decision.Unschedulable no -> {
                metrics.attempted(profileOf(request), "unschedulable", System.nanoTime() - start);
                wayOut.look(request, cycle, snapshot, no, times);
            }
        }
    }
}
