package dev.quarterdeck.node.pod;

import dev.quarterdeck.node.spec.PodFacts;
import dev.quarterdeck.node.status.StatusInput;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leads one pod through its life. It is woken when the pod, its containers or its probes change and when a step asked for it; then it makes steps, one at
 * a time, on a virtual thread, until one has nothing to do. Pods never wait for each other.
 */
public final class PodWorker {
    private static final Logger log = LoggerFactory.getLogger(PodWorker.class);
    private static final Duration FIRST_RETRY = Duration.ofMillis(500);
    private static final Duration LONGEST_RETRY = Duration.ofSeconds(15);

    private final String uid;
    private final NodeContext node;
    private final PodSteps steps;
    private final Runnable gone;
    private final AtomicInteger wakes = new AtomicInteger();

    private volatile Pod pod;
    private volatile boolean absent;
    private volatile boolean closed;
    private volatile PodState state = PodState.SEEN;
    private @Nullable ScheduledFuture<?> later;
    private int failures;

    /**
     * @param admission why the node does not take a pod, or null
     * @param absent the pod is not in the API (any more): clean up after it
     * @param gone called once, when nothing is left of it
     */
    PodWorker(
            Pod pod,
            boolean absent,
            NodeContext node,
            Function<Pod, StatusInput.@Nullable Verdict> admission,
            Runnable gone) {
        this.uid = PodFacts.uid(pod);
        this.pod = pod;
        this.absent = absent;
        this.node = node;
        this.gone = gone;
        this.steps = new PodSteps(this, node, admission);
    }

    public String uid() {
        return uid;
    }

    public Pod pod() {
        return pod;
    }

    public PodState state() {
        return state;
    }

    boolean absent() {
        return absent;
    }

    /** The pod is to go: it is deleted, or not in the API any more. */
    boolean unwanted() {
        return absent || PodFacts.deleted(pod);
    }

    /** The API has a newer version. */
    void update(Pod newer) {
        pod = newer;
        absent = false;
        steps.tryAgainNow();
        wake();
    }

    /** The API does not have it any more. */
    void disappeared() {
        absent = true;
        wake();
    }

    /** Takes no more steps; containers stay as they are. */
    void close() {
        closed = true;
        node.probes().forget(uid);
    }

    void wake() {
        if (wakes.getAndIncrement() == 0) {
            try {
                node.threads().execute(this::run);
            } catch (RejectedExecutionException e) {
                log.debug("The agent ends; pod {} is not led further", uid);
            }
        }
    }

    private void run() {
        int seen;
        do {
            seen = wakes.get();
            boolean again = true;
            while (again && !closed && state != PodState.GONE) {
                again = step();
            }
        } while (!wakes.compareAndSet(seen, 0));
    }

    /** @return whether to step on at once */
    private boolean step() {
        try {
            PodSteps.Step step = steps.step(state);
            PodState before = state;
            state = before.to(step.next());
            failures = 0;
            if (state != before) {
                log.debug("Pod {} goes from {} to {}", PodFacts.id(pod), before, state);
                if (state == PodState.GONE) {
                    node.probes().forget(uid);
                    node.pulls().forget(uid);
                    gone.run();
                }
                return true;
            }
            if (step.lookAgain() != null) {
                wakeAfter(step.lookAgain());
            }
        } catch (Exception e) {
            Duration delay = FIRST_RETRY.multipliedBy(1L << Math.min(failures, 8));
            delay = delay.compareTo(LONGEST_RETRY) > 0 ? LONGEST_RETRY : delay;
            failures++;
            if (!closed) {
                log.warn("Pod {} in state {}: {}; trying again in {}", PodFacts.id(pod), state, e.toString(), delay);
                log.debug("", e);
            }
            wakeAfter(delay);
        }
        return false;
    }

    private void wakeAfter(Duration delay) {
        if (later != null) {
            later.cancel(false);
        }
        try {
            later = node.timer().schedule(this::wake, Math.max(1, delay.toMillis()), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            log.debug("The agent ends; pod {} is not led further", uid);
        }
    }
}
