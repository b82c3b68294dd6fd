package dev.quarterdeck.node.pod;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the API the newest status of one pod, again and again until it is told; older ones that were not sent are skipped. The pod's worker never waits
 * for it, so pods live on while the control plane is away.
 */
final class StatusReporter {
    private static final Logger log = LoggerFactory.getLogger(StatusReporter.class);
    private static final String KEY = "status";
    private static final long FIRST_RETRY_MILLIS = 500;
    private static final long LONGEST_RETRY_MILLIS = 15_000;

    private record Report(Pod pod, PodStatus status) {}

    private final NodeContext node;
    private final PodTasks tasks;
    private final Runnable wake;
    private @Nullable Report wanted;
    private @Nullable PodStatus told;
    /** The revision that the pod had after that. */
    private long toldAt = Long.MAX_VALUE;
    /** A report is about to be sent. */
    private boolean coming;

    private int failures;
    private long notBeforeNanos = System.nanoTime();

    StatusReporter(NodeContext node, PodTasks tasks, Runnable wake) {
        this.node = node;
        this.tasks = tasks;
        this.wake = wake;
    }

    synchronized void report(Pod pod, PodStatus status) {
        // every look at the pod makes one anew: what is told already is kept once
        PodStatus kept = told != null && status.equals(told) ? told : status;
        wanted = new Report(pod, kept);
        if ((kept != told || isOverwritten(pod, status)) && System.nanoTime() >= notBeforeNanos) {
            sendSoon();
        }
    }

    private void sendSoon() {
        Duration pace = node.api().pace();
        if (pace.isZero()) {
            tasks.start(KEY, this::send);
        } else if (!coming) {
            coming = true;
            var unused = node.timer().schedule(this::begin, pace.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void begin() {
        synchronized (this) {
            coming = false;
        }
        tasks.start(KEY, this::send);
    }

    /** Somebody else has changed since what the agent decides on: the node lifecycle controller says so of pods on a node that it has not heard of. */
    private boolean isOverwritten(Pod pod, PodStatus status) {
        if (pod.getStatus() == null || GatewayPodApi.revision(pod) <= toldAt) {
            return false;
        }
        Map<String, String> seen = new HashMap<>();
        pod.getStatus().getConditions().forEach(c -> seen.put(c.getType(), c.getStatus()));
        return status.getConditions().stream()
                .anyMatch(c -> c.getType().equals("Ready") && !c.getStatus().equals(seen.get("Ready")));
    }

    /** The API knows what was reported last. */
    synchronized boolean told() {
        return wanted == null || wanted.status().equals(told);
    }

    /** The last status the API took, if any was sent. */
    synchronized @Nullable PodStatus last() {
        return told;
    }

    private void send() {
        Report report;
        synchronized (this) {
            report = wanted;
        }
        if (report == null) {
            return;
        }
        try {
            long revision = node.api().writeStatus(report.pod(), report.status());
            synchronized (this) {
                told = report.status();
                toldAt = revision;
                failures = 0;
            }
        } catch (RuntimeException e) {
            long delay;
            synchronized (this) {
                delay = Math.min(LONGEST_RETRY_MILLIS, FIRST_RETRY_MILLIS << Math.min(failures, 10));
                failures++;
                notBeforeNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(delay);
            }
            if (failures == 1) {
                log.warn(
                        "The status of pod {}/{} cannot be written: {}",
                        report.pod().getMetadata().getNamespace(),
                        report.pod().getMetadata().getName(),
                        e.getMessage());
            }
            var unused = node.timer().schedule(wake, delay, TimeUnit.MILLISECONDS);
        }
    }
}
