package dev.quarterdeck.node.pod;

import dev.quarterdeck.node.plan.ContainerAction;
import dev.quarterdeck.node.plan.ContainerPlan;
import dev.quarterdeck.node.plan.ContainerPlanner;
import dev.quarterdeck.node.runtime.ObservedContainer;
import dev.quarterdeck.node.runtime.ObservedPod;
import dev.quarterdeck.node.runtime.ObservedSandbox;
import dev.quarterdeck.node.runtime.RuntimeFailure;
import dev.quarterdeck.node.spec.PodFacts;
import dev.quarterdeck.node.status.PodStatusAssembler;
import dev.quarterdeck.node.status.StatusInput;
import dev.quarterdeck.node.volume.VolumeError;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One step of each state of {@link PodState}. Called by the pod's worker alone; what takes long runs as a task beside it. */
final class PodSteps {
    /** How often volumes are brought up to date while a pod runs. */
    private static final Duration REFRESH = Duration.ofSeconds(10);

    private static final Duration REST = Duration.ofSeconds(60);

    /**
     * What came of a step.
     *
     * @param next the state that follows; the same to stay
     * @param lookAgain when to step again if nothing happens before
     */
    record Step(PodState next, @Nullable Duration lookAgain) {}

    private final PodWorker worker;
    private final NodeContext node;
    private final Function<Pod, StatusInput.@Nullable Verdict> admission;
    private final PodTasks tasks;
    private final StatusReporter reporter;
    private final ContainerStarts starts;
    private final PodEnding ending;

    private StatusInput.@Nullable Verdict verdict;
    private Instant refreshed = Instant.MIN;
    private List<String> podIps = List.of();

    PodSteps(PodWorker worker, NodeContext node, Function<Pod, StatusInput.@Nullable Verdict> admission) {
        this.worker = worker;
        this.node = node;
        this.admission = admission;
        this.tasks = new PodTasks(node.threads(), worker::wake);
        this.reporter = new StatusReporter(node, tasks, worker::wake);
        this.starts = new ContainerStarts(node, tasks);
        this.ending = new PodEnding(worker, node, tasks);
    }

    /** Something changed that may help what failed before. */
    void tryAgainNow() {
        starts.tryAgainNow();
    }

    Step step(PodState state) throws IOException {
        return switch (state) {
            case SEEN -> seen();
            case PREPARING -> preparing();
            case SANDBOXING -> sandboxing();
            case RUNNING -> running();
            case STOPPING -> stopping();
            case STOPPED -> stopped();
            case RELEASED -> released();
            case GONE -> new Step(PodState.GONE, null);
        };
    }

    private Step seen() {
        Pod pod = worker.pod();
        if (worker.unwanted() || PodFacts.finished(pod)) {
            return new Step(PodState.STOPPING, null);
        }
        boolean known = !node.runtime().observe(worker.uid()).isEmpty();
        if (!known) {
            verdict = admission.apply(pod);
            if (verdict != null) {
                node.events()
                        .warning(
                                pod, null, verdict.reason(), verdict.message().replaceFirst("^Pod was rejected: ", ""));
                return new Step(PodState.STOPPING, null);
            }
        }
        return new Step(PodState.PREPARING, null);
    }

    private Step preparing() throws IOException {
        Pod pod = worker.pod();
        if (mustStop()) {
            return new Step(PodState.STOPPING, null);
        }
        ObservedPod observed = node.runtime().observe(worker.uid());
        report(observed, false, false);
        try {
            node.host().prepare(pod);
            refreshed = node.clock().instant();
        } catch (VolumeError e) {
            if (observed.running().isEmpty()) {
                node.events().warning(pod, null, "FailedMount", e.getMessage());
                throw e;
            }
        }
        return new Step(PodState.SANDBOXING, null);
    }

    private Step sandboxing() {
        Pod pod = worker.pod();
        if (mustStop()) {
            return new Step(PodState.STOPPING, null);
        }
        ObservedPod observed = node.runtime().observe(worker.uid());
        report(observed, false, false);
        Optional<ObservedSandbox> ready = usable(pod, observed);
        if (ready.isPresent()) {
            podIps = ready.get().ips();
            return new Step(PodState.RUNNING, null);
        }
        if (PodFacts.restartPolicy(pod).equals("Never")
                && !observed.containers().isEmpty()) {
            return new Step(PodState.STOPPING, null);
        }
        for (ObservedSandbox old : observed.sandboxes()) {
            node.runtime().stopSandbox(old.id());
        }
        if (!PodFacts.hostNetwork(pod)) {
            Optional<String> notReady = node.runtime().notReady();
            if (notReady.isPresent()) {
                node.events().warning(pod, null, "NetworkNotReady", "network is not ready: " + notReady.get());
                return new Step(PodState.SANDBOXING, Duration.ofSeconds(2));
            }
        }
        int attempt = observed.sandboxes().isEmpty()
                ? 0
                : observed.sandboxes().getFirst().attempt() + 1;
        try {
            node.runtime().runSandbox(node.host().sandbox(pod, attempt), handler(pod));
        } catch (RuntimeFailure e) {
            node.events()
                    .warning(pod, null, "FailedCreatePodSandBox", "Failed to create pod sandbox: " + e.getMessage());
            throw e;
        }
        return new Step(PodState.SANDBOXING, Duration.ZERO);
    }

    /** Runtime classes name handlers; without one it is the runtime's default. */
    private static String handler(Pod pod) {
        return "";
    }

    private static Optional<ObservedSandbox> usable(Pod pod, ObservedPod observed) {
        return observed.readySandbox()
                .filter(s -> PodFacts.hostNetwork(pod) || !s.ips().isEmpty());
    }

    private Step running() throws IOException {
        Pod pod = worker.pod();
        if (mustStop()) {
            return new Step(PodState.STOPPING, null);
        }
        Set<String> busy = tasks.keys();
        ObservedPod observed = node.runtime().observe(worker.uid());
        Optional<ObservedSandbox> sandbox = usable(pod, observed);
        if (sandbox.isEmpty()) {
            node.events().normal(pod, null, "SandboxChanged", "Pod sandbox changed, it will be killed and re-created.");
            return new Step(PodState.SANDBOXING, null);
        }
        podIps = sandbox.get().ips();
        List<String> ips = podIps.isEmpty() ? node.facts().get().addresses() : podIps;
        ObservedPod up = observed.without(starts.inHook());
        node.probes().sync(pod, up, ips, worker::wake);
        refresh(pod);
        removeHalfMade(observed, busy);
        ContainerPlan plan = ContainerPlanner.plan(
                pod,
                observed,
                sandbox.get(),
                node.probes(),
                starts.backoff(),
                node.clock().instant());
        act(pod, plan, observed, sandbox.get(), busy);
        starts.note(pod, plan);
        report(up, false, false);
        if (plan.finished() && !tasks.any(PodTasks.STARTING)) {
            return new Step(PodState.STOPPING, null);
        }
        return new Step(PodState.RUNNING, nextLook(pod, plan));
    }

    private void act(Pod pod, ContainerPlan plan, ObservedPod observed, ObservedSandbox sandbox, Set<String> busy) {
        for (ContainerAction action : plan.actions()) {
            switch (action) {
                case ContainerAction.Start start -> starts.start(pod, start, observed, sandbox, busy);
                case ContainerAction.Stop stop ->
                    ending.stop(pod, stop.container(), stop.observed(), podIps, stop.why(), stop.grace());
            }
        }
    }

    /** Made but never started, because the agent ended in between. */
    private void removeHalfMade(ObservedPod observed, Set<String> busy) {
        for (ObservedContainer container : observed.containers()) {
            if (container.state() == ObservedContainer.State.CREATED
                    && !busy.contains(PodTasks.STARTING + container.name())) {
                node.runtime().removeContainer(container.id());
            }
        }
    }

    private void refresh(Pod pod) throws IOException {
        Instant now = node.clock().instant();
        if (!pod.getSpec().getVolumes().isEmpty()
                && (refreshed.equals(Instant.MIN)
                        || Duration.between(refreshed, now).compareTo(REFRESH) >= 0)) {
            refreshed = now;
            try {
                node.host().refresh(pod, podIps);
            } catch (VolumeError e) {
                node.events().warning(pod, null, "FailedMount", e.getMessage());
            }
        }
    }

    private Duration nextLook(Pod pod, ContainerPlan plan) {
        Instant now = node.clock().instant();
        Instant next = now.plus(pod.getSpec().getVolumes().isEmpty() ? REST : REFRESH);
        if (plan.lookAgain() != null && plan.lookAgain().isBefore(next)) {
            next = plan.lookAgain();
        }
        next = starts.nextRetry(next);
        Instant deadline = deadline(pod);
        if (deadline != null && deadline.isBefore(next)) {
            next = deadline;
        }
        Duration delay = Duration.between(now, next);
        return delay.isPositive() ? delay : Duration.ofMillis(10);
    }

    private boolean mustStop() {
        Pod pod = worker.pod();
        if (worker.unwanted() || PodFacts.finished(pod)) {
            return true;
        }
        Instant deadline = deadline(pod);
        if (deadline != null && !node.clock().instant().isBefore(deadline)) {
            verdict = new StatusInput.Verdict(
                    "DeadlineExceeded", "Pod was active on the node longer than the specified deadline");
            node.events().normal(pod, null, verdict.reason(), verdict.message());
            return true;
        }
        return false;
    }

    private static @Nullable Instant deadline(Pod pod) {
        Long seconds = pod.getSpec().getActiveDeadlineSeconds();
        if (seconds == null || pod.getStatus() == null || pod.getStatus().getStartTime() == null) {
            return null;
        }
        return Instant.parse(pod.getStatus().getStartTime()).plusSeconds(seconds);
    }

    private Step stopping() {
        tasks.interrupt(PodTasks.STARTING);
        ObservedPod observed = node.runtime().observe(worker.uid());
        observed.readySandbox().ifPresent(sandbox -> podIps = sandbox.ips());
        report(observed, true, false);
        return ending.stopAll(observed, podIps)
                ? new Step(PodState.STOPPED, null)
                : new Step(PodState.STOPPING, Duration.ofSeconds(5));
    }

    private Step stopped() throws IOException {
        node.probes().forget(worker.uid());
        report(node.runtime().observe(worker.uid()), true, true);
        if (!worker.absent() && !reporter.told()) {
            return new Step(PodState.STOPPED, Duration.ofSeconds(5));
        }
        node.host().release(worker.uid());
        return new Step(PodState.RELEASED, null);
    }

    private Step released() throws IOException {
        ObservedPod observed = node.runtime().observe(worker.uid());
        if (!worker.unwanted()) {
            report(observed, true, true);
            return new Step(PodState.RELEASED, null);
        }
        ending.removeAll(observed);
        return new Step(PodState.GONE, null);
    }

    private void report(ObservedPod observed, boolean ends, boolean stopped) {
        if (worker.absent()) {
            return;
        }
        Pod pod = worker.pod();
        List<String> hostIps = node.facts().get().addresses();
        List<String> ips = PodFacts.hostNetwork(pod) ? hostIps : podIps;
        PodStatus status = PodStatusAssembler.assemble(new StatusInput(
                pod,
                observed,
                starts.waiting(),
                node.probes(),
                ips,
                hostIps,
                ends,
                stopped,
                verdict,
                id -> observed.containers().stream()
                        .filter(container -> container.id().equals(id))
                        .findFirst()
                        .map(container -> node.host().terminationMessage(pod, container))
                        .orElse(""),
                node.clock().instant()));
        reporter.report(pod, status);
    }
}
